use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{QR, TemplateError};
use crate::document::SealPlace;
use crate::scene::Colour;

/// How deep fields and pages may be nested, and how many fields there may be.
const DEEPEST: usize = 32;
const MOST: usize = 10_000;
/// Field flag: more than one line (ISO 32000-1, table 228).
const MULTILINE: i64 = 1 << 12;

/// The fields of a template that are filled, and where its signature goes.
pub(super) struct Form {
    pub(super) widgets: Vec<Widget>,
    seal: Option<SealPlace>,
}

/// One place where a field is shown.
pub(super) struct Widget {
    pub(super) name: String,
    /// Number of its page, counted from 1, and the page.
    pub(super) page: (u32, ObjectId),
    /// Left, bottom, right, top in user space.
    pub(super) rectangle: [f32; 4],
    /// Size of its letters; 0 when it adapts to the room.
    pub(super) size: f32,
    pub(super) colour: Colour,
    /// 0 left, 1 centred, 2 right.
    pub(super) quadding: i64,
    pub(super) is_multiline: bool,
}

/// What a field hands down to those below it.
#[derive(Clone, Default)]
struct Inherited {
    name: String,
    kind: Vec<u8>,
    appearance: Vec<u8>,
    quadding: i64,
    flags: i64,
}

impl Form {
    pub(super) fn read(document: &Document) -> Result<Self, TemplateError> {
        if document.was_encrypted() || document.trailer.has(b"Encrypt") {
            return Err(TemplateError::Encrypted);
        }
        let catalog = document.catalog().map_err(|_| TemplateError::NotPdf)?;
        let form =
            dictionary(document, catalog.get(b"AcroForm").ok()).ok_or(TemplateError::NoForm)?;
        if form.has(b"XFA") {
            return Err(TemplateError::Xfa);
        }
        let pages = pages_of_widgets(document);
        let mut reader =
            Reader { document, pages, form: Self { widgets: Vec::new(), seal: None }, seen: 0 };
        let root = Inherited {
            appearance: bytes(document, form, b"DA").unwrap_or_default(),
            quadding: integer(document, form, b"Q").unwrap_or(0),
            ..Inherited::default()
        };
        for field in array(document, form, b"Fields") {
            reader.field(field, &root, 0)?;
        }
        if reader.form.widgets.is_empty() {
            return Err(TemplateError::NoForm);
        }
        Ok(reader.form)
    }

    /// The names of the fields, one for each place.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.widgets.iter().map(|widget| widget.name.as_str())
    }

    /// Where the first empty signature field lies.
    pub(super) fn seal_place(&self) -> Option<SealPlace> {
        self.seal
    }
}

struct Reader<'d> {
    document: &'d Document,
    pages: BTreeMap<ObjectId, (u32, ObjectId)>,
    form: Form,
    seen: usize,
}

impl Reader<'_> {
    fn field(
        &mut self,
        object: &Object,
        above: &Inherited,
        depth: usize,
    ) -> Result<(), TemplateError> {
        self.seen += 1;
        if depth > DEEPEST || self.seen > MOST {
            return Err(TemplateError::Limit);
        }
        let document = self.document;
        let Some(field) = dictionary(document, Some(object)) else { return Ok(()) };
        let mut here = above.clone();
        if let Some(part) = text(document, field, b"T") {
            here.name = if here.name.is_empty() { part } else { format!("{}.{part}", here.name) };
        }
        if let Some(kind) = name(document, field, b"FT") {
            here.kind = kind;
        }
        here.appearance = bytes(document, field, b"DA").unwrap_or(here.appearance);
        here.quadding = integer(document, field, b"Q").unwrap_or(here.quadding);
        here.flags = integer(document, field, b"Ff").unwrap_or(here.flags);
        if here.kind == b"Sig" && field.has(b"V") {
            return Err(TemplateError::Signed);
        }
        let kids: Vec<Object> = array(document, field, b"Kids").cloned().collect();
        for kid in &kids {
            self.field(kid, &here, depth + 1)?;
        }
        if kids.is_empty() { self.widget(object, field, here) } else { Ok(()) }
    }

    fn widget(
        &mut self,
        object: &Object,
        field: &Dictionary,
        here: Inherited,
    ) -> Result<(), TemplateError> {
        let nowhere = || TemplateError::FieldPlace { field: here.name.clone() };
        let place = object.as_reference().ok().and_then(|id| self.pages.get(&id)).copied();
        let rectangle = rectangle(self.document, field, b"Rect");
        if here.kind == b"Sig" {
            // an empty signature field only marks a place
            if let (None, Some((number, _)), Some(rectangle)) = (self.form.seal, place, rectangle) {
                let page = usize::try_from(number).unwrap_or(1).saturating_sub(1);
                self.form.seal = Some(SealPlace { page, rectangle });
            }
            return Ok(());
        }
        if here.kind != b"Tx" && here.name != QR {
            return Err(TemplateError::FieldKind { field: here.name });
        }
        let page = place.ok_or_else(nowhere)?;
        let rectangle = rectangle.ok_or_else(nowhere)?;
        let (size, colour) = appearance(&here.appearance);
        self.form.widgets.push(Widget {
            name: here.name,
            page,
            rectangle,
            size,
            colour,
            quadding: here.quadding,
            is_multiline: here.flags & MULTILINE != 0,
        });
        Ok(())
    }
}

