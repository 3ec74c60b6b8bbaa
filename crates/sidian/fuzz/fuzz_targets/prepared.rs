//! States at rest: what is read is what was written, and nothing is completed without its value.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sidian::asn1::{ObjectIdentifier, oid, writer};
use sidian::crypto::Hash;
use sidian::signature::{Batch, PreparedDocument, PreparedSignature};

fuzz_target!(|bytes: &[u8]| {
    look(bytes);
    // Behind a check that agrees, where chance would never lead.
    for kind in [oid::PREPARED_SIGNATURE, oid::PREPARED_DOCUMENT, oid::PREPARED_BATCH] {
        look(&sealed(kind, bytes));
    }
});

fn look(bytes: &[u8]) {
    if let Ok(state) = PreparedSignature::from_bytes(bytes) {
        assert_eq!(PreparedSignature::from_bytes(&state.to_bytes()).map(|s| s.to_bytes()), Ok(state.to_bytes()));
        let _ = (state.check(bytes), state.to_be_signed_digest());
        assert!(state.complete(b"no value").is_err());
    }
    if let Ok(state) = PreparedDocument::from_bytes(bytes) {
        let _ = (state.check(bytes), state.room(), state.field().len());
        assert!(PreparedDocument::from_bytes(&state.to_bytes()).is_ok());
    }
    if let Ok(batch) = Batch::from_bytes(bytes) {
        let _ = (batch.confirmation(), batch.entries().count());
        assert!(Batch::from_bytes(&batch.to_bytes()).is_ok());
    }
}

fn sealed(kind: ObjectIdentifier, body: &[u8]) -> Vec<u8> {
    let parts =
        [writer::oid(kind), writer::integer(1), writer::octet_string(body)].concat();
    let check = Hash::Sha256.digest(&parts);
    writer::sequence(&[&parts, &writer::octet_string(check.as_ref())])
}
