//! The document security store (`/DSS`, ETSI EN 319 142-1 5.4.2) as evidence: read, never believed.

use crate::pdf::{Object, PdfError, View};

/// What a document carries for its own validation. Every entry is only a candidate: a certificate
/// still needs a path, a CRL or OCSP response still needs its issuer's signature.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Dss {
    /// `/Certs`: certificates in DER.
    pub certificates: Vec<Vec<u8>>,
    /// `/CRLs`.
    pub crls: Vec<Vec<u8>>,
    /// `/OCSPs`: OCSPResponse in DER.
    pub ocsps: Vec<Vec<u8>>,
    /// Entries that could not be read; they are skipped.
    pub unreadable: usize,
    /// Whether there is a store at all.
    pub present: bool,
}

impl Dss {
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

fn stream(view: View<'_, '_>, entry: &Object) -> Result<Vec<u8>, PdfError> {
    match view.resolve(entry)? {
        Object::Stream(stream) => view.decode(&stream),
        _ => Err(PdfError::Type { what: "DSS entry" }),
    }
}

const MOST_ENTRIES: usize = 1_000;
