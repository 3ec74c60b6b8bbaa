//! Licence data, identifiers and status lists: what is read is written and read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sidian::budget::Budget;
use sidian::crypto::PublicKey;
use sidian::licence::kind::builtin;
use sidian::licence::{
    LicenceDraft, LicenceId, LicenceIdParts, Metadata, SignedStatusList, StatusRegister,
};
use sidian::time::UnixTime;
use sidian::x509::Certificate;

fuzz_target!(|bytes: &[u8]| {
    let now = UnixTime::from_seconds(1_780_000_000).expect("a time");
    if let Ok(metadata) = Metadata::from_json(bytes) {
        let again = Metadata::from_json(&metadata.to_json()).expect("what was written reads");
        assert_eq!(again.to_json(), metadata.to_json());
        let _ = (metadata.findings(now), metadata.compare_xmp(bytes));
        for kind in builtin() {
            let _ = (metadata.check(kind), metadata.must_show(kind));
        }
    }
    for kind in builtin().take(2) {
        let _ = LicenceDraft::from_json(kind, bytes).and_then(LicenceDraft::build);
    }
    if let Ok(register) = StatusRegister::from_json(bytes) {
        let again = StatusRegister::from_json(&register.to_json()).expect("what was written reads");
        assert_eq!(again.to_json(), register.to_json());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(parts) = text.parse::<LicenceIdParts>() {
            assert_eq!(parts.to_string(), text, "an identifier has one spelling");
            assert_eq!(text.parse::<LicenceId>().is_ok(), parts.check_agrees());
        }
    }
    status_list(bytes);
});

fn status_list(bytes: &[u8]) {
    let Ok(signed) = SignedStatusList::parse(bytes) else { return };
    for der in signed.certificates() {
        let Ok(certificate) = Certificate::from_der(der) else { continue };
        if let Ok(key) = PublicKey::from_spki(certificate.spki()) {
            let _ = signed.verify_signature(&key);
        }
    }
    if let Ok(list) = signed.list(&Budget::for_file(bytes.len())) {
        let last = list.places().saturating_sub(1);
        let _ = (signed.state(&list, 0), signed.state(&list, last), list.value(u64::MAX));
    }
}
