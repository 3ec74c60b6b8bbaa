//! What filling a field draws beside what is filled in. An empty field that lies over text is filled
//! with anything at all in a shadow attack: nobody who signed saw what it would cover.

use crate::pdf::lenient::{self, Operation};
use crate::pdf::{Dict, Object, View};

use super::field::is_name;
use super::pairs::Delta;
use super::record::Stop;

/// Operators that draw pictures: images, forms, shadings (ISO 32000-2 annex A).
const PICTURES: &[&[u8]] = &[b"BI", b"Do", b"sh"];
/// Operators that fill areas.
const AREAS: &[&[u8]] = &[b"B", b"B*", b"F", b"b", b"b*", b"f", b"f*"];
/// Operators that set a colour of a kind that is not looked into, or a graphics state (8.4.5): what
/// follows may be light, wide or blended.
const OPAQUE: &[&[u8]] = &[b"CS", b"SC", b"SCN", b"cs", b"gs", b"sc", b"scn"];
/// Operators that may stand before a ground is drawn: plain colours, and how lines are drawn.
const COLOURS: &[&[u8]] =
    &[b"BMC", b"G", b"J", b"K", b"M", b"RG", b"d", b"g", b"j", b"k", b"q", b"rg", b"w"];
/// Operators that draw lines.
const LINES: &[&[u8]] = &[b"S", b"s"];
/// Lightest colour of text that hides nothing: what is dark lies over dark text for everybody to see.
const DARK: f64 = 0.4;
/// Widest line of a border, in points.
const BORDER: f64 = 2.0;
/// Most lines of a border, and of the places for each character that a field may have.
const SIDES: usize = 128;
/// A button that is larger than this, in points, is more than a box to tick.
const BOX: f64 = 72.0;

