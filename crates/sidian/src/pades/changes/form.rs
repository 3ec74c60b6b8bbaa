//! What may differ in the catalogue (ISO 32000-2 7.7.2) and in the interactive form (12.7.3).

use crate::pdf::{Dict, Object};
use crate::report::codes::changes as codes;
use crate::report::{ChangeClass, Code};

use super::graph::{is_text, same};
use super::pairs::{Delta, Pair};
use super::record::{Need, Stop};

/// What to say of a catalogue or trailer entry that no rule covers.
pub(super) fn of_catalogue_key(key: &str) -> &'static Code {
    match key.split('/').next().unwrap_or(key) {
        "OpenAction" | "AA" | "Outlines" | "PageLabels" | "PageMode" | "PageLayout"
        | "ViewerPreferences" | "Threads" | "URI" => codes::OPENING,
        "OCProperties" => codes::LAYERS,
        "Names" | "Dests" | "AF" | "Collection" => codes::NAMES_OR_FILES,
        "MarkInfo" | "StructTreeRoot" | "Lang" | "StructElem" | "OBJR" => codes::STRUCTURE,
        "Pages" => codes::PAGES,
        "AcroForm" | "Field" | "AP" => codes::FORM,
        "DSS" | "VRI" => codes::VALIDATION_DATA_MALFORMED,
        _ => codes::CATALOGUE,
    }
}

