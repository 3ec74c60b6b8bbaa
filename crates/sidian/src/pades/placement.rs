//! Places a signature: field, signature dictionary and the room for its value, as one incremental
//! update.

use crate::pdf::{
    Dict, Name, Object, Pdf, PdfString, Span, Update, format_date, text_string, write_object,
};

use super::attach;
use super::field::{self, SignatureField};
use super::found::{self, FoundSignature, Signatures};
use super::plan::{DocMdp, FieldPlan, PrepareError, Role};
use super::{DictionaryType, FieldLock, FieldSelection, SubFilter};

/// Most bytes that a signature value may take.
const MOST_ROOM: usize = 4 << 20;
/// Digits of one number of the byte range.
const WIDTH: usize = 10;

/// A document that lacks nothing but the signature value.
#[derive(Clone, Debug)]
pub struct Placeholder {
    /// What stands behind the original bytes.
    pub tail: Vec<u8>,
    /// Where the `/Contents` string lies in the whole new file, brackets included.
    pub contents: Span,
    /// The byte range, already written in the tail.
    pub byte_range: [u64; 4],
    /// The fully qualified name of the field.
    pub field: String,
}

/// Prepares a signature as `plan` has it.
///
/// # Errors
///
/// [`PrepareError`] if the file, an earlier signature or the plan itself forbids it.
pub fn prepare(pdf: &Pdf<'_>, plan: &FieldPlan) -> Result<Placeholder, PrepareError> {
    if plan.room == 0 || plan.room > MOST_ROOM {
        return Err(PrepareError::Room { room: plan.room });
    }
    let mut update = Update::new(pdf)?;
    let signatures = found::signatures(pdf)?;
    check_document(plan, &signatures)?;
    let target = target(pdf, plan, &signatures)?;
    let (Target::Existing(SignatureField { name, .. }) | Target::New(name)) = &target;
    let name = name.clone();
    check_locks(plan, &name, &signatures)?;

    let value = update.reserve()?;
    let lock = match &target {
        Target::Existing(field) => plan.lock.clone().or_else(|| field.lock.clone()),
        Target::New(_) => plan.lock.clone(),
    };
    let placement = plan.placement.as_ref();
    match &target {
        Target::Existing(field) => attach::fill(&mut update, field, value, placement)?,
        Target::New(name) => {
            attach::add_field(&mut update, name, value, placement, plan.lock.as_ref())?;
        }
    }
    let mut catalogue = attach::Catalogue::of(&update)?;
    if matches!(plan.role, Role::Certification(_)) {
        catalogue.certify(value)?;
    }
    if matches!(plan.sub_filter, SubFilter::EtsiCadesDetached | SubFilter::EtsiRfc3161) {
        catalogue.declare_extension()?;
    }
    catalogue.write(&mut update);

    let body = dictionary(plan, lock.as_ref());
    update.put_bytes(value, body.bytes);
    let base = pdf.bytes().len();
    let appended = update.finish()?;
    let start = appended.bodies.get(&value.number).map_or(0, |span| span.start);
    let contents = Span::new(start + body.contents.start, start + body.contents.end);
    let end = base + appended.tail.len();
    let byte_range = [0, contents.start as u64, contents.end as u64, (end - contents.end) as u64];
    let mut tail = appended.tail;
    let at = (start + body.byte_range).saturating_sub(base);
    let text = byte_range_text(byte_range);
    if let Some(room) = tail.get_mut(at..at + text.len()) {
        room.copy_from_slice(text.as_bytes());
    }
    Ok(Placeholder { tail, contents, byte_range, field: name })
}

/// What is signed.
enum Target {
    Existing(SignatureField),
    New(String),
}

fn is_timestamp(found: &FoundSignature) -> bool {
    found.dictionary.kind == DictionaryType::DocTimeStamp
}

/// What earlier signatures say about the document as a whole.
fn check_document(plan: &FieldPlan, signatures: &Signatures) -> Result<(), PrepareError> {
    if plan.role == Role::DocTimeStamp {
        // never breaks an earlier signature (ISO 32000-2 12.8.2.2, as corrected)
        return Ok(());
    }
    for found in &signatures.found {
        let lock = found.field.lock.as_ref().and_then(|lock| lock.permission);
        let least = found.dictionary.doc_mdp().into_iter().chain(lock).min();
        if let Some(permission) = least.filter(|p| *p < DocMdp::FormFilling.number()) {
            let by = found.field.name.clone();
            return Err(PrepareError::NoChangesPermitted { by, permission });
        }
    }
    if matches!(plan.role, Role::Certification(_)) {
        let certified = signatures.found.iter().any(|found| found.dictionary.doc_mdp().is_some());
        if certified || signatures.certification.is_some() {
            return Err(PrepareError::AlreadyCertified);
        }
        if signatures.found.iter().any(|found| !is_timestamp(found)) {
            return Err(PrepareError::CertificationAfterApproval);
        }
    }
    Ok(())
}

