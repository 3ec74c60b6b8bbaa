//! What filling a field draws beside what is filled in. An empty field that lies over text is filled
//! with anything at all in a shadow attack: nobody who signed saw what it would cover.

use crate::pdf::{Dict, Object, lenient};

use super::field::is_name;
use super::pairs::Delta;
use super::record::Stop;

/// Operators that draw pictures: images, forms, shadings (ISO 32000-2 annex A).
const PICTURES: &[&[u8]] = &[b"BI", b"Do", b"sh"];
/// Operators that fill areas.
const AREAS: &[&[u8]] = &[b"B", b"B*", b"F", b"b", b"b*", b"f", b"f*"];
/// A button that is larger than this, in points, is more than a box to tick.
const BOX: f64 = 72.0;

impl Delta<'_, '_, '_> {
    /// Whether a field that was filled draws a picture, or an area that it did not have when it was
    /// signed. `new` is what the field is now, `kind` its type, `old` what it was.
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
        let shown = match self.new.value(new, "AP")? {
            Object::Dict(appearance) => self.new.value(&appearance, "N")?,
            other => other,
        };
        let Object::Stream(form) = shown else { return Ok(false) };
        let Ok(content) = self.new.decode(&form) else { return Ok(true) };
        let words = lenient::words(&content);
        let any = |operators: &[&[u8]]| words.iter().any(|word| operators.contains(word));
        // a list marks what is selected in it
        let plain = is_name(kind, "Tx") && !self.has_background(old)?;
        Ok(any(PICTURES) || (plain && any(AREAS)))
    }

    fn has_background(&self, field: &Dict) -> Result<bool, Stop> {
        let Object::Dict(mk) = self.old.value(field, "MK")? else { return Ok(false) };
        Ok(self.old.value(&mk, "BG")?.as_array().is_some_and(|colour| !colour.items().is_empty()))
    }
}
