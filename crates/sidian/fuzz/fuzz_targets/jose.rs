//! Signed statements of strangers: tokens, presentations, receipts and authorisations.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sidian::crypto::{Suite, Signer};
use sidian::jose::{Jws, Rules, json};
use sidian::material::grant::{Delegation, Grant, RevocationList};
use sidian::material::receipt::Receipt;
use sidian::material::share::SharedLicence;
use sidian_testkit::pki::key;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = json::read(bytes) {
        if let Ok(canonical) = json::canonical(&value) {
            assert!(json::read(&canonical).is_ok(), "what is written can be read");
        }
    }
    let rules = Rules { typ: "grant+jwt", most_bytes: 1 << 16 };
    if let Ok(jws) = Jws::parse(bytes, &rules) {
        let _ = jws.claims();
        // Nobody but the test key can make one that verifies.
        assert!(jws.verify(key(Suite::Ed25519, "fuzz").public_key()).is_err());
    }
    let _ = Grant::inspect(bytes);
    let _ = Delegation::inspect(bytes);
    let _ = RevocationList::inspect(bytes);
    let _ = Receipt::inspect(bytes);
    if let Ok(shared) = SharedLicence::inspect(bytes) {
        let names: Vec<&str> = shared.disclosures().iter().map(|d| d.name()).collect();
        let _ = shared.disclose(&names);
    }
});