/// What earlier signatures say about the field.
fn check_locks(plan: &FieldPlan, name: &str, signatures: &Signatures) -> Result<(), PrepareError> {
    if plan.role == Role::DocTimeStamp {
        return Ok(());
    }
    for found in &signatures.found {
        let lock = found.field.lock.as_ref().and_then(|lock| lock.fields.as_ref());
        if found.dictionary.field_mdp().chain(lock).any(|selection| selection.selects(name)) {
            let by = found.field.name.clone();
            return Err(PrepareError::FieldLocked { field: name.to_owned(), by });
        }
    }
    Ok(())
}

fn target(
    pdf: &Pdf<'_>,
    plan: &FieldPlan,
    signatures: &Signatures,
) -> Result<Target, PrepareError> {
    let names = field::field_names(pdf.latest())?;
    let Some(name) = &plan.field else {
        let free = (1..).map(|n: u32| format!("Signature{n}")).find(|name| !names.contains(name));
        return Ok(Target::New(free.unwrap_or_default()));
    };
    if let Some(empty) = signatures.empty_fields.iter().find(|field| field.name == *name) {
        return Ok(Target::Existing(empty.clone()));
    }
    let field = name.clone();
    let existing = field::fields(pdf.latest())?.into_iter().find(|field| field.name == *name);
    match existing {
        Some(existing) if existing.is_signature => Err(PrepareError::FieldSigned { field }),
        Some(_) => Err(PrepareError::FieldType { field }),
        None if names.contains(name) => Err(PrepareError::FieldType { field }),
        None if name.is_empty() || name.contains('.') => Err(PrepareError::FieldName { field }),
        None => Ok(Target::New(field)),
    }
}

/// A spelt signature dictionary and where its two places for later are.
struct Body {
    bytes: Vec<u8>,
    byte_range: usize,
    contents: Span,
}

fn byte_range_text(range: [u64; 4]) -> String {
    let [a, b, c, d] = range;
    let text = format!("[{a} {b} {c} {d}]");
    format!("{text:<width$}", width = 4 * WIDTH + 5)
}

fn dictionary(plan: &FieldPlan, lock: Option<&FieldLock>) -> Body {
    let kind = if plan.role == Role::DocTimeStamp { "DocTimeStamp" } else { "Sig" };
    let filter = plan.sub_filter.filter();
    let mut bytes = format!("<</Type /{kind}/Filter /{filter}/SubFilter ").into_bytes();
    write_object(&mut bytes, &Object::name(&plan.sub_filter.to_text()));
    bytes.extend_from_slice(b"/ByteRange ");
    let byte_range = bytes.len();
    bytes.extend_from_slice(byte_range_text([0; 4]).as_bytes());
    bytes.extend_from_slice(b"/Contents ");
    let start = bytes.len();
    bytes.push(b'<');
    bytes.resize(bytes.len() + plan.room * 2, b'0');
    bytes.push(b'>');
    let contents = Span::new(start, bytes.len());
    let mut key = |key: &str, value: &Object| {
        bytes.extend_from_slice(format!("/{key} ").as_bytes());
        write_object(&mut bytes, value);
    };
    if plan.role != Role::DocTimeStamp {
        if let Some(time) = plan.time {
            key("M", &Object::String(PdfString::literal(format_date(time))));
        }
        let texts = [
            ("Name", &plan.name),
            ("Reason", &plan.reason),
            ("Location", &plan.location),
            ("ContactInfo", &plan.contact),
            ("XXCase", &plan.case),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                key(name, &Object::String(text_string(text)));
            }
        }
        let references = references(plan, lock);
        if !references.is_empty() {
            key("Reference", &Object::from(references));
        }
    }
    bytes.extend_from_slice(b">>");
    Body { bytes, byte_range, contents }
}

/// `/Reference`: what this signature permits later.
fn references(plan: &FieldPlan, lock: Option<&FieldLock>) -> Vec<Object> {
    let version = ("V", Object::name("1.2"));
    let kind = ("Type", Object::name("TransformParams"));
    let reference = |method: &str, parameters: Dict| {
        Object::from(Dict::from([
            ("Type", Object::name("SigRef")),
            ("TransformMethod", Object::name(method)),
            ("TransformParams", Object::from(parameters)),
        ]))
    };
    let mut out = Vec::new();
    if let Role::Certification(permission) = plan.role {
        let p = ("P", Object::Integer(permission.number()));
        out.push(reference("DocMDP", Dict::from([kind.clone(), p, version.clone()])));
    }
    if let Some(selection) = lock.and_then(|lock| lock.fields.as_ref()) {
        let parameters = selection_entries(selection, Dict::from([kind]));
        out.push(reference("FieldMDP", parameters.with(version.0, version.1)));
    }
    out
}

/// `dict` with `/Action` and `/Fields`.
pub(super) fn selection_entries(selection: &FieldSelection, dict: Dict) -> Dict {
    let (action, names) = match selection {
        FieldSelection::All => ("All", None),
        FieldSelection::Exclude(names) => ("Exclude", Some(names)),
        FieldSelection::Include(names) => ("Include", Some(names)),
    };
    let dict = dict.with("Action", Object::Name(Name::from(action)));
    match names {
        None => dict,
        Some(names) => {
            let names: Vec<Object> =
                names.iter().map(|name| Object::String(text_string(name))).collect();
            dict.with("Fields", names)
        }
    }
}
