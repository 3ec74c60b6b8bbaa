//! An archive package in the making.

use std::io::{Read, Seek, Write};

use super::super::grant::ServiceItem;
use super::super::package::{Material, PackageDraft, PackageError, Source};
use super::super::party::Party;
use super::index;
use crate::crypto::{SignatureAlgorithm, Signer};
use crate::time::UnixTime;
use crate::trust::{Evidence, TrustStore};
use crate::x509::Certificate;

/// What a case is about, for the index.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// What it is called.
    pub title: String,
    /// The number of the case (办件编号).
    pub case: String,
    /// The service item (事项), where there is one.
    pub item: Option<ServiceItem>,
    /// The department that files it.
    pub department: Party,
    /// The department's name.
    pub department_name: String,
    /// Who applied, by name, where that is to be in the index.
    pub applicant: Option<String>,
}

/// An archive package in the making. What is added is written at once.
#[must_use = "a draft is no package until it is signed"]
#[derive(Debug)]
pub struct ArchiveDraft<W> {
    package: PackageDraft<W>,
    about: CaseFile,
}

impl<W: Write + Seek> ArchiveDraft<W> {
    /// An empty one in `out`, to be signed with `algorithm`.
    ///
    /// # Errors
    ///
    /// [`PackageError::Zip`] where `out` cannot be written to.
    pub fn new(
        out: W,
        about: CaseFile,
        algorithm: &SignatureAlgorithm,
    ) -> Result<Self, PackageError> {
        let package = PackageDraft::new(out, &about.title, algorithm)?.with_case(&about.case);
        Ok(Self { package, about })
    }

    /// Adds a material, a licence or a receipt with its content.
    ///
    /// # Errors
    ///
    /// As [`PackageDraft::add`].
    pub fn add(&mut self, material: Material, content: &mut dyn Read) -> Result<(), PackageError> {
        self.package.add(material, content)
    }

    /// Writes index, instructions and evidence, and signs it all. `certificates` begins with the
    /// signer's own. A time-stamp comes next.
    ///
    /// # Errors
    ///
    /// As [`PackageDraft::sign`]; [`PackageError::Empty`] where nothing was added.
    pub fn sign(
        mut self,
        (evidence, anchors): (&Evidence, &TrustStore),
        (key, certificates): (&dyn Signer, &[Certificate]),
        now: UnixTime,
    ) -> Result<W, PackageError> {
        if self.package.materials().is_empty() {
            return Err(PackageError::Empty);
        }
        let materials = self.package.materials().to_vec();
        let pages = [
            ("index.html", "text/html", index::html(&self.about, &materials, now)),
            ("index.xml", "application/xml", index::xml(&self.about, &materials, now)),
            ("README.txt", "text/plain", index::instructions(key.algorithm())),
        ];
        for (name, media_type, text) in pages {
            let by = Some(self.about.department_name.clone());
            let page = Material::new(name, "归档目录", media_type).vouched(Source::Extract, by);
            self.package.add(page, &mut text.as_bytes())?;
        }
        self.package.keep(evidence, anchors)?;
        self.package.sign(key, certificates, now)
    }
}
