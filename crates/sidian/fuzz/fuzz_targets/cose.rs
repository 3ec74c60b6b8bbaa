//! Show codes of strangers, as text and as bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sidian::cose::{Sign1, from_base45, to_base45};
use sidian::crypto::{Signer, Suite};
use sidian::material::show::ShowCode;
use sidian_testkit::pki::key;

fuzz_target!(|bytes: &[u8]| {
    assert_eq!(from_base45(&to_base45(bytes)).as_deref(), Ok(bytes), "Base45 comes back");
    if let Ok(envelope) = Sign1::parse(bytes, 1 << 12) {
        assert!(envelope.verify(key(Suite::Ed25519, "fuzz").public_key()).is_err());
    }
    let _ = ShowCode::inspect(&format!("SD1:{}", to_base45(bytes)));
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = ShowCode::inspect(text);
        if let Ok(decoded) = from_base45(text) {
            assert_eq!(to_base45(&decoded), text, "bytes have one text");
        }
    }
});