impl Delta<'_, '_, '_> {
    /// The catalogue.
    pub(super) fn catalogue(&mut self, pair: &Pair) -> Result<(), Stop> {
        let number = self.root.number;
        let (Some(old), Some(new)) = (pair.old.as_dict(), pair.new.as_dict()) else {
            self.never(number, "Root", codes::CATALOGUE);
            return Ok(());
        };
        if new.repeated().is_some() {
            self.never(number, "Root", codes::CATALOGUE);
        }
        for key in Self::differing(old, new) {
            let path = format!("Root/{key}");
            let (before, after) = self.both(old, new, &key)?;
            if self.is_unchanged(&key, &before, &after)? {
                continue;
            }
            match key.as_str() {
                "AcroForm" => {
                    let pair = Pair { old: before, new: after };
                    self.form(number, &pair)?;
                }
                "DSS" => self.dss(number, Some(&before).filter(|o| !o.is_null()), &after)?,
                "Extensions" => self.extensions(number, &before, &after)?,
                "Metadata" => {
                    let indirect = new.reference("Metadata").is_some();
                    if indirect || after.is_null() {
                        self.metadata(number, &after)?;
                    } else {
                        self.never(number, &path, codes::METADATA_REFUSED);
                    }
                }
                "OutputIntents" if before.is_null() && self.is_output_intent(&after)? => {
                    self.intents = true;
                }
                "Perms" => self.permissions(&before, &after)?,
                "StructTreeRoot" => {
                    let pair = Pair { old: before, new: after };
                    self.structure_root(number, &pair)?;
                }
                "Type" if after.as_name().is_some_and(|name| *name == "Catalog") => {}
                "Version" => self.version(number, &before, &after),
                _ => self.never(number, &path, of_catalogue_key(&key)),
            }
        }
        Ok(())
    }

    /// Whether these are output intents (14.11.5) that say no more than which colours are meant.
    fn is_output_intent(&self, value: &Object) -> Result<bool, Stop> {
        const KEYS: &[&str] = &[
            "DestOutputProfile",
            "Info",
            "OutputCondition",
            "OutputConditionIdentifier",
            "RegistryName",
            "S",
            "Type",
        ];
        let Object::Array(items) = value else { return Ok(false) };
        for item in items.items() {
            let Object::Dict(dict) = self.new.resolve(item)? else { return Ok(false) };
            let known = dict.iter().all(|(key, _)| KEYS.iter().any(|known| *key == *known));
            if !known || dict.repeated().is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Output intents came with this revision. Signing software adds them for the colours of what it
    /// draws; whoever signs vouches for them, and nobody else may add any.
    pub(super) fn judge_output_intents(&mut self) {
        const PATH: &str = "Root/OutputIntents";
        let number = self.root.number;
        if !self.intents {
            return;
        }
        if self.is_signed_here() {
            let class = ChangeClass::Signing;
            self.note(number, PATH, class, codes::OUTPUT_INTENT, Need::NewField);
        } else {
            self.never(number, PATH, codes::CATALOGUE);
        }
    }

    /// The permissions dictionary (12.8.6).
    pub(super) fn permissions(&mut self, before: &Object, after: &Object) -> Result<(), Stop> {
        let number = self.root.number;
        let old = before.as_dict().cloned().unwrap_or_else(Dict::empty);
        let Some(new) = after.as_dict() else {
            self.never(number, "Root/Perms", codes::PERMISSIONS);
            return Ok(());
        };
        for key in Self::differing(&old, new) {
            let code = if key == "DocMDP" && !old.has("DocMDP") {
                codes::LATE_CERTIFICATION
            } else {
                codes::PERMISSIONS
            };
            self.never(number, &format!("Root/Perms/{key}"), code);
        }
        Ok(())
    }

    /// The interactive form. A form that was not there may come with nothing but new signature
    /// fields.
    pub(super) fn form(&mut self, number: u32, pair: &Pair) -> Result<(), Stop> {
        const PATH: &str = "Root/AcroForm";
        let old = match &pair.old {
            Object::Dict(old) => old.clone(),
            Object::Null => Dict::empty(),
            _ => {
                self.never(number, PATH, codes::FORM);
                return Ok(());
            }
        };
        let Some(new) = pair.new.as_dict().filter(|new| new.repeated().is_none()) else {
            self.never(number, PATH, codes::FORM);
            return Ok(());
        };
        for key in Self::differing(&old, new) {
            let path = format!("{PATH}/{key}");
            let (before, after) = self.both(&old, new, &key)?;
            if self.is_unchanged(&key, &before, &after)? {
                continue;
            }
            match key.as_str() {
                "Fields" => self.fields(number, &before, &after)?,
                "SigFlags" => {
                    let bits = |object: &Object| object.as_integer().unwrap_or(0);
                    let plain = after.is_null() || after.as_integer().is_some();
                    let (before, after) = (bits(&before), bits(&after));
                    if !plain || before & after != before || !(0..=3).contains(&after) {
                        self.never(number, &path, codes::FORM);
                    }
                }
                // a default for fields that have none of their own: there was none before
                "DA" if before.is_null() && after.as_string().is_some() => {
                    self.default_appearance(number, &path)?;
                }
                "Q" if before.is_null() && after.as_integer().is_some() => {}
                "DR" => {
                    let pair = Pair { old: before, new: after };
                    self.resources(number, &path, 0, &pair)?;
                }
                "NeedAppearances" if after.is_null() || after.as_bool() == Some(false) => {}
                "NeedAppearances" => self.never(number, &path, codes::NEED_APPEARANCES),
                "XFA" => self.never(number, &path, codes::XFA),
                "Type" if after.is_null() || after.as_name().is_some() => {}
                _ => self.never(number, &path, codes::FORM),
            }
        }
        Ok(())
    }

    /// Resources of the form: names may be added, none may be given another meaning.
    pub(super) fn resources(
        &mut self,
        number: u32,
        path: &str,
        depth: u8,
        pair: &Pair,
    ) -> Result<(), Stop> {
        let old = match &pair.old {
            Object::Dict(old) => old.clone(),
            Object::Null if depth < 2 => Dict::empty(),
            // a list of procedure sets means nothing to present readers
            Object::Array(_) if path.ends_with("ProcSet") => return Ok(()),
            _ => {
                self.never(number, path, codes::RESOURCE_REPLACED);
                return Ok(());
            }
        };
        let Some(new) = pair.new.as_dict().filter(|_| depth < 2) else {
            self.never(number, path, codes::RESOURCE_REPLACED);
            return Ok(());
        };
        for key in Self::differing(&old, new) {
            let path = format!("{path}/{key}");
            let (before, after) = self.both(&old, new, &key)?;
            // a name that is no text cannot be told from another such
            if before.is_null() && is_text(&key) {
                let class = ChangeClass::Maintenance;
                self.note(number, &path, class, codes::FORM_RESOURCES, Need::Always);
                if depth == 0 && key == "Font" {
                    for (font, _) in after.as_dict().into_iter().flat_map(Dict::iter) {
                        self.default_font(number, &path, &font.to_text())?;
                    }
                } else if path.contains("/Font/") {
                    self.default_font(number, &path, &key)?;
                }
            } else if depth == 0 {
                self.resources(number, &path, 1, &Pair { old: before, new: after })?;
            } else if !same(self.base.pdf, &before, &after) {
                self.never(number, &path, codes::RESOURCE_REPLACED);
            }
        }
        Ok(())
    }
}
