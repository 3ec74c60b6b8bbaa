//! Judging a file of whatever kind: a PDF, a package of materials (ASiC-E), a seal or a use of one.

use std::io::{BufReader, Cursor, Read, Seek};

use serde_json::{Value, json};
use sidian::licence::Metadata;
use sidian::material::package::EntryReport;
use sidian::report::{Language, Report};
use sidian::time::UnixTime;
use sidian::verifier::{Document, Verifier};

use crate::problem::Problem;
use crate::store::{Digest, Store};

/// What a file that passed proves.
pub(crate) enum Proof {
    /// A signed document, or a licence.
    Document(Document),
    /// A package or a seal: that it passed is all that is used of it.
    Other,
}

/// The answer about a file.
pub(crate) struct Judged {
    pub(crate) report: Report<Proof>,
    /// The materials of a package.
    entries: Option<Vec<EntryReport>>,
}

/// Judges bytes.
///
/// # Errors
///
/// What is none of the kinds that are judged.
pub(crate) fn bytes(
    verifier: &Verifier,
    bytes: &[u8],
    at: UnixTime,
) -> Result<Judged, sidian::Error> {
    match bytes {
        // A local file header, or the end of an empty archive.
        [b'P', b'K', 3 | 5, ..] => package(verifier, Cursor::new(bytes), at),
        // A SEQUENCE: SES_Seal or SES_Signature.
        [0x30, ..] => {
            let report = verifier.seal(bytes, at)?.map(|_| Proof::Other);
            Ok(Judged { report, entries: None })
        }
        _ => {
            let report = verifier.document(bytes, at)?.map(Proof::Document);
            Ok(Judged { report, entries: None })
        }
    }
}

fn package<R: Read + Seek>(
    verifier: &Verifier,
    file: R,
    at: UnixTime,
) -> Result<Judged, sidian::Error> {
    let judged = verifier.package(file, at)?;
    Ok(Judged { report: judged.report.map(|_| Proof::Other), entries: Some(judged.entries) })
}

/// Judges a file of the store: a package in pieces, anything else in memory up to `most` bytes.
///
/// # Errors
///
/// As [`bytes`], and what the store says.
pub(crate) fn kept(
    verifier: &Verifier,
    store: &Store,
    (digest, size, most): (Digest, u64, u64),
    at: UnixTime,
) -> Result<Judged, Problem> {
    let mut reader = BufReader::new(store.files().reader(digest)?);
    let mut head = [0; 2];
    let is_package = reader.read_exact(&mut head).is_ok() && head == *b"PK";
    let judged = match is_package {
        true => {
            store.files().check(digest)?;
            package(verifier, BufReader::new(store.files().reader(digest)?), at)
        }
        false if size > most => return Err(Problem::too_large()),
        false => bytes(verifier, &store.files().get(digest)?, at),
    };
    judged.map_err(|e| unreadable(&e))
}

impl Judged {
    /// The verdict, as the audit log has it.
    pub(crate) fn outcome(&self) -> &'static str {
        self.report.verdict().map_or("no-signature", |v| v.as_str())
    }

    /// The licence that passed.
    pub(crate) fn licence(&self) -> Option<&Metadata> {
        match self.report.accepted() {
            Some(Proof::Document(Document::Licence(licence))) => Some(licence.metadata()),
            _ => None,
        }
    }

    /// The report as JSON; of a package with an entry for each material.
    pub(crate) fn to_json(&self, name: &str, language: Language) -> Value {
        let mut whole = self.report.to_json(name, language);
        let one = |entry: &EntryReport| {
            let findings = entry
                .findings
                .iter()
                .map(|f| json!({ "code": f.code().number, "message": f.message(language) }));
            json!({
                "name": entry.name,
                "size": entry.size,
                "kind": entry.material.as_ref().map(|m| m.kind.clone()),
                "source": entry.material.as_ref().map(|m| m.source),
                "licence": entry.is_licence,
                "verdict": entry.own.map(|verdict| verdict.as_str()),
                "findings": findings.collect::<Vec<_>>(),
            })
        };
        if let (Some(entries), Some(object)) = (&self.entries, whole.as_object_mut()) {
            object.insert("entries".to_owned(), entries.iter().map(one).collect());
        }
        whole
    }
}

/// A file that cannot be judged.
pub(crate) fn unreadable(error: &sidian::Error) -> Problem {
    let zh = match error {
        sidian::Error::Pdf(_) => "不是可核验的文件（PDF、材料包或电子印章）".to_owned(),
        sidian::Error::Limit(_) => "文件过于复杂，超出核验工作量上限".to_owned(),
        other => format!("文件无法核验（{other}）"),
    };
    Problem::refused(error.code(), zh, error.to_string())
}
