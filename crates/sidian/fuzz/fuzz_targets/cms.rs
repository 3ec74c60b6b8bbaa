//! Containers and time-stamps: read, and judged over content that nobody signed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sidian::asn1::ber::to_definite;
use sidian::cms::{Profile, SignedData, verify_signer};
use sidian::report::Integrity;
use sidian::tsp::TimestampToken;

/// What the seeds sign.
const CONTENT: &[u8] = b"seed content";

fuzz_target!(|bytes: &[u8]| {
    let Ok(der) = to_definite(bytes) else { return };
    let again = to_definite(&der).expect("definite lengths stay readable");
    assert_eq!(again, der, "definite lengths are made once");
    let _ = TimestampToken::parse(&der);
    let Ok(signed) = SignedData::parse(&der) else { return };
    for profile in [Profile::Plain, Profile::Pades, Profile::Timestamp] {
        let check = verify_signer(&signed, &CONTENT, profile, &[]);
        assert!(check.integrity != Integrity::Ok || check.certificate.is_some(), "whose value?");
        let other = verify_signer(&signed, &&b"seed c0ntent"[..], profile, &[]);
        let both = check.integrity == Integrity::Ok && other.integrity == Integrity::Ok;
        assert!(signed.content.is_some() || !both, "one value over two contents");
    }
});
