//! Signatures in PDF (ISO 32000-2 12.8, ETSI EN 319 142-1): what is signed, and what changed since.

mod alone;
mod appearance;
mod attach;
pub mod byte_range;
mod dictionary;
mod dss;
mod empty_field;
mod explain;
mod field;
mod form;
mod found;
mod layout;
mod over;
mod page;
mod place;
mod placement;
mod plan;
pub mod seed_value;
mod sheet;
mod store;

pub use appearance::{Appearance, AppearanceError};
pub use byte_range::{ByteRangeError, Covered};
pub use dictionary::{DictionaryType, FieldSelection, SignatureDictionary, SubFilter, Transform};
pub use dss::{Dss, DssEntry};
pub use empty_field::{EmptyField, FieldRules, add_fields};
pub use field::{FieldLock, SignatureField, field_names, fields};
pub use found::{FoundSignature, Signatures, signatures};
pub use over::covered;
pub use page::page_count;
pub use place::{Corner, Edge, POINTS_PER_MM, Pages, Placement, Straddle, mm};
pub use placement::{Placeholder, prepare};
pub use plan::{DocMdp, FieldPlan, PrepareError, Role};
pub use sheet::{Sheet, sheets};
pub use store::{StoreDraft, Validation};

#[cfg(test)]
mod tests;

pub mod changes;
