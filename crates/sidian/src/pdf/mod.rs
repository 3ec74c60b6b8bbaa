//! PDF syntax (ISO 32000-2 clause 7): a strict reader over the original bytes, an append-only writer.
