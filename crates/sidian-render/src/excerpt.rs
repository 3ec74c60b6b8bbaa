//! One page out of a file, as the strict reader sees it: a small file of plain streams.
//!
//! The interpreter of pages repairs what is broken and inflates without a limit. It is given only
//! this: nothing that the strict reader did not read, and nothing that the budget did not pay for.
//! Only pictures in formats of their own (JPEG and the like) go through as they are, when the page
//! is to be drawn, and only up to a size.

use std::collections::{BTreeMap, HashSet, VecDeque};

use sidian::budget::{Budget, Work};
use sidian::pdf::{Dict, Name, Object, Pdf, PdfError, Ref, View, write_object};

use crate::text::TextError;

/// How deep the tree of pages may be.
const DEEPEST: usize = 64;
/// Entries that lead away from the page, or that text does not need.
const LEFT_OUT: [&str; 9] = [
    "AA",
    "Annots",
    "B",
    "Metadata",
    "Parent",
    "PieceInfo",
    "StructParent",
    "StructParents",
    "Thumb",
];
/// Page attributes that come from the nodes above when the page has none (ISO 32000-2, 7.7.3.4).
const INHERITED: [&str; 4] = ["CropBox", "MediaBox", "Resources", "Rotate"];
/// The catalogue, the tree of pages and the page; what it refers to comes after.
const FIXED: u32 = 3;

/// The most samples of one picture, and of all pictures of a page.
const SAMPLES: i64 = 1 << 26;

/// What a page is taken out for.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Purpose {
    /// To be drawn, with its pictures and annotations.
    #[cfg(feature = "picture")]
    Picture,
    /// To have its text read.
    Text,
}

/// Page `page`, counted from 0, as a file of its own.
pub(crate) fn excerpt(pdf: &[u8], page: usize, purpose: Purpose) -> Result<Vec<u8>, TextError> {
    let budget = Budget::for_file(pdf.len());
    let pdf = Pdf::open(pdf, &budget)?;
    if pdf.is_encrypted() {
        return Err(PdfError::Encrypted.into());
    }
    let view = pdf.latest();
    let catalogue = view.root()?;
    let mut search = Search { view, wanted: page, passed: 0, seen: HashSet::new() };
    let top = catalogue.get("Pages").cloned().unwrap_or(Object::Null);
    let found = search.below(&top, &Dict::empty(), 0)?;
    let found = found.ok_or(TextError::NoPage { pages: search.passed })?;
    let mut copier =
        Copier { view, purpose, samples: 0, numbers: BTreeMap::new(), queue: VecDeque::new() };
    let mut file = File::default();
    let mut root = Dict::empty().with("Type", Object::name("Catalog")).with("Pages", reference(2));
    if let Some(layers) = catalogue.get("OCProperties") {
        root = root.with("OCProperties", copier.object(layers)?);
    }
    file.object(1, &Object::from(root));
    let kids = Object::from(vec![Object::from(reference(FIXED))]);
    let pages = Dict::empty().with("Type", Object::name("Pages")).with("Kids", kids);
    file.object(2, &Object::from(pages.with("Count", Object::Integer(1))));
    let found = copier.dict(&found)?.with("Parent", reference(2));
    file.object(FIXED, &Object::from(found));
    while let Some((number, original)) = copier.queue.pop_front() {
        copier.copy(&mut file, number, original)?;
    }
    Ok(file.finish())
}

/// Looks for a page. The counts in the tree are not believed.
struct Search<'p, 'f> {
    view: View<'p, 'f>,
    wanted: usize,
    passed: usize,
    seen: HashSet<Ref>,
}

