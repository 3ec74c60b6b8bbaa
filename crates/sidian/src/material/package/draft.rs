//! Making a package, and adding to one.

use std::collections::HashSet;
use std::io::{Read, Seek, Write};

use super::description::{Description, Material, stated};
use super::error::PackageError;
use super::kept::Keeper;
use super::manifest::{Manifest, Reference};
use super::names;
use crate::cms::{Dialect, SignedAttributes, SignedDataDraft, verify_with};
use crate::crypto::{Hash, SignatureAlgorithm, Signer};
use crate::time::UnixTime;
use crate::trust::{Evidence, TrustStore};
use crate::x509::Certificate;
use crate::zip::{Archive, Limits, Writer};

/// A package in the making. What is added is written at once: memory does not grow with it.
#[must_use = "a draft does nothing until it is prepared or signed"]
#[derive(Debug)]
pub struct PackageDraft<W> {
    zip: Writer<W>,
    hash: Hash,
    number: usize,
    title: String,
    case: Option<String>,
    earlier: Vec<Reference>,
    added: Vec<Reference>,
    materials: Vec<Material>,
}

/// A package that lacks nothing but the signature.
#[must_use = "nothing is signed until it is completed"]
#[derive(Debug)]
pub struct PreparedPackage<W> {
    zip: Writer<W>,
    number: usize,
    attributes: SignedAttributes,
    certificates: Vec<Certificate>,
    algorithm: SignatureAlgorithm,
}

impl<W: Write + Seek> PackageDraft<W> {
    /// An empty package in `out`, to be signed with `algorithm`, whose hash its digests use.
    ///
    /// # Errors
    ///
    /// [`PackageError::Zip`] where `out` cannot be written to.
    pub fn new(out: W, title: &str, algorithm: &SignatureAlgorithm) -> Result<Self, PackageError> {
        let mut zip = Writer::new(out);
        zip.add(names::MIMETYPE, &mut names::ASIC_E.as_bytes(), &mut |_| {})?;
        Ok(Self {
            zip,
            hash: algorithm.hash(),
            number: 1,
            title: title.to_owned(),
            case: None,
            earlier: Vec::new(),
            added: Vec::new(),
            materials: Vec::new(),
        })
    }

    /// A copy of a package in `out`, to which materials are added. What it holds stays byte for byte,
    /// and the new signature binds its manifests and signatures. Whether they are good is not asked
    /// here.
    ///
    /// # Errors
    ///
    /// [`PackageError::Zip`] where it cannot be read, [`PackageError::Original`] where it is no
    /// package.
    pub fn append<R: Read + Seek>(
        out: W,
        package: R,
        title: &str,
        algorithm: &SignatureAlgorithm,
    ) -> Result<Self, PackageError> {
        let hash = algorithm.hash();
        let mut archive = Archive::open(package, Limits::default())?;
        let earlier = earlier(&mut archive, hash)?;
        let number = next_number(&archive);
        let zip = Writer::append(out, archive)?;
        let title = title.to_owned();
        let (added, materials) = (Vec::new(), Vec::new());
        Ok(Self { zip, hash, number, title, case: None, earlier, added, materials })
    }

    /// The number of the case it is for.
    pub fn with_case(mut self, case: impl Into<String>) -> Self {
        self.case = Some(case.into());
        self
    }

    /// Adds a material with its content.
    ///
    /// # Errors
    ///
    /// [`PackageError::Description`] for a description that no package may carry,
    /// [`PackageError::Zip`] for a name that is taken or a source that fails.
    pub fn add(
        &mut self,
        mut material: Material,
        content: &mut dyn Read,
    ) -> Result<(), PackageError> {
        material.check()?;
        let reserved = names::is_own(&material.name) || names::is_description(&material.name);
        if reserved {
            let detail = "the name belongs to the package itself";
            return Err(PackageError::Description { name: material.name, detail });
        }
        let mut hasher = self.hash.hasher();
        material.size = self.zip.add(&material.name, content, &mut |p| hasher.update(p))?;
        let digest = hasher.finish();
        material.digest = stated(self.hash, digest.as_ref());
        let media_type = Some(material.media_type.as_str());
        self.added.push(Reference::new(&material.name, media_type, self.hash, digest.as_ref()));
        self.materials.push(material);
        Ok(())
    }

    /// Keeps what the paths of signatures in it rest on, and the anchors that are trusted now, so that
    /// the package can be verified when nobody has them any more. A verifier trusts none of it.
    ///
    /// # Errors
    ///
    /// [`PackageError::Zip`] where it cannot be written.
    pub fn keep(&mut self, evidence: &Evidence, anchors: &TrustStore) -> Result<(), PackageError> {
        let names = self.added.iter().map(|reference| reference.name.as_str());
        let mut keeper = Keeper::new(self.hash, HashSet::new(), names);
        self.added.extend(keeper.keep(&mut self.zip, evidence)?);
        self.added.extend(keeper.keep_anchors(&mut self.zip, anchors)?);
        Ok(())
    }

    /// What was added so far.
    pub fn materials(&self) -> &[Material] {
        &self.materials
    }

