//! SignedData that other software made: S/MIME of NIST PKITS, GB/T 35275 of CFCA, RFC 3161 tokens.

use std::fs;
use std::path::Path;

use base64ct::{Base64, Encoding};
use sidian::asn1::ber;
use sidian::cms::{Dialect, Profile, SignedData, verify_signer};
use sidian::report::Integrity;
use sidian::tsp::TimestampToken;
use sidian::x509::Certificate;
use sidian_testkit::corpus;

/// Verifies a container over `content`, or over its own where that is `None`.
fn integrity(der: &[u8], content: Option<&[u8]>, extra: &[Certificate]) -> (Integrity, String) {
    let der = ber::to_definite(der).expect("BER");
    let signed = SignedData::parse(&der).expect("SignedData");
    let content = content.or(signed.content).expect("content");
    let check = verify_signer(&signed, &content, Profile::Plain, extra);
    (check.integrity, format!("{:?}", check.findings))
}

fn base64(text: &str) -> Vec<u8> {
    let text: String = text.split_whitespace().collect();
    Base64::decode_vec(&text).expect("base64")
}

/// The signed part and the signature of a `multipart/signed` message.
fn smime(message: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let message = message.replace("\r\n", "\n");
    let boundary = message.split_once("boundary=\"")?.1.split_once('"')?.0;
    let mark = format!("\n--{boundary}");
    let mut parts = message.split(mark.as_str()).skip(1);
    let content = parts.next()?.strip_prefix('\n')?.replace('\n', "\r\n");
    let signature = parts.next()?.trim_start().split_once("\n\n")?.1;
    Some((content.into_bytes(), base64(signature)))
}

#[test]
fn every_pkits_message_has_an_intact_signature_and_breaks_when_its_text_is_changed() {
    let Some(dir) = corpus::dir_or_skip("cms/pkits-smime") else { return };
    let mut seen = 0;
    for entry in fs::read_dir(dir).expect("readable") {
        let path = entry.expect("entry").path();
        if path.extension().is_none_or(|e| e != "eml") {
            continue;
        }
        let message = fs::read_to_string(&path).expect("text");
        let (mut content, der) = smime(&message).unwrap_or_else(|| panic!("{path:?}"));
        let name = path.display();
        let (got, why) = integrity(&der, Some(&content), &[]);
        let unsupported = why.contains("unsupported");
        let expected = if unsupported { Integrity::Unknown } else { Integrity::Ok };
        assert_eq!(got, expected, "{name}: {why}");
        content[0] ^= 1;
        let (got, why) = integrity(&der, Some(&content), &[]);
        assert_eq!(got, Integrity::Failed, "{name}: {why}");
        seen += 1;
    }
    assert!(seen > 200, "only {seen} messages were read");
}

#[test]
fn gbt_35275_containers_of_another_maker_verify_and_break() {
    let Some(dir) = corpus::dir_or_skip("sm/gmsm") else { return };
    let read = |name: &str| base64(&fs::read_to_string(dir.join(name)).expect("text"));
    let der = read("cfca_pkcs7_sign_test-sadkSignedData.b64");
    let signed = SignedData::parse(&der).expect("SignedData");
    assert_eq!(signed.dialect, Dialect::Gbt35275);
    let content = signed.content.expect("content").to_vec();
    let (got, why) = integrity(&der, None, &[]);
    assert_eq!(got, Integrity::Ok, "{why}");
    let (got, why) = integrity(&der, Some(&content[1..]), &[]);
    assert_eq!(got, Integrity::Failed, "{why}");
    let detached = read("cfca_pkcs7_sign_test-sadkSignedDataDetach.b64");
    let (got, why) = integrity(&detached, Some(&content), &[]);
    assert_eq!(got, Integrity::Ok, "{why}");
}

/// The token inside a `TimeStampResp`.
fn token(path: &Path) -> Vec<u8> {
    let der = fs::read(path).expect("readable");
    let mut body = sidian::asn1::Reader::new(&der).sequence().expect("TimeStampResp");
    body.sequence().expect("status");
    body.rest().to_vec()
}

#[test]
fn tokens_of_other_authorities_verify_or_fail_as_their_makers_say() {
    let Some(dir) = corpus::dir_or_skip("cms/rfc3161-client") else { return };
    let chain = |folder: &str| {
        let pem = fs::read(dir.join(folder).join("ts_chain.pem")).expect("chain");
        Certificate::from_bytes(&pem).expect("certificates")
    };
    for (file, expected) in [
        ("identrust/issue-104.tsr", Integrity::Ok),
        ("sigstage/response-invalid-signature.tsr", Integrity::Failed),
        ("sigstage/response-no-embedded-cert.tsr", Integrity::Ok),
        ("sigstage/response-sha256.tsr", Integrity::Ok),
        ("sigstage/response-sha384.tsr", Integrity::Ok),
        ("sigstage/response-sha512.tsr", Integrity::Ok),
        ("sigstore.mock/response-expired.tsr", Integrity::Ok),
        ("test_tsa/other_response.tsr", Integrity::Ok),
        ("test_tsa/response-injected-certs.tsr", Integrity::Ok),
        ("test_tsa/response.tsr", Integrity::Ok),
    ] {
        let path = dir.join(file);
        let der = token(&path);
        let token = TimestampToken::parse(&der).unwrap_or_else(|e| panic!("{file}: {e}"));
        let extra = chain(file.split('/').next().expect("folder"));
        let check = verify_signer(&token.signed, &token.content, Profile::Timestamp, &extra);
        assert_eq!(check.integrity, expected, "{file}: {:?}", check.findings);
        if file.contains("injected") {
            let signer = check.certificate.expect("signer");
            let named = extra.iter().any(|c| c.der() == signer.der());
            assert!(named, "the signer is not the authority’s own certificate");
        }
    }
}
