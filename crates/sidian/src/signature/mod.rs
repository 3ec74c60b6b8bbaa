//! Electronic signatures on PDF documents: prepare, complete, verify.
//!
//! Signing is two steps, so that the key may be a card, an HSM or a phone: [`SignatureDraft`]
//! becomes a [`PreparedSignature`] that gives out the bytes to be signed, and with the signature
//! value a [`SignedUpdate`]. What is signed is never copied or touched: an update is appended.

mod batch;
mod carried;
mod container;
mod document;
mod draft;
mod error;
mod extend;
mod fields;
mod prepare;
mod rules;
mod stamp;
mod state;
mod update;
pub(crate) mod verify;

pub use crate::pades::{
    Appearance, AppearanceError, Corner, DocMdp, Edge, EmptyField, FieldLock, FieldRules,
    FieldSelection, Pages, Placement, Straddle, SubFilter, mm,
};
pub use batch::{Batch, BatchEntry, BatchError};
pub(crate) use carried::Carried;
pub use container::container_room;
pub use document::PreparedDocument;
pub use draft::SignatureDraft;
pub use error::SignatureError;
pub use extend::{ExtendError, Extender, Missing, PendingDocTimestamp, Renewal, Wanted};
pub use fields::add_empty_fields;
pub use prepare::PreparedSignature;
pub use stamp::PendingTimestamp;
pub use state::StateError;
pub use update::SignedUpdate;
