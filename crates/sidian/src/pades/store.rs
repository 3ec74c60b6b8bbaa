//! Writing the document security store (`/DSS`, ETSI EN 319 142-1 5.4.2): it only ever grows.

use std::collections::HashMap;

use super::attach::Catalogue;
use super::dss;
use super::plan::PrepareError;
use crate::crypto::Hash;
use crate::pdf::{Dict, Object, Pdf, PdfError, Ref, Update};

/// What is to be in the store: for each signature, by its `/Contents`, what its validation needs.
#[derive(Clone, Debug, Default)]
pub struct StoreDraft {
    entries: Vec<Validation>,
}

/// What the validation of one signature needs.
#[derive(Clone, Debug, Default)]
pub struct Validation {
    /// The whole `/Contents` of the signature, padding included.
    pub contents: Vec<u8>,
    /// Certificates in DER.
    pub certificates: Vec<Vec<u8>>,
    /// CRLs in DER.
    pub crls: Vec<Vec<u8>>,
    /// OCSP responses in DER.
    pub ocsps: Vec<Vec<u8>>,
}

impl Validation {
    /// The key of its VRI dictionary: SHA-1 of `/Contents` in capital hexadecimal digits (5.4.2.3).
    pub fn key(&self) -> String {
        use std::fmt::Write as _;
        let digest = Hash::Sha1.digest(&self.contents);
        digest.as_ref().iter().fold(String::new(), |mut text, byte| {
            // Writing to a String does not fail.
            let _ = write!(text, "{byte:02X}");
            text
        })
    }
}

impl StoreDraft {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what one signature needs.
    #[must_use]
    pub fn with(mut self, validation: Validation) -> Self {
        self.entries.push(validation);
        self
    }

    /// The bytes to append to `pdf`, so that its store holds all of it and what it held before,
    /// nothing twice; `None` where it holds all of it already.
    ///
    /// # Errors
    ///
    /// [`PrepareError`] where the file cannot be extended or its store cannot be read.
    pub fn append_to(&self, pdf: &Pdf<'_>) -> Result<Option<Vec<u8>>, PrepareError> {
        let mut update = Update::new(pdf)?;
        let mut catalogue = Catalogue::of(&update)?;
        let (object, old) = catalogue.existing("DSS")?;
        let mut store = Store::read(pdf, old)?;
        for entry in &self.entries {
            store.add(&mut update, entry)?;
        }
        if !store.grown {
            return Ok(None);
        }
        let dict = store.dict();
        match object {
            Some(object) => update.put(object, dict),
            None => {
                let object = update.add(dict)?;
                catalogue.set("DSS", object);
            }
        }
        catalogue.declare_extension()?;
        catalogue.write(&mut update);
        Ok(Some(update.finish()?.tail))
    }
}

/// The three lists of the store, with their keys there and in a VRI dictionary.
const LISTS: [(&str, &str); 3] = [("Certs", "Cert"), ("CRLs", "CRL"), ("OCSPs", "OCSP")];

struct Store {
    old: Dict,
    lists: [Vec<Object>; 3],
    known: HashMap<Vec<u8>, Ref>,
    vri: Dict,
    grown: bool,
}

impl Store {
    fn read(pdf: &Pdf<'_>, old: Dict) -> Result<Self, PrepareError> {
        let view = pdf.latest();
        let mut lists = [Vec::new(), Vec::new(), Vec::new()];
        let mut known = HashMap::new();
        for (list, (key, _)) in lists.iter_mut().zip(LISTS) {
            let Object::Array(items) = view.value(&old, key)? else { continue };
            for item in items.items() {
                let entry = item.as_reference().map(|at| (at, dss::stream(view, item)));
                if let Some((at, Ok(entry))) = entry {
                    known.entry(entry.der).or_insert(at);
                }
                list.push(item.clone());
            }
        }
        let vri = match view.value(&old, "VRI")? {
            Object::Dict(vri) => vri,
            Object::Null => Dict::empty(),
            _ => return Err(PdfError::Type { what: "VRI" }.into()),
        };
        Ok(Self { old, lists, known, vri, grown: false })
    }

    fn add(&mut self, update: &mut Update<'_, '_>, entry: &Validation) -> Result<(), PrepareError> {
        let wanted = [&entry.certificates, &entry.crls, &entry.ocsps];
        let mut own = Dict::empty();
        for ((items, list), (_, key)) in wanted.into_iter().zip(&mut self.lists).zip(LISTS) {
            let mut references: Vec<Object> = Vec::new();
            for der in items {
                let at = match self.known.get(der) {
                    Some(at) => *at,
                    None => {
                        let at = update.reserve()?;
                        update.put_stream(at, Dict::empty(), der.clone());
                        self.known.insert(der.clone(), at);
                        self.grown = true;
                        at
                    }
                };
                if !list.iter().any(|item| item.as_reference() == Some(at)) {
                    list.push(Object::Ref(at));
                }
                if !references.contains(&Object::Ref(at)) {
                    references.push(Object::Ref(at));
                }
            }
            if !references.is_empty() {
                own = own.with(key, references);
            }
        }
        let key = entry.key();
        if !self.vri.has(&key) && !own.is_empty() {
            self.grown = true;
        }
        if self.grown && !own.is_empty() {
            self.vri = self.vri.clone().with(&key, own);
        }
        Ok(())
    }

    fn dict(self) -> Dict {
        let mut dict = self.old;
        for (list, (key, _)) in self.lists.into_iter().zip(LISTS) {
            if !list.is_empty() {
                dict = dict.with(key, list);
            }
        }
        if !dict.has("Type") {
            dict = dict.with("Type", Object::name("DSS"));
        }
        dict.with("VRI", self.vri)
    }
}
