//! What may differ in metadata, document information, version and extensions (ISO 32000-2 14.3,
//! 7.12).

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::pdf::{Dict, Object};
use crate::report::ChangeClass;
use crate::report::codes::changes as codes;

use super::field::is_name;
use super::pairs::Delta;
use super::record::{Need, Stop};

/// Largest metadata that are read.
const LARGEST: usize = 1 << 20;

impl Delta<'_, '_, '_> {
    /// The metadata stream of the catalogue: XMP, small, without DTD and entities.
    pub(super) fn metadata(&mut self, number: u32, after: &Object) -> Result<(), Stop> {
        const PATH: &str = "Root/Metadata";
        let Some(stream) = after.as_stream() else {
            self.never(number, PATH, codes::METADATA_REFUSED);
            return Ok(());
        };
        let typed = stream.dict.name("Subtype").is_some_and(|name| *name == "XML")
            && stream.dict.name("Type").is_none_or(|name| *name == "Metadata");
        // what is encrypted cannot be looked into, and shows nowhere on a page
        let well = typed
            && (self.base.pdf.is_encrypted()
                || self.new.decode(stream).is_ok_and(|data| is_plain_xmp(&data)));
        if well {
            let class = ChangeClass::Maintenance;
            self.note(number, PATH, class, codes::METADATA, Need::Always);
        } else {
            self.never(number, PATH, codes::METADATA_REFUSED);
        }
        Ok(())
    }

    /// The document information dictionary.
    pub(super) fn information(&mut self, number: u32, after: &Object) {
        let plain = |dict: &Dict| {
            dict.repeated().is_none()
                && dict.iter().all(|(_, v)| !matches!(v, Object::Dict(_) | Object::Stream(_)))
        };
        if after.as_dict().is_some_and(plain) {
            let class = ChangeClass::Maintenance;
            self.note(number, "Info", class, codes::METADATA, Need::Always);
        } else {
            self.never(number, "Info", codes::TRAILER);
        }
    }

    /// `/Version` of the catalogue: upwards, to a version that exists.
    pub(super) fn version(&mut self, number: u32, before: &Object, after: &Object) {
        const VERSIONS: &[&str] = &["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.0"];
        let rank = |object: &Object| VERSIONS.iter().position(|version| is_name(object, version));
        let was = if before.is_null() { Some(0) } else { rank(before) };
        if was.is_some() && rank(after) >= was && rank(after).is_some() {
            let class = ChangeClass::Maintenance;
            self.note(number, "Root/Version", class, codes::EXTENSIONS, Need::Always);
        } else {
            self.never(number, "Root/Version", codes::EXTENSIONS_REFUSED);
        }
    }

    /// The extensions dictionary (7.12): it declares what a file may use and shows nothing, and
    /// writers put their own declaration in the place of another's. What stands there must be well
    /// formed.
    pub(super) fn extensions(
        &mut self,
        number: u32,
        before: &Object,
        after: &Object,
    ) -> Result<(), Stop> {
        const PATH: &str = "Root/Extensions";
        let known = before.is_null() || before.as_dict().is_some();
        let old = before.as_dict().cloned().unwrap_or_else(Dict::empty);
        let none = Dict::empty();
        let new = if after.is_null() { Some(&none) } else { after.as_dict() };
        let Some(new) = new.filter(|new| known && new.repeated().is_none()) else {
            self.never(number, PATH, codes::EXTENSIONS_REFUSED);
            return Ok(());
        };
        let class = ChangeClass::Maintenance;
        self.note(number, PATH, class, codes::EXTENSIONS, Need::Always);
        for key in Self::differing(&old, new) {
            let path = format!("{PATH}/{key}");
            let (_, after) = self.both(&old, new, &key)?;
            let named = key == "Type" && is_name(&after, "Extensions");
            if !after.is_null() && !named && self.levels(&after).is_none() {
                self.never(number, &path, codes::EXTENSIONS_REFUSED);
            }
        }
        Ok(())
    }

    /// One entry of it, as an object of its own.
    pub(super) fn extension_part(
        &mut self,
        number: u32,
        path: &str,
        after: &Object,
    ) -> Result<(), Stop> {
        if self.levels(after).is_none() {
            self.never(number, path, codes::EXTENSIONS_REFUSED);
        }
        Ok(())
    }

    /// The extension levels of an entry: one developer extensions dictionary, or several.
    fn levels(&self, entry: &Object) -> Option<Vec<i64>> {
        let one = |dict: &Dict| {
            let typed = self.new.value(dict, "Type").ok()?;
            let base = self.new.value(dict, "BaseVersion").ok()?;
            let level = self.new.value(dict, "ExtensionLevel").ok()?.as_integer()?;
            let well = typed.is_null() || is_name(&typed, "DeveloperExtensions");
            (well && base.as_name().is_some()).then_some(level)
        };
        match entry {
            Object::Dict(dict) => Some(vec![one(dict)?]),
            Object::Array(items) => {
                let items = items.items().iter();
                items.map(|item| one(self.new.resolve(item).ok()?.as_dict()?)).collect()
            }
            _ => None,
        }
    }
}

