//! What a document shows and attaches, as one text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sidian::budget::Budget;
use sidian::crypto::Hash;
use sidian::pdf::{Dict, Object, Pdf, Ref, View};

/// Entries of the catalogue from which something is shown, done or attached. Of the form only the
/// widgets show, which hang on pages.
const KEYS: [&str; 6] = ["AA", "AF", "Names", "OCProperties", "OpenAction", "Pages"];
/// Entries of a signature field that show something.
const SIGNATURE_KEYS: [&[u8]; 5] = [b"AP", b"F", b"Rect", b"Subtype", b"T"];

/// Everything that hangs on the catalogue's entries that show something, in one order, without
/// numbers of objects and without signature dictionaries; `None` where it cannot be read.
pub(super) fn shown(file: &[u8]) -> Option<String> {
    let budget = Budget::for_file(file.len());
    let pdf = Pdf::open(file, &budget).ok()?;
    let view = pdf.latest();
    let root = view.root().ok()?;
    let mut told = Told { view, seen: BTreeSet::new(), out: String::new() };
    for key in KEYS {
        let _ = write!(told.out, "\n{key} ");
        told.object(root.get(key).unwrap_or(&Object::Null), 0)?;
    }
    Some(told.out)
}

struct Told<'p, 'f> {
    view: View<'p, 'f>,
    seen: BTreeSet<Ref>,
    out: String,
}

impl Told<'_, '_> {
    fn object(&mut self, object: &Object, depth: usize) -> Option<()> {
        if depth > 64 {
            return None;
        }
        match object {
            Object::Ref(reference) if !self.seen.insert(*reference) => {
                self.out.push_str("again ");
            }
            Object::Ref(reference) => {
                let target = self.view.get(*reference).ok()?;
                self.object(&target, depth + 1)?;
            }
            Object::Array(array) => {
                self.out.push('[');
                for item in array.items() {
                    self.object(item, depth + 1)?;
                }
                self.out.push(']');
            }
            Object::Dict(dict) => self.dict(dict, depth)?,
            Object::Stream(stream) => {
                self.dict(&stream.dict, depth)?;
                let data = self.view.decode(stream).ok()?;
                let _ = write!(self.out, "{:?} ", Hash::Sha256.digest(&data).as_ref());
            }
            other => {
                let _ = write!(self.out, "{other:?} ");
            }
        }
        Some(())
    }

    fn dict(&mut self, dict: &Dict, depth: usize) -> Option<()> {
        if dict.has("ByteRange") {
            self.out.push_str("signature ");
            return Some(());
        }
        let mut entries: Vec<_> = dict.iter().collect();
        if dict.name("FT").is_some_and(|kind| kind.as_bytes() == b"Sig") {
            // who signed there is for the report to say; what it shows is asked here
            entries.retain(|(name, _)| SIGNATURE_KEYS.contains(&name.as_bytes()));
        }
        entries.sort_by_key(|(name, _)| format!("{name:?}"));
        self.out.push_str("<<");
        for (name, value) in entries {
            let _ = write!(self.out, "{name:?} ");
            self.object(value, depth + 1)?;
        }
        self.out.push_str(">>");
        Some(())
    }
}
