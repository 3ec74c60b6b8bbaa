//! Whether what a form draws depends on nothing but itself. Otherwise a page may show another picture
//! than the form alone does: by layers that are switched, by resources of the page that some readers
//! fall back to, or by blending with what lies below.

use std::collections::HashSet;

use crate::pdf::lenient::{self, Operation};
use crate::pdf::{Dict, Object, PdfError, Ref, View};

/// What a picture depends on, in words.
type Why = &'static str;

const LAYERS: Why = "layers that can be switched on and off";
const RESOURCES: Why = "resources that it does not bring along";
const GLYPHS: Why = "letters that are drawings of their own";
const BELOW: Why = "what lies below it on the page";

/// Blend modes that ink on paper has (ISO 32000-2 11.3.5): nothing is lighter or of another hue
/// because of what lies below.
const INK: &[&str] = &["Normal", "Compatible", "Multiply", "Darken"];

/// Kinds of resources by the operators that name them (7.8.3).
const NAMED_BY: &[(&[u8], &str)] = &[
    (b"Do", "XObject"),
    (b"gs", "ExtGState"),
    (b"Tf", "Font"),
    (b"sh", "Shading"),
    (b"cs", "ColorSpace"),
    (b"CS", "ColorSpace"),
    (b"scn", "Pattern"),
    (b"SCN", "Pattern"),
];

/// Colour spaces that need no resource (8.6.8).
const BUILT_IN: &[&[u8]] = &[b"DeviceGray", b"DeviceRGB", b"DeviceCMYK", b"Pattern"];

/// Looks through the pictures of widgets, what they share only once.
pub(super) struct Alone<'p, 'f> {
    view: View<'p, 'f>,
    /// Whether the document has layers at all.
    layered: bool,
    seen: HashSet<Ref>,
    waiting: Vec<Ref>,
    found: Option<Why>,
}

impl<'p, 'f> Alone<'p, 'f> {
    /// Looks through pictures in `view`.
    ///
    /// # Errors
    ///
    /// [`PdfError`] where the catalogue cannot be read.
    pub(super) fn new(view: View<'p, 'f>) -> Result<Self, PdfError> {
        let layered = !view.value(&view.pdf().latest().root()?, "OCProperties")?.is_null();
        Ok(Self { view, layered, seen: HashSet::new(), waiting: Vec::new(), found: None })
    }

    /// What the picture of a widget depends on beside itself, if on anything. Once one was found that
    /// does, those after it are said to as well: what they share is not looked at again.
    ///
    /// # Errors
    ///
    /// [`PdfError`] where a part of it cannot be read.
    pub(super) fn depends(&mut self, widget: &Dict, form: Ref) -> Result<Option<Why>, PdfError> {
        self.waiting.push(form);
        self.found = match self.found {
            None => self.entries(widget)?,
            found => found,
        };
        while let (None, Some(next)) = (self.found, self.waiting.pop()) {
            if self.seen.insert(next) {
                self.found = self.object(&self.view.get(next)?)?;
            }
        }
        Ok(self.found)
    }

    fn object(&mut self, object: &Object) -> Result<Option<Why>, PdfError> {
        let Object::Stream(stream) = object else { return Ok(None) };
        let dict = &stream.dict;
        if let why @ Some(_) = self.entries(dict)? {
            return Ok(why);
        }
        let is = |key: &str, value: &str| dict.name(key).is_some_and(|name| *name == value);
        // a tiling pattern (8.7.3) draws as a form does
        if is("Subtype", "Form") || dict.integer("PatternType") == Some(1) {
            let content = self.view.decode(stream)?;
            let resources = self.view.value(dict, "Resources")?;
            return self.content(&content, resources.as_dict());
        }
        Ok(None)
    }

    /// Entries of a dictionary that let something else decide.
    fn entries(&self, dict: &Dict) -> Result<Option<Why>, PdfError> {
        if self.layered && dict.has("OC") {
            return Ok(Some(LAYERS));
        }
        let modes = match self.view.value(dict, "BM")? {
            Object::Array(modes) => modes.items().to_vec(),
            Object::Null => Vec::new(),
            mode => vec![mode],
        };
        for mode in modes {
            let mode = self.view.resolve(&mode)?;
            if !mode.as_name().is_some_and(|mode| INK.iter().any(|ink| *mode == *ink)) {
                return Ok(Some(BELOW));
            }
        }
        Ok(None)
    }

    fn content(
        &mut self,
        content: &[u8],
        resources: Option<&Dict>,
    ) -> Result<Option<Why>, PdfError> {
        for Operation { operator, names, .. } in lenient::operations(content) {
            let marks = matches!(operator, b"BDC" | b"DP" | b"BMC" | b"MP");
            if self.layered && marks && names.first().is_some_and(|tag| tag == b"OC") {
                return Ok(Some(LAYERS));
            }
            let Some(name) = names.last().filter(|n| !BUILT_IN.contains(&n.as_slice())) else {
                continue;
            };
            let kind = NAMED_BY.iter().find(|(named_by, _)| *named_by == operator);
            let Some((_, kind)) = kind else { continue };
            let group = match resources {
                Some(resources) => self.view.value(resources, kind)?,
                None => Object::Null,
            };
            let found = group.as_dict().and_then(|group| group.get_name(name)).cloned();
            let Some(found) = found else { return Ok(Some(RESOURCES)) };
            let resolved = self.view.resolve(&found)?;
            if resolved.is_null() {
                return Ok(Some(RESOURCES));
            }
            self.waiting.extend(found.as_reference());
            if let why @ Some(_) = self.resource(&resolved)? {
                return Ok(why);
            }
        }
        Ok(None)
    }

    /// What a graphics state or a font draws with.
    fn resource(&mut self, resource: &Object) -> Result<Option<Why>, PdfError> {
        let Object::Dict(dict) = resource else { return Ok(None) };
        if let why @ Some(_) = self.entries(dict)? {
            return Ok(why);
        }
        // the glyphs of a Type 3 font (9.6.4) are content that fonts may nest without end
        if dict.has("CharProcs") {
            return Ok(Some(GLYPHS));
        }
        if let Object::Dict(mask) = self.view.value(dict, "SMask")? {
            self.waiting.extend(mask.reference("G"));
        }
        Ok(None)
    }
}
