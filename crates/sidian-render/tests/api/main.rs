//! Tests of the public API, one file a subject.

mod common;
mod document;
mod face;
mod layout;
mod licences;
mod report;
mod seal;
mod template;
mod text;