impl Search<'_, '_> {
    fn below(
        &mut self,
        node: &Object,
        above: &Dict,
        depth: usize,
    ) -> Result<Option<Dict>, PdfError> {
        const WRONG: PdfError = PdfError::Type { what: "the page tree" };
        if depth > DEEPEST || node.as_reference().is_none_or(|node| !self.seen.insert(node)) {
            return Err(WRONG);
        }
        let dict = self.view.dict(node, "a page")?;
        let mut here = dict.clone();
        for key in INHERITED {
            if let (false, Some(value)) = (dict.has(key), above.get(key)) {
                here = here.with(key, value.clone());
            }
        }
        let Object::Array(kids) = self.view.value(&dict, "Kids")? else {
            if self.view.value(&dict, "Type")? != Object::name("Page") {
                return Err(WRONG);
            }
            self.passed += 1;
            return Ok((self.passed > self.wanted).then_some(here));
        };
        for kid in kids.items() {
            if let Some(found) = self.below(kid, &here, depth + 1)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

/// Copies objects under new numbers.
struct Copier<'p, 'f> {
    view: View<'p, 'f>,
    purpose: Purpose,
    /// Samples of the pictures copied so far.
    samples: i64,
    numbers: BTreeMap<Ref, u32>,
    queue: VecDeque<(u32, Ref)>,
}

impl Copier<'_, '_> {
    fn object(&mut self, object: &Object) -> Result<Object, PdfError> {
        Ok(match object {
            Object::Ref(original) => reference(self.number(*original)).into(),
            Object::Array(array) => {
                let items: Result<Vec<Object>, PdfError> =
                    array.items().iter().map(|item| self.object(item)).collect();
                Object::from(items?)
            }
            Object::Dict(dict) => Object::from(self.dict(dict)?),
            Object::Stream(_) => Object::Null,
            plain => plain.clone(),
        })
    }

    /// A dictionary with its references renumbered, less what is left out.
    fn dict(&mut self, dict: &Dict) -> Result<Dict, PdfError> {
        unambiguous(dict)?;
        let reading = self.purpose == Purpose::Text;
        let left_out = |key: &Name| {
            LEFT_OUT.iter().any(|left_out| key.as_bytes() == left_out.as_bytes())
                || (reading && key.as_bytes() == b"Annots")
        };
        let spelt = reading && self.spells(dict)?;
        let mut entries: Vec<(Name, Object)> = Vec::new();
        for (key, value) in dict.iter().filter(|(key, _)| !left_out(key)) {
            if spelt && key.as_bytes() == b"DescendantFonts" {
                entries.push((key.clone(), self.without_programs(value)?));
                continue;
            }
            // Colours say nothing, and their profiles take as long to work out as all the text. But
            // a form may be called so, and forms are streams.
            let colours = reading && key.as_bytes() == b"ColorSpace";
            if colours && !self.is_stream(value)? {
                continue;
            }
            entries.push((key.clone(), self.object(value)?));
        }
        Ok(Dict::new(entries))
    }

    /// Whether a dictionary is a composite font (ISO 32000-2, 9.7) that itself says which character
    /// each code stands for: the shapes of its letters add nothing to its text.
    fn spells(&self, dict: &Dict) -> Result<bool, PdfError> {
        let composite = dict.name("Subtype").is_some_and(|kind| kind.as_bytes() == b"Type0");
        let Some(meanings) = dict.get("ToUnicode").filter(|_| composite) else { return Ok(false) };
        self.is_stream(meanings)
    }

    /// The descendants of such a font, for it alone, without the programs that draw letters: they
    /// take longer to inflate than everything else takes to read.
    fn without_programs(&mut self, descendants: &Object) -> Result<Object, PdfError> {
        const PROGRAMS: [&str; 3] = ["FontFile", "FontFile2", "FontFile3"];
        let Object::Array(fonts) = self.view.resolve(descendants)? else {
            return self.object(descendants);
        };
        let mut copies = Vec::new();
        for font in fonts.items() {
            let Object::Dict(font) = self.view.resolve(font)? else { continue };
            let mut own = font.clone();
            if let Object::Dict(descriptor) = self.view.value(&font, "FontDescriptor")? {
                unambiguous(&font)?;
                unambiguous(&descriptor)?;
                let descriptor = PROGRAMS.into_iter().fold(descriptor, Dict::without);
                own = own.with("FontDescriptor", descriptor);
            }
            copies.push(Object::from(self.dict(&own)?));
        }
        Ok(Object::from(copies))
    }

    fn is_stream(&self, value: &Object) -> Result<bool, PdfError> {
        let Some(target) = value.as_reference() else { return Ok(false) };
        Ok(matches!(self.view.get(target)?, Object::Stream(_)))
    }

    fn number(&mut self, original: Ref) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX).saturating_add(FIXED + 1);
        let queue = &mut self.queue;
        *self.numbers.entry(original).or_insert_with(|| {
            queue.push_back((next, original));
            next
        })
    }

    fn copy(&mut self, file: &mut File, number: u32, original: Ref) -> Result<(), PdfError> {
        let object = self.view.get(original)?;
        let Object::Stream(stream) = &object else {
            let copy = self.object(&object)?;
            // a short object that is copied is paid for like one that is inflated
            self.view.pdf().budget().spend(Work::Inflated, 16)?;
            file.object(number, &copy);
            return Ok(());
        };
        let is_image = self.view.value(&stream.dict, "Subtype")? == Object::name("Image");
        if is_image && !self.may_show(&stream.dict)? {
            file.object(number, &Object::Null);
            return Ok(());
        }
        let data = match self.view.decode(stream) {
            Err(PdfError::Filter { .. }) if is_image => {
                let dict = self.dict(&stream.dict.clone().without("Length"))?;
                file.stream(number, &dict, self.view.pdf().raw(stream));
                return Ok(());
            }
            Err(PdfError::Filter { .. }) if is_aid(&stream.dict) => {
                file.object(number, &Object::Null);
                return Ok(());
            }
            data => data?,
        };
        let plain = stream.dict.clone();
        let plain = ["Filter", "DecodeParms", "F", "FFilter", "FDecodeParms", "Length"]
            .into_iter()
            .fold(plain, Dict::without);
        let dict = self.dict(&plain)?;
        file.stream(number, &dict, &data);
        Ok(())
    }
}

impl Copier<'_, '_> {
    /// Whether a picture is wanted and of a size that can be drawn.
    fn may_show(&mut self, dict: &Dict) -> Result<bool, PdfError> {
        let width = self.view.value(dict, "Width")?.as_integer().filter(|side| *side > 0);
        let height = self.view.value(dict, "Height")?.as_integer().filter(|side| *side > 0);
        let samples = width.zip(height).and_then(|(width, height)| width.checked_mul(height));
        self.samples = self.samples.saturating_add(samples.unwrap_or(i64::MAX));
        Ok(self.purpose != Purpose::Text && self.samples <= SAMPLES)
    }
}

fn unambiguous(dict: &Dict) -> Result<(), PdfError> {
    let at = dict.span().map_or(0, |span| span.start);
    if dict.repeated().is_some() { Err(PdfError::RepeatedKey { at }) } else { Ok(()) }
}

/// Whether a stream is a font or a colour profile, without which text can still be read.
fn is_aid(dict: &Dict) -> bool {
    const FONTS: [&[u8]; 3] = [b"CIDFontType0C", b"OpenType", b"Type1C"];
    dict.has("Length1")
        || dict.has("N")
        || dict.name("Subtype").is_some_and(|name| FONTS.contains(&name.as_bytes()))
}

/// A file being written: bodies first, then where they are.
#[derive(Default)]
struct File {
    bytes: Vec<u8>,
    places: BTreeMap<u32, usize>,
}

impl File {
    fn begin(&mut self, number: u32) {
        if self.bytes.is_empty() {
            self.bytes.extend_from_slice(b"%PDF-1.7\n");
        }
        self.places.insert(number, self.bytes.len());
        self.bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    }

    fn object(&mut self, number: u32, object: &Object) {
        self.begin(number);
        write_object(&mut self.bytes, object);
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    fn stream(&mut self, number: u32, dict: &Dict, data: &[u8]) {
        self.begin(number);
        let length = i64::try_from(data.len()).unwrap_or(i64::MAX);
        let dict = dict.clone().with("Length", Object::Integer(length));
        write_object(&mut self.bytes, &Object::from(dict));
        self.bytes.extend_from_slice(b"\nstream\n");
        self.bytes.extend_from_slice(data);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
    }

    fn finish(mut self) -> Vec<u8> {
        let start = self.bytes.len();
        let size = self.places.len() + 1;
        let mut end = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for place in self.places.values() {
            end += &format!("{place:010} 00000 n \n");
        }
        end += &format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        self.bytes.extend_from_slice(end.as_bytes());
        self.bytes
    }
}

fn reference(number: u32) -> Ref {
    Ref { number, generation: 0 }
}
