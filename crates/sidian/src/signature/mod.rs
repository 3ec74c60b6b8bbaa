//! Electronic signatures on PDF documents: prepare, complete, verify.