/// Whether these are XMP metadata (ISO 16684-1) without document type or entities.
fn is_plain_xmp(data: &[u8]) -> bool {
    if data.len() > LARGEST {
        return false;
    }
    let text = match data {
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        _ => String::from_utf8(data.to_vec()).ok(),
    };
    let Some(text) = text else { return false };
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().check_end_names = true;
    let (mut depth, mut is_xmp) = (0_u32, false);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                let name = tag.local_name();
                is_xmp |= depth < 2 && matches!(name.as_ref(), "xmpmeta" | "xapmeta" | "RDF");
                if tag.attributes().any(|a| !a.is_ok_and(|a| has_plain_references(&a.value))) {
                    return false;
                }
                depth += 1;
                if depth > 256 {
                    return false;
                }
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::DocType(_)) | Err(_) => return false,
            Ok(Event::GeneralRef(entity)) => {
                if !PREDEFINED.contains(&&*entity) && !entity.is_char_ref() {
                    return false;
                }
            }
            Ok(Event::Eof) => return is_xmp && depth == 0,
            Ok(_) => {}
        }
    }
}

/// The entities that need no document type.
const PREDEFINED: &[&str] = &["amp", "apos", "gt", "lt", "quot"];

/// Whether an attribute refers to none but predefined entities and characters.
fn has_plain_references(value: &str) -> bool {
    value.split('&').skip(1).all(|rest| {
        let name = rest.split_once(';').map(|(name, _)| name);
        name.is_some_and(|name| PREDEFINED.contains(&name) || name.starts_with('#'))
    })
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    String::from_utf16(&units.collect::<Vec<u16>>()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_xmp_without_document_type_and_entities_is_accepted() {
        let rdf =
            "<rdf:RDF xmlns:rdf='r'><rdf:Description>a &amp; b &#65;</rdf:Description></rdf:RDF>";
        let good = format!(
            "<?xpacket begin='\u{feff}'?><x:xmpmeta xmlns:x='x'>{rdf}</x:xmpmeta><?xpacket end='w'?>"
        );
        assert!(is_plain_xmp(good.as_bytes()));
        assert!(is_plain_xmp(rdf.as_bytes()));
        for bad in [
            "".to_owned(),
            "not xml".to_owned(),
            "<a/>".to_owned(),
            "<rdf:RDF>".to_owned(),
            "<rdf:RDF></rdf:Other>".to_owned(),
            format!("<!DOCTYPE x [<!ENTITY e 'e'>]>{rdf}"),
            good.replace("&amp;", "&e;"),
        ] {
            assert!(!is_plain_xmp(bad.as_bytes()), "{bad}");
        }
    }
}
