//! Adding empty signature fields to a document.

use super::error::SignatureError;
use super::rules;
use crate::budget::Budget;
use crate::pades::{self, EmptyField};
use crate::pdf::Pdf;

/// Adds empty signature fields for the signers to come, with the rules they are to keep. What comes
/// back is the whole document; the original bytes are its beginning.
///
/// # Errors
///
/// [`SignatureError::Placement`] where a field cannot be added, [`SignatureError::WouldBreak`] where
/// an earlier signature permits no further fields.
///
/// # Examples
///
/// ```
/// use sidian::signature::{EmptyField, FieldRules, SignatureDraft, SignatureError, add_empty_fields};
/// # use sidian_testkit::{clock, pki::TestPki};
/// # let pki = TestPki::new(sidian::crypto::Suite::Sm2);
/// # let (key, chain, now) = (&pki.signer.key, pki.chain(&pki.signer), clock::now());
/// # let pdf = sidian_testkit::pdf::with_table("1.7", 1);
/// let rules = FieldRules::default().with_reason("同意");
/// let form = add_empty_fields(&pdf, &[EmptyField::new("审核").with_rules(rules)])?;
///
/// let draft = SignatureDraft::new(&form).with_field("审核").with_reason("不同意");
/// let refused = draft.sign(key, &chain, now);
/// assert!(matches!(refused, Err(SignatureError::FieldRule { key: "Reasons", .. })));
/// # Ok::<(), SignatureError>(())
/// ```
pub fn add_empty_fields(pdf: &[u8], fields: &[EmptyField]) -> Result<Vec<u8>, SignatureError> {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget)?;
    let earlier = pades::signatures(&file)?;
    let tail = pades::add_fields(&file, fields)?;
    rules::of_earlier(file, &earlier, &tail)?;
    Ok([pdf, &tail].concat())
}
