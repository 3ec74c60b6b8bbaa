//! Where things lie in a package.

/// The first file of a package.
pub(super) const MIMETYPE: &str = "mimetype";
/// Its content.
pub(super) const ASIC_E: &str = "application/vnd.etsi.asic-e+zip";
/// The folder of manifests and signatures.
pub(super) const META: &str = "META-INF/";
/// An OpenDocument manifest, which says nothing that counts.
pub(super) const ODF_MANIFEST: &str = "META-INF/manifest.xml";

/// The folder of what is kept so that the package can be verified later.
pub(super) const EVIDENCE: &str = "evidence/";
/// Kinds of evidence, by the beginning of a file's name.
pub(super) const CERTIFICATE: &str = "certificate";
pub(super) const REVOCATION: &str = "revocation-list";
pub(super) const OCSP: &str = "ocsp-response";
pub(super) const STATUS: &str = "status-list";
pub(super) const STATEMENT: &str = "statement";
pub(super) const SEALS: &str = "seal-register";
/// What was trusted when it was archived: for people to compare, never for a verifier to trust.
pub(super) const ANCHOR: &str = "anchor";

/// A file of evidence.
pub(super) fn evidence(kind: &str, number: usize) -> String {
    let extension = match kind {
        CERTIFICATE | ANCHOR => "cer",
        REVOCATION => "crl",
        OCSP => "ors",
        _ => "jwt",
    };
    format!("{EVIDENCE}{kind}-{number}.{extension}")
}

/// Of what kind a file of evidence is.
pub(super) fn evidence_kind(name: &str) -> Option<&str> {
    let (kind, number) = name.strip_prefix(EVIDENCE)?.rsplit_once('-')?;
    number.starts_with(|c: char| c.is_ascii_digit()).then_some(kind)
}

/// Whether a file is evidence.
pub(super) fn is_evidence(name: &str) -> bool {
    name.starts_with(EVIDENCE)
}

/// Whether a file belongs to the package itself and is no material. A description is not asked here.
pub(super) fn is_own(name: &str) -> bool {
    name.starts_with(META) || name == MIMETYPE || is_evidence(name)
}

/// A time-stamp over the package.
pub(super) fn timestamp(number: usize) -> String {
    format!("{META}timestamp{number}.tst")
}

/// Whether a file is a time-stamp token (ETSI EN 319 162-1 clause 4.4.3.2).
pub(super) fn is_timestamp(name: &str) -> bool {
    in_meta(name).is_some_and(|n| n.ends_with(".tst"))
}

pub(super) fn description(number: usize) -> String {
    match number {
        1 => "package.json".to_owned(),
        n => format!("package-{n}.json"),
    }
}

pub(super) fn manifest(number: usize) -> String {
    format!("{META}ASiCManifest{number}.xml")
}

pub(super) fn signature(number: usize) -> String {
    format!("{META}signature{number}.p7s")
}

/// Whether a file is a manifest (ETSI EN 319 162-1 clause 4.4.3.2).
pub(super) fn is_manifest(name: &str) -> bool {
    in_meta(name).is_some_and(|n| n.starts_with("asicmanifest") && n.ends_with(".xml"))
}

/// Whether a file is a CAdES signature.
pub(super) fn is_signature(name: &str) -> bool {
    in_meta(name).is_some_and(|n| n.contains("signature") && n.ends_with(".p7s"))
}

/// Whether a file is a signature or a proof of a kind that is not verified here.
pub(super) fn is_unread(name: &str) -> bool {
    is_xades(name)
        || in_meta(name)
            .is_some_and(|n| n.starts_with("asicarchivemanifest") || n.contains("evidencerecord"))
}

/// Whether a file is an XAdES signature (ETSI EN 319 162-1 clause 4.4.3.2).
pub(super) fn is_xades(name: &str) -> bool {
    in_meta(name).is_some_and(|n| n.contains("signatures") && n.ends_with(".xml"))
}

/// Whether a file describes materials.
pub(super) fn is_description(name: &str) -> bool {
    let number = name.strip_prefix("package-").and_then(|n| n.strip_suffix(".json"));
    let later = number.is_some_and(|n| n.len() < 6 && n.bytes().all(|b| b.is_ascii_digit()));
    name == "package.json" || later
}

fn in_meta(name: &str) -> Option<String> {
    let rest = name.strip_prefix(META)?;
    (!rest.contains('/')).then(|| rest.to_ascii_lowercase())
}
