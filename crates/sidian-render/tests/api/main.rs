//! Tests of the public API, one file a subject.

mod common;
mod copy;
mod document;
mod face;
mod image_page;
mod layout;
mod licences;
#[cfg(feature = "picture")]
mod likeness;
mod receipt;
mod report;
mod seal;
#[cfg(feature = "picture")]
mod shown;
mod signature;
mod template;
mod text;
