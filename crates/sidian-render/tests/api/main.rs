//! Tests of the public API, one file a subject.

mod common;
mod document;
mod layout;
mod text;