impl Delta<'_, '_, '_> {
    /// Whether a field that was filled draws more than dark text: a picture, or an area or light colour
    /// that it did not show when it was signed, under which what the page says could vanish. `new` is
    /// what the field is now, `kind` its type, `old` what it was.
    pub(super) fn paints(&self, kind: &Object, old: &Dict, new: &Dict) -> Result<bool, Stop> {
        if !new.has("AP") {
            return Ok(false);
        }
        if is_name(kind, "Btn") {
            let large = self
                .rectangle(new)
                .is_none_or(|[left, bottom, right, top]| right - left > BOX || top - bottom > BOX);
            return Ok(large && !is_name(&self.new.value(new, "AS")?, "Off"));
        }
        let form = match self.appearance(self.new, new)? {
            Object::Stream(form) => form,
            // several states of a text: readers differ
            other => return Ok(!other.is_null()),
        };
        let Ok(content) = self.new.decode(&form) else { return Ok(true) };
        let operations = lenient::operations(&content);
        let any = |operators: &[&[u8]]| operations.iter().any(|o| operators.contains(&o.operator));
        if any(PICTURES) || self.has_drawn_font(&form.dict, &operations)? {
            return Ok(true);
        }
        if self.showed_background(old)? {
            return Ok(false);
        }
        let bordered = self.has_border(old)?;
        Ok(any(AREAS) || any(OPAQUE) || is_light(&operations, bordered) || !is_thin(&operations))
    }

    fn appearance(&self, view: View<'_, '_>, field: &Dict) -> Result<Object, Stop> {
        Ok(match view.value(field, "AP")? {
            Object::Dict(appearance) => view.value(&appearance, "N")?,
            other => other,
        })
    }

    /// Whether the field lay on a ground of its own when it was signed, so that nothing could be seen
    /// below it: it filled most of its box, and neither clipped nor blended that away.
    fn showed_background(&self, field: &Dict) -> Result<bool, Stop> {
        let Object::Stream(form) = self.appearance(self.old, field)? else { return Ok(false) };
        let Ok(content) = self.old.decode(&form) else { return Ok(false) };
        let numbers = |key| -> Result<Option<Vec<f64>>, Stop> {
            Ok(match self.old.value(&form.dict, key)? {
                Object::Null => None,
                Object::Array(list) => {
                    let numbers: Option<Vec<f64>> =
                        list.items().iter().map(Object::as_number).collect();
                    Some(numbers.unwrap_or_default())
                }
                _ => Some(Vec::new()),
            })
        };
        let sides = numbers("BBox")?.unwrap_or_default();
        let [left, bottom, right, top] = *sides.as_slice() else { return Ok(false) };
        let area = ((right - left) * (top - bottom)).abs();
        let turned = numbers("Matrix")?.is_some_and(|m| m != [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let operations = lenient::operations(&content);
        // first of all, and alone: what is clipped, blended, drawn twice or in a layer may not show
        let mut rest = operations.iter().skip_while(|o| COLOURS.contains(&o.operator));
        let wide = rest.next().is_some_and(|first| match (first.operator, &*first.numbers) {
            (b"re", [_, _, width, height]) => (width * height).abs() >= area / 2.0,
            _ => false,
        });
        let filled = rest.next().is_some_and(|next| AREAS.contains(&next.operator));
        Ok(area > 0.0 && !turned && !form.dict.has("OC") && wide && filled)
    }

    fn has_border(&self, field: &Dict) -> Result<bool, Stop> {
        let Object::Dict(mk) = self.old.value(field, "MK")? else { return Ok(false) };
        Ok(self.old.value(&mk, "BC")?.as_array().is_some_and(|colour| !colour.items().is_empty()))
    }

    /// Whether a font draws its glyphs by content of its own, in colours of its own (9.6.4), or is none
    /// that could be found: readers look for it elsewhere then.
    fn has_drawn_font(&self, form: &Dict, operations: &[Operation<'_>]) -> Result<bool, Stop> {
        let root = self.new.root()?;
        let shared = match self.new.value(&root, "AcroForm")? {
            Object::Dict(form) => self.new.value(&form, "DR")?,
            _ => Object::Null,
        };
        let mut fonts = Vec::new();
        for resources in [self.new.value(form, "Resources")?, shared] {
            if let Object::Dict(resources) = resources
                && let Object::Dict(found) = self.new.value(&resources, "Font")?
            {
                fonts.push(found);
            }
        }
        for operation in operations.iter().filter(|o| o.operator == b"Tf") {
            let Some(name) = operation.names.last() else { return Ok(true) };
            let named = fonts.iter().find_map(|fonts| fonts.get_name(name));
            let Some(font) = named else { return Ok(true) };
            let Object::Dict(font) = self.new.resolve(font)? else { return Ok(true) };
            if font.has("CharProcs") || is_name(&self.new.value(&font, "Subtype")?, "Type3") {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether a colour is set in which what lies below could be hidden. The border of a field may have
/// any.
fn is_light(operations: &[Operation<'_>], bordered: bool) -> bool {
    operations.iter().any(|operation| {
        let light = match (operation.operator, operation.numbers.as_slice()) {
            (b"g" | b"G", [gray]) => *gray,
            (b"rg" | b"RG", [r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b,
            (b"k" | b"K", [c, m, y, k]) => (1.0 - k) * (1.0 - (0.3 * c + 0.59 * m + 0.11 * y)),
            (b"g" | b"G" | b"rg" | b"RG" | b"k" | b"K", _) => f64::NAN,
            _ => return false,
        };
        let line = operation.operator.first().is_some_and(u8::is_ascii_uppercase);
        !(light <= DARK || (line && bordered))
    })
}

/// Whether lines are no more than a border, and text is not outlined.
fn is_thin(operations: &[Operation<'_>]) -> bool {
    let lines = operations.iter().filter(|o| LINES.contains(&o.operator)).count();
    let sides = operations.iter().filter(|o| matches!(o.operator, b"l" | b"re" | b"c")).count();
    operations.iter().all(|operation| match (operation.operator, operation.numbers.as_slice()) {
        (b"w", [width]) => *width <= BORDER,
        (b"Tr", [mode]) => *mode == 0.0,
        (b"w" | b"Tr", _) => false,
        // what is drawn larger is drawn with wider lines
        (b"cm", _) => lines == 0,
        _ => true,
    }) && (lines == 0 || sides <= SIDES)
}
