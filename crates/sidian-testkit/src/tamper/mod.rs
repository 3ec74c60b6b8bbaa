//! Makes hostile PDFs out of signed ones: every class of attack on signed documents that the
//! checklist `testdata/hostile/vectors.toml` names.
//!
//! Nothing here repairs or guesses: input comes from this test kit or from a file that
//! [`sidian::pdf`] reads, so a maker that cannot do its work panics.

mod bytes;
mod disguise;
mod document;
mod forms;
mod later;
mod scene;
mod shift;

pub use bytes::{byte_range_as, edit, signature_gaps, without_key};
pub use disguise::renumbered;
pub use document::{Body, append, append_freeing, form_document, revise, with_trailer};
pub use forms::signed_with_output_intent;
pub use later::{appended_revision, changed_byte, swapped_page};
pub use scene::{Scene, maker, makers};
pub use shift::{SecondPart, shifted};
