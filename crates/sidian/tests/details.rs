//! What was found is told in one language.

use sidian::asn1::Asn1Error;
use sidian::crypto::CryptoError;
use sidian::jose::JoseError;
use sidian::licence::status::{SignedStatusList, StatusListError};
use sidian::report::codes::{cms, licence};
use sidian::report::{Code, Finding, Language};
use sidian::x509::Certificate;

#[test]
fn what_could_not_be_read_is_told_in_chinese_too() {
    let errors: Vec<(&'static Code, String)> = vec![
        (cms::CMS_MALFORMED, Asn1Error::Truncated { offset: 3 }.to_string()),
        (cms::CMS_MALFORMED, Certificate::from_der(&[0x30, 3, 2, 1]).unwrap_err().to_string()),
        (cms::KEY_UNSUPPORTED, CryptoError::SignatureInvalid.to_string()),
        (licence::STATUS_UNREADABLE, JoseError::Claim { claim: "lst" }.to_string()),
        (licence::STATUS_UNREADABLE, StatusListError::Compression.to_string()),
        (licence::STATUS_UNREADABLE, SignedStatusList::parse(b"no token").unwrap_err().to_string()),
    ];
    for (code, detail) in errors {
        let finding = Finding::new(code).with("detail", &detail);
        assert!(finding.message(Language::English).ends_with(&detail), "{detail}");
        let chinese = finding.message(Language::Chinese);
        assert!(!chinese.contains(&detail), "{chinese}");
    }
}