/// Which page each annotation lies on.
fn pages_of_widgets(document: &Document) -> BTreeMap<ObjectId, (u32, ObjectId)> {
    let mut places = BTreeMap::new();
    for (number, id) in document.get_pages() {
        let Ok(page) = document.get_dictionary(id) else { continue };
        for annotation in array(document, page, b"Annots") {
            if let Ok(annotation) = annotation.as_reference() {
                places.insert(annotation, (number, id));
            }
        }
    }
    places
}

/// Size and colour out of a default appearance string (ISO 32000-1, 12.7.3.3).
fn appearance(string: &[u8]) -> (f32, Colour) {
    let text = String::from_utf8_lossy(string);
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<f32>().ok());
    let (mut size, mut colour) = (0.0, Colour::BLACK);
    for (at, word) in words.iter().enumerate() {
        let before = |back: usize| at.checked_sub(back).and_then(number);
        let part = |back| before(back).map(|part| (part.clamp(0.0, 1.0) * 255.0).round() as u8);
        match *word {
            "Tf" => size = before(1).filter(|size| (0.0..=500.0).contains(size)).unwrap_or(0.0),
            "g" => colour = part(1).map_or(colour, |grey| Colour(grey, grey, grey)),
            "rg" => {
                if let (Some(r), Some(g), Some(b)) = (part(3), part(2), part(1)) {
                    colour = Colour(r, g, b);
                }
            }
            _ => {}
        }
    }
    (size, colour)
}

/// What `object` refers to.
pub(super) fn resolve<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

pub(super) fn dictionary<'d>(
    document: &'d Document,
    object: Option<&'d Object>,
) -> Option<&'d Dictionary> {
    resolve(document, object?)?.as_dict().ok()
}

/// The elements of an array entry; none if it is no array.
pub(super) fn array<'d>(
    document: &'d Document,
    dictionary: &'d Dictionary,
    key: &[u8],
) -> impl Iterator<Item = &'d Object> + use<'d> {
    let array = dictionary.get(key).ok().and_then(|object| resolve(document, object));
    array.and_then(|array| array.as_array().ok()).into_iter().flatten()
}

/// A rectangle with an inside, its corners in order.
pub(super) fn rectangle(
    document: &Document,
    dictionary: &Dictionary,
    key: &[u8],
) -> Option<[f32; 4]> {
    let numbers: Vec<f32> = array(document, dictionary, key)
        .map(|number| resolve(document, number).and_then(|number| number.as_float().ok()))
        .collect::<Option<_>>()?;
    let [x1, y1, x2, y2] = numbers.try_into().ok()?;
    let sorted = [x1.min(x2), y1.min(y2), x1.max(x2), y1.max(y2)];
    let sound = sorted.iter().all(|number| number.is_finite() && number.abs() < 20_000.0);
    (sound && sorted[2] - sorted[0] >= 1.0 && sorted[3] - sorted[1] >= 1.0).then_some(sorted)
}

pub(super) fn integer(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<i64> {
    resolve(document, dictionary.get(key).ok()?)?.as_i64().ok()
}

fn name(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<Vec<u8>> {
    resolve(document, dictionary.get(key).ok()?)?.as_name().ok().map(<[u8]>::to_vec)
}

fn bytes(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<Vec<u8>> {
    resolve(document, dictionary.get(key).ok()?)?.as_str().ok().map(<[u8]>::to_vec)
}

/// A text string: UTF-16 or UTF-8 with its mark, else taken byte by byte.
fn text(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    let bytes = bytes(document, dictionary, key)?;
    Some(match bytes.as_slice() {
        [0xfe, 0xff, rest @ ..] => {
            let units: Vec<u16> = rest
                .chunks_exact(2)
                .map(|pair| pair.iter().fold(0, |u, b| u << 8 | u16::from(*b)))
                .collect();
            String::from_utf16_lossy(&units)
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|byte| char::from(*byte)).collect(),
    })
}
