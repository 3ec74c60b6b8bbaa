//! Certificates, lists and responses: read, asked everything, and judged against themselves.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sidian::budget::Budget;
use sidian::time::UnixTime;
use sidian::trust::{Evidence, PathRequest, Policy, Purpose, TrustStore, validate};
use sidian::x509::{Certificate, Crl, OcspResponse};

fuzz_target!(|bytes: &[u8]| {
    let list = Crl::from_der(bytes);
    if let Ok(list) = &list {
        let _ = (list.find(&[1], list.issuer()), list.issuer().to_string());
    }
    let _ = OcspResponse::from_der(bytes).map(|r| r.answers().len());
    let Ok(certificate) = Certificate::from_der(bytes) else { return };
    let _ =
        (certificate.subject().to_string(), certificate.subject().matches(certificate.issuer()));
    let evidence = Evidence::new().with_embedded([bytes], [bytes], [bytes]);
    let request = PathRequest {
        target: &certificate,
        candidates: std::slice::from_ref(&certificate),
        store: &TrustStore::new(),
        evidence: &evidence,
        purpose: Purpose::DocumentSigning,
        policy: &Policy::new(),
        at: UnixTime::from_seconds(1_780_000_000).expect("a time"),
        budget: &Budget::for_file(bytes.len()),
    };
    assert!(validate(&request).path().is_none(), "nobody is trusted");
    let store = TrustStore::new().with_certificate("fuzz", certificate.clone());
    let _ = validate(&PathRequest { store: &store, ..request });
});
