//! Electronic signatures on PDF documents: prepare, complete, verify.

pub(crate) mod verify;