    /// Writes description and manifest, and works out what is to be signed. `certificates` begins with
    /// the signer's own; `now` is the signing time that is stated.
    ///
    /// # Errors
    ///
    /// [`PackageError`]; see its variants.
    pub fn prepare(
        mut self,
        certificates: &[Certificate],
        algorithm: &SignatureAlgorithm,
        now: UnixTime,
    ) -> Result<PreparedPackage<W>, PackageError> {
        let signer = certificates.first().ok_or(PackageError::CertificateMissing)?;
        if self.materials.is_empty() {
            return Err(PackageError::Empty);
        }
        if algorithm.hash() != self.hash {
            let (begun, needed) = (self.hash.name(), algorithm.hash().name());
            return Err(PackageError::OtherHash { begun, needed });
        }
        let about =
            Description::new(&self.title, self.case.as_deref(), now, self.materials).to_json();
        let name = names::description(self.number);
        self.zip.add(&name, &mut about.as_slice(), &mut |_| {})?;
        let digest = self.hash.digest(&about);
        let json = Some("application/json");
        let mut references = vec![Reference::new(&name, json, self.hash, digest.as_ref())];
        references.append(&mut self.added);
        references.append(&mut self.earlier);
        let manifest = Manifest { signature: names::signature(self.number), references }.to_xml();
        let name = names::manifest(self.number);
        self.zip.add(&name, &mut manifest.as_bytes(), &mut |_| {})?;
        let digest = self.hash.digest(manifest.as_bytes());
        // CAdES keeps the claimed time among the signed attributes (ETSI EN 319 122-1 clause 5.2.1).
        let attributes =
            SignedAttributes::new(Dialect::Rfc5652, &digest, signer, self.hash, Some(now));
        Ok(PreparedPackage {
            zip: self.zip,
            number: self.number,
            attributes,
            certificates: certificates.to_vec(),
            algorithm: *algorithm,
        })
    }

    /// Prepares and completes in one step, with a key that is at hand.
    ///
    /// # Errors
    ///
    /// As [`prepare`](Self::prepare), and [`PackageError::KeyMismatch`] before anything else.
    pub fn sign(
        self,
        key: &dyn Signer,
        certificates: &[Certificate],
        now: UnixTime,
    ) -> Result<W, PackageError> {
        let signer = certificates.first().ok_or(PackageError::CertificateMissing)?;
        if !key.public_key().matches_spki(signer.spki()) {
            return Err(PackageError::KeyMismatch { subject: signer.subject().label() });
        }
        let prepared = self.prepare(certificates, key.algorithm(), now)?;
        let value = key.sign(prepared.to_be_signed())?;
        prepared.complete(&value)
    }
}

impl<W: Write + Seek> PreparedPackage<W> {
    /// The bytes that the signer's key signs (the DER of the signed attributes).
    pub fn to_be_signed(&self) -> &[u8] {
        self.attributes.to_be_signed()
    }

    /// With what algorithm they are to be signed.
    pub fn algorithm(&self) -> &SignatureAlgorithm {
        &self.algorithm
    }

    /// Checks the signature value against the certificate, writes the signature and gives the whole
    /// package back.
    ///
    /// # Errors
    ///
    /// [`PackageError::ValueInvalid`] where it does not verify.
    pub fn complete(mut self, value: &[u8]) -> Result<W, PackageError> {
        let signer = self.certificates.first().ok_or(PackageError::CertificateMissing)?;
        verify_with(signer, &self.algorithm, self.attributes.to_be_signed(), value)
            .map_err(|_| PackageError::ValueInvalid)?;
        let draft = SignedDataDraft::new(Dialect::Rfc5652, &self.certificates, &self.algorithm);
        let container = draft.encode(&self.attributes, value);
        let name = names::signature(self.number);
        self.zip.add(&name, &mut container.as_slice(), &mut |_| {})?;
        Ok(self.zip.finish()?)
    }
}

/// The manifests and signatures of a package, for a later act to bind.
pub(super) fn earlier<R: Read + Seek>(
    archive: &mut Archive<R>,
    hash: Hash,
) -> Result<Vec<Reference>, PackageError> {
    let original = |detail: &str| PackageError::Original { detail: detail.to_owned() };
    let kind = archive.entry(names::MIMETYPE).cloned();
    let kind = kind.ok_or_else(|| original("it does not say what it is"))?;
    if archive.read_all(&kind, 256)? != names::ASIC_E.as_bytes() {
        return Err(original("it is no ASiC-E package"));
    }
    let mut earlier = Vec::new();
    for entry in archive.entries().to_vec() {
        let binds = [names::is_manifest, names::is_signature, names::is_timestamp];
        if binds.iter().any(|is| is(&entry.name)) {
            let content = archive.read_all(&entry, super::manifest::MOST_BYTES)?;
            let digest = hash.digest(&content);
            earlier.push(Reference::new(&entry.name, None, hash, digest.as_ref()));
        }
    }
    if earlier.is_empty() {
        return Err(original("it was never signed"));
    }
    Ok(earlier)
}

/// The number of the next act.
pub(super) fn next_number<R: Read + Seek>(archive: &Archive<R>) -> usize {
    let taken = |n: &usize| {
        let own = [names::description, names::manifest, names::signature, names::timestamp];
        own.iter().any(|name| archive.entry(&name(*n)).is_some())
    };
    (1..).find(|n| !taken(n)).unwrap_or(usize::MAX)
}
