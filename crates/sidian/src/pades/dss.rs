//! The document security store (`/DSS`, ETSI EN 319 142-1 5.4.2) as evidence: read, never believed.

use crate::pdf::{Object, PdfError, View};

/// What a document carries for its own validation. Every entry is only a candidate: a certificate
/// still needs a path, a CRL or OCSP response still needs its issuer's signature.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Dss {
    /// `/Certs`: certificates in DER.
    pub certificates: Vec<DssEntry>,
    /// `/CRLs`.
    pub crls: Vec<DssEntry>,
    /// `/OCSPs`: OCSPResponse in DER.
    pub ocsps: Vec<DssEntry>,
    /// Entries that could not be read; they are skipped.
    pub unreadable: usize,
    /// Whether there is a store at all.
    pub present: bool,
}

/// One entry of the store.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DssEntry {
    /// What it holds.
    pub der: Vec<u8>,
    /// Where in the file its bytes end. A timestamp over the file up to there proves that it existed.
    /// `None` where what it holds depends on objects elsewhere.
    pub end: Option<usize>,
}

impl Dss {
    /// Those of `entries` that existed when the file ended at `end`; all of them without a limit.
    pub fn until(entries: &[DssEntry], end: Option<usize>) -> impl Iterator<Item = &[u8]> {
        let within = move |entry: &&DssEntry| match (end, entry.end) {
            (None, _) => true,
            (Some(limit), Some(end)) => end <= limit,
            (Some(_), None) => false,
        };
        entries.iter().filter(within).map(|entry| entry.der.as_slice())
    }

    /// Reads the store as it stands in `view`; empty where there is none.
    ///
    /// # Errors
    ///
    /// [`PdfError`] where the catalogue itself cannot be read or the work limit is reached.
    pub fn read(view: View<'_, '_>) -> Result<Self, PdfError> {
        let root = view.root()?;
        let mut found = Self::default();
        let Object::Dict(store) = view.value(&root, "DSS")? else { return Ok(found) };
        found.present = true;
        for (key, wanted) in [("Certs", 0), ("CRLs", 1), ("OCSPs", 2)] {
            let Object::Array(entries) = view.value(&store, key)? else { continue };
            for entry in entries.items().iter().take(MOST_ENTRIES) {
                match stream(view, entry) {
                    Ok(bytes) => match wanted {
                        0 => found.certificates.push(bytes),
                        1 => found.crls.push(bytes),
                        _ => found.ocsps.push(bytes),
                    },
                    Err(PdfError::Limit(limit)) => return Err(PdfError::Limit(limit)),
                    Err(_) => found.unreadable += 1,
                }
            }
        }
        Ok(found)
    }
}

pub(super) fn stream(view: View<'_, '_>, entry: &Object) -> Result<DssEntry, PdfError> {
    match view.resolve(entry)? {
        Object::Stream(stream) => {
            // Filters named elsewhere could be changed later, and with them what the bytes mean.
            let direct = match stream.dict.get("Filter") {
                None | Some(Object::Name(_)) => true,
                Some(Object::Array(names)) => names.items().iter().all(|n| n.as_name().is_some()),
                Some(_) => false,
            };
            let direct = direct && !stream.dict.has("DecodeParms");
            let end = Some(stream.data.end).filter(|_| direct);
            Ok(DssEntry { der: view.decode(&stream)?, end })
        }
        _ => Err(PdfError::Type { what: "DSS entry" }),
    }
}

const MOST_ENTRIES: usize = 1_000;
