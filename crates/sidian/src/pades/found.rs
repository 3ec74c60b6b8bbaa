//! The signatures of a file, over all its revisions.

use std::collections::HashMap;

use crate::budget::Work;
use crate::pdf::{Object, Pdf, PdfError, Ref, Span, View};

use super::form::Form;
use super::{SignatureDictionary, SignatureField};

/// A signature found in some revision.
#[derive(Clone, Debug)]
pub struct FoundSignature {
    /// Its field, as the first revision has it that shows the signature.
    pub field: SignatureField,
    /// Its dictionary, as the revision has it that defines it.
    pub dictionary: SignatureDictionary,
    /// The first revision that shows it.
    pub first_seen: usize,
    /// The last revision that shows it. Less than the last of the file: it was removed or replaced.
    pub last_seen: usize,
    /// Other fields that have the very same value.
    pub other_fields: Vec<String>,
}

/// Every signature of a file.
#[derive(Clone, Debug, Default)]
pub struct Signatures {
    /// Those in fields, by the revision that defines them, then as the form lists them.
    pub found: Vec<FoundSignature>,
    /// Signature fields of the latest revision that are still empty.
    pub empty_fields: Vec<SignatureField>,
    /// Dictionaries that `/Perms` of the latest catalogue names as usage rights.
    pub usage_rights: Option<Object>,
    /// The dictionary that `/Perms` of the latest catalogue names as certification.
    pub certification: Option<Object>,
}

/// Finds every signature that any revision shows.
///
/// # Errors
///
/// [`PdfError`] if a form cannot be read.
pub fn signatures(pdf: &Pdf<'_>) -> Result<Signatures, PdfError> {
    let mut register = Register::default();
    let mut form = Form::new();
    for index in 0..pdf.revisions().len() {
        let view = pdf.view(index);
        let step = form.advance(view)?;
        for position in step.gone {
            register.seen_until(position, index.saturating_sub(1));
        }
        for branch in step.walked {
            form.mark(branch, |field| register.note(view, field))?;
        }
    }
    let last = pdf.revisions().len().saturating_sub(1);
    form.marks().for_each(|position| register.seen_until(position, last));
    let mut out = Signatures { found: register.found, ..Signatures::default() };
    out.found.sort_by_key(|found| found.dictionary.revision);
    out.empty_fields =
        form.into_fields().filter(|field| field.is_signature && field.value.is_null()).collect();
    let latest = pdf.latest();
    if let Object::Dict(permissions) = latest.value(&latest.root()?, "Perms")? {
        out.certification = permissions.get("DocMDP").cloned();
        out.usage_rights = permissions.get("UR3").or_else(|| permissions.get("UR")).cloned();
    }
    Ok(out)
}

/// What makes two values the same signature: the same bytes of the file, or of an object stream.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
struct Identity {
    object: Option<Ref>,
    span: Option<Span>,
    /// Only where there is no span.
    revision: usize,
}

/// The signatures found so far.
#[derive(Default)]
struct Register {
    known: HashMap<Identity, usize>,
    found: Vec<FoundSignature>,
}

impl Register {
    fn seen_until(&mut self, position: usize, revision: usize) {
        if let Some(found) = self.found.get_mut(position) {
            found.last_seen = revision;
        }
    }

    /// Notes the signature in `field`, and says which of `found` it is.
    fn note(
        &mut self,
        view: View<'_, '_>,
        field: &SignatureField,
    ) -> Result<Option<usize>, PdfError> {
        view.pdf().budget().spend(Work::Compared, 1)?;
        let Object::Dict(dict) = view.resolve(&field.value)? else { return Ok(None) };
        let object = field.value.as_reference();
        let located = object.and_then(|object| view.locate(object.number));
        let revision = located.map_or(view.revision(), |(revision, _)| revision);
        let span = dict.span();
        let identity =
            Identity { object, span, revision: if span.is_some() { 0 } else { revision } };
        if let Some(position) = self.known.get(&identity) {
            if let Some(same) = self.found.get_mut(*position)
                && same.field.name != field.name
                && !same.other_fields.contains(&field.name)
            {
                same.other_fields.push(field.name.clone());
            }
            return Ok(Some(*position));
        }
        let dictionary = SignatureDictionary::read(view, object, dict)?;
        self.known.insert(identity, self.found.len());
        self.found.push(FoundSignature {
            field: field.clone(),
            dictionary,
            first_seen: view.revision(),
            last_seen: view.revision(),
            other_fields: Vec::new(),
        });
        Ok(Some(self.found.len() - 1))
    }
}
