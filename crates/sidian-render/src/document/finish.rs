//! What every document gets in the end: information, XMP, associated files and identity.

use lopdf::{Dictionary, Document, Object, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};
use sidian::time::UnixTime;

use super::{Attachment, DocumentInfo, Ground, xmp};
use crate::RenderError;

/// Rewrites the unsigned file `pdf` with what `info` says. Everything that could differ from run
/// to run (dates, identifiers) comes from the input.
pub(crate) fn finish(
    pdf: &[u8],
    info: &DocumentInfo,
    pdf_a: bool,
    now: UnixTime,
) -> Result<Vec<u8>, RenderError> {
    finish_over(pdf, None, info, pdf_a, now)
}

/// As [`finish`], over a ground that goes under the first page.
pub(super) fn finish_over(
    pdf: &[u8],
    ground: Option<&Ground>,
    info: &DocumentInfo,
    pdf_a: bool,
    now: UnixTime,
) -> Result<Vec<u8>, RenderError> {
    let mut document = Document::load_mem(pdf).map_err(broken)?;
    let id = identity(pdf, ground, info, now);
    if let Some(ground) = ground {
        ground.lay(&mut document)?;
    }
    let date = pdf_date(now);
    let mut files = Vec::new();
    for attachment in &info.attachments {
        files.push((attachment.name.clone(), attach(&mut document, attachment, &date)));
    }
    let packet = xmp::packet(info, &uuid(id), pdf_a, now);
    let dictionary = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let packet = Stream::new(dictionary, packet.into_bytes()).with_compression(false);
    let packet = document.add_object(packet);

    let catalog = document.catalog_mut().map_err(broken)?;
    let old = catalog.get(b"Metadata").and_then(Object::as_reference).ok();
    catalog.set("Metadata", Object::Reference(packet));
    catalog.set("Lang", Object::string_literal("zh-CN"));
    associate(catalog, files);
    if let Some(old) = old {
        document.objects.remove(&old);
    }
    set_info(&mut document, info, &date);
    let id = || Object::String(id.to_vec(), StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![id(), id()]);
    document.version = "1.7".to_owned();
    document.renumber_objects();
    let mut out = Vec::new();
    document.save_to(&mut out).map_err(|error| RenderError::Write { why: error.to_string() })?;
    Ok(out)
}

fn attach(document: &mut Document, file: &Attachment, date: &str) -> lopdf::ObjectId {
    let size = i64::try_from(file.data.len()).unwrap_or(i64::MAX);
    let stream = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => Object::Name(file.mime.as_bytes().to_vec()),
        "Params" => dictionary! {
            "Size" => size,
            "ModDate" => Object::string_literal(date),
        },
    };
    // kept as it is, so that any reader finds the data without inflating
    let stream = Stream::new(stream, file.data.clone()).with_compression(false);
    let stream = Object::Reference(document.add_object(stream));
    document.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => Object::string_literal(file.name.as_str()),
        "UF" => Object::string_literal(file.name.as_str()),
        "Desc" => text_string(&file.description),
        "AFRelationship" => "Data",
        "EF" => dictionary! { "F" => stream.clone(), "UF" => stream },
    })
}

/// Hangs the files into the catalog: by name for people, and as associated files of the document.
fn associate(catalog: &mut Dictionary, mut files: Vec<(String, lopdf::ObjectId)>) {
    if files.is_empty() {
        return;
    }
    let associated: Vec<Object> = files.iter().map(|(_, id)| Object::Reference(*id)).collect();
    catalog.set("AF", associated);
    files.sort();
    let names: Vec<Object> = files
        .into_iter()
        .flat_map(|(name, id)| [Object::string_literal(name), Object::Reference(id)])
        .collect();
    catalog.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } });
}

fn set_info(document: &mut Document, info: &DocumentInfo, date: &str) {
    let mut dictionary = dictionary! {
        "Title" => text_string(&info.title),
        "Producer" => Object::string_literal(xmp::PRODUCER),
        "CreationDate" => Object::string_literal(date),
        "ModDate" => Object::string_literal(date),
    };
    if !info.author.is_empty() {
        dictionary.set("Author", text_string(&info.author));
    }
    let old = document.trailer.get(b"Info").and_then(Object::as_reference).ok();
    if let Some(old) = old {
        document.objects.remove(&old);
    }
    let new = document.add_object(dictionary);
    document.trailer.set("Info", Object::Reference(new));
}

/// A text string (ISO 32000-1, 7.9.2.2): ASCII as it is, everything else as UTF-16 with its mark.
pub(crate) fn text_string(text: &str) -> Object {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Object::string_literal(text);
    }
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}

/// An identity that only the content decides.
fn identity(pdf: &[u8], ground: Option<&Ground>, info: &DocumentInfo, now: UnixTime) -> [u8; 16] {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    add(pdf);
    if let Some(ground) = ground {
        add(ground.digest());
    }
    add(now.to_string().as_bytes());
    let rdf = info.description.as_ref().map_or("", |description| &description.rdf);
    for text in [&info.title, &info.author, rdf] {
        add(text.as_bytes());
    }
    for file in &info.attachments {
        add(file.name.as_bytes());
        add(&file.data);
    }
    let digest = hash.finalize();
    let mut id = [0; 16];
    id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    id
}

/// The identity in the shape of a UUID of version 8 (RFC 9562, 5.8).
fn uuid(id: [u8; 16]) -> String {
    let value = u128::from_be_bytes(id);
    let value = value & !(0xf << 76) | (0x8 << 76);
    let value = value & !(0x3 << 62) | (0x2 << 62);
    let hex = format!("{value:032x}");
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex.get(range).unwrap_or(""));
    parts.join("-")
}

fn pdf_date(at: UnixTime) -> String {
    let ((y, mo, d), (h, mi, s)) = (at.date_utc(), at.time_utc());
    format!("D:{y:04}{mo:02}{d:02}{h:02}{mi:02}{s:02}Z")
}

fn broken(error: lopdf::Error) -> RenderError {
    RenderError::Write { why: error.to_string() }
}
