//! Fields that hold something but that nobody could draw when the document was signed, for they have
//! no appearance and nothing says in which font to make one (ISO 32000-2 12.7.4.3). Readers that make
//! appearances show them as soon as anything does.

use crate::budget::Work;
use crate::pdf::{Dict, Object};
use crate::report::codes::changes as codes;

use super::field::{DEEPEST, is_blank, is_name};
use super::pairs::Delta;
use super::record::Stop;

/// What a field inherits here (12.7.4.1).
#[derive(Clone)]
struct Above {
    kind: Object,
    value: Object,
    appearance: Object,
}

impl Delta<'_, '_, '_> {
    /// The form was given a default appearance: no field may show because of it.
    pub(super) fn default_appearance(&mut self, number: u32, path: &str) -> Result<(), Stop> {
        if self.undrawn(|appearance| appearance.is_null())? {
            self.never(number, path, codes::FIELD_VISIBILITY);
        }
        Ok(())
    }

    /// A font was named in the resources of the form: no field may show in it that could not before.
    pub(super) fn default_font(&mut self, number: u32, path: &str, font: &str) -> Result<(), Stop> {
        let names = |appearance: &Object| {
            let text = appearance.as_string().map(|text| text.as_bytes()).unwrap_or_default();
            let mut words = text.split(|byte| byte.is_ascii_whitespace());
            words.any(|word| word.strip_prefix(b"/").is_some_and(|name| name == font.as_bytes()))
        };
        if self.undrawn(names)? {
            self.never(number, path, codes::FIELD_VISIBILITY);
        }
        Ok(())
    }

    /// Whether there was a field with a value and without an appearance whose default appearance is
    /// like this.
    fn undrawn(&self, is_like: impl Fn(&Object) -> bool) -> Result<bool, Stop> {
        let Object::Dict(form) = self.old.value(&self.old.root()?, "AcroForm")? else {
            return Ok(false);
        };
        let appearance = self.old.value(&form, "DA")?;
        let top = Above { kind: Object::Null, value: Object::Null, appearance };
        let mut waiting = vec![(self.old.value(&form, "Fields")?, top, 0)];
        while let Some((list, above, depth)) = waiting.pop() {
            let Object::Array(list) = list else { continue };
            for item in list.items() {
                self.base.budget.spend(Work::Compared, 1)?;
                let Object::Dict(field) = self.old.resolve(item)? else { continue };
                let own = self.inherit(&field, &above)?;
                let kids = self.old.value(&field, "Kids")?;
                if !kids.is_null() && depth < DEEPEST {
                    waiting.push((kids, own, depth + 1));
                } else if is_written(&own) && !field.has("AP") && is_like(&own.appearance) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn inherit(&self, field: &Dict, above: &Above) -> Result<Above, Stop> {
        let mut own = above.clone();
        for (key, place) in
            [("FT", &mut own.kind), ("V", &mut own.value), ("DA", &mut own.appearance)]
        {
            let value = self.old.value(field, key)?;
            if !value.is_null() {
                *place = value;
            }
        }
        Ok(own)
    }
}

/// Whether it is a text or a choice, and holds something.
fn is_written(field: &Above) -> bool {
    let text = is_name(&field.kind, "Tx") || is_name(&field.kind, "Ch");
    text && !is_blank(&field.value)
}
