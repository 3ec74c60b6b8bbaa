//! What later revisions changed in a signed document, and whether the signatures in force permit it
//! (ISO 32000-2 12.8.2).
//!
//! # How it judges
//!
//! Default deny. The revisions after the signed one are compared one by one with the revision
//! before each. Objects that a revision does not define are the same in both, so that only the
//! objects it defines, with another value than before, can make a difference. Each of those must be
//! explained:
//!
//! * Objects that are what they are by themselves (the catalogue, a page, a field, an annotation, a
//!   structure element) by a rule about which of their entries may differ and how.
//! * Any other object by the *role* that every referrer gives it: all paths that lead to it in the
//!   new document are examined, and each role must permit the difference. An appearance stream that
//!   a page uses as well is therefore refused, and so is content for a reference that led nowhere
//!   when the document was signed (shadow attacks).
//! * New objects by the changed object that refers to them.
//!
//! An object that is what it is by itself may be used as something else besides: a field as the
//! resources of a page. What it is used as besides counts for all that lies below it.
//!
//! What nothing refers to is counted and tolerated: no reader shows it. Readers that repair files may
//! show what this one does not take, though: objects that cannot be read count as page content, and
//! objects that no cross-reference lists leave the matter to a person.
//!
//! # Filling where no signature says whether it may be done
//!
//! ISO 32000-2 12.8.2.2 restricts filling only where a certification or a lock does; forms are signed
//! first and filled by others later, and readers call that valid. So an empty field may be filled, and
//! the report names it. What it may draw is dark text, no more: an empty field may have been laid over
//! text by whoever prepared the document, and nobody who signed saw it. Dark text over dark text is seen
//! by everybody; a ground that was not drawn when it was signed, broad or light lines, light or outlined
//! text, glyphs that are content and pictures could make what lies below vanish (2330), and are left to a
//! person. No box of text is needed to tell: where the field lies makes no difference.
//!
//! # What it costs
//!
//! Nothing where no revision follows the signed one. Otherwise the objects of the signed revision
//! are read once to know who refers to whom, and each later revision costs what it touches.

mod annotations;
mod deep;
mod evidence;
mod field;
mod form;
mod graph;
mod hidden;
mod judge;
mod listing;
mod metadata;
mod new_field;
mod number_tree;
mod page;
mod painted;
mod pairs;
mod permission;
mod record;
mod roles;
mod structure;
mod trailer;
mod undrawn;
mod uses;
mod visibility;

pub use judge::{ChangeReport, History};
pub use permission::{Permission, Permissions};
pub(super) use visibility::draws;

use crate::budget::{Budget, LimitError};
use crate::pdf::Pdf;

/// Compares the revisions after `signed_revision` with it and judges every change by
/// `permissions`.
///
/// For several signatures of one file make one [`History`] from the earliest of them and ask it for
/// each: the comparison is then made once.
///
/// # Errors
///
/// [`LimitError`] if the comparison costs more than `budget` allows.
pub fn compare(
    pdf: &Pdf<'_>,
    signed_revision: usize,
    permissions: &Permissions,
    budget: &Budget,
) -> Result<ChangeReport, LimitError> {
    Ok(History::new(pdf, signed_revision, permissions, budget)?.judge(signed_revision))
}
