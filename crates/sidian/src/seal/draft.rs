//! What the caller asks for.

use super::code::SealCode;
use super::error::SealError;
use super::make::{PreparedSeal, Seal};
use super::picture::Picture;
use crate::crypto::{Hash, SignatureAlgorithm, Signer};
use crate::ses::{SealInfoParts, SesExtension, SesVersion};
use crate::time::UnixTime;
use crate::x509::Certificate;

/// Gathers what a seal is to say.
///
/// By default a seal of V5 (GM/T 0031-2025), of type 1, that lists certificates themselves.
///
/// # Examples
///
/// ```
/// use sidian::crypto::Suite;
/// use sidian::seal::{Picture, SealDraft};
/// # use sidian_testkit::{clock, pki::TestPki};
/// # let pki = TestPki::new(Suite::Sm2);
/// # let (maker, chain, now) = (&pki.second_signer.key, pki.chain(&pki.second_signer), clock::now());
/// # let user = &pki.signer.certificate;
///
/// let svg = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 42 42'><circle r='20'/></svg>";
/// let seal = SealDraft::new("41080000000017", "四电测试局", Picture::new(svg, 42, 42)?)
///     .with_validity(now, now.plus(3 * 365 * 86_400))
///     .with_signer(user)
///     .build()?
///     .make(maker, &chain, now)?;
/// assert!(seal.lists(user));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a draft does nothing until it is built"]
#[derive(Clone, Debug)]
pub struct SealDraft {
    version: SesVersion,
    vendor: String,
    id: String,
    kind: u64,
    name: String,
    validity: Option<(UnixTime, UnixTime)>,
    signers: Vec<Certificate>,
    by_digest: Option<Hash>,
    picture: Picture,
    extensions: Vec<SesExtension>,
}

impl SealDraft {
    /// A seal with this identifier (esID), name and picture. An identifier of 14 digits is taken
    /// for a seal code, whose structure is checked.
    pub fn new(id: &str, name: &str, picture: Picture) -> Self {
        Self {
            version: SesVersion::V5,
            vendor: "sidian".to_owned(),
            id: id.to_owned(),
            kind: 1,
            name: name.to_owned(),
            validity: None,
            signers: Vec::new(),
            by_digest: None,
            picture,
            extensions: Vec::new(),
        }
    }

    /// The edition: V4 or V5.
    pub fn with_version(mut self, version: SesVersion) -> Self {
        self.version = version;
        self
    }

    /// The maker of the sealing system (`Vid`), ASCII.
    pub fn with_vendor(mut self, vendor: &str) -> Self {
        vendor.clone_into(&mut self.vendor);
        self
    }

    /// The type, as the business numbers it.
    pub fn with_type(mut self, kind: u64) -> Self {
        self.kind = kind;
        self
    }

    /// From when and until when it may be used.
    pub fn with_validity(mut self, from: UnixTime, until: UnixTime) -> Self {
        self.validity = Some((from, until));
        self
    }

    /// Somebody who may use it. When their certificate is renewed, the seal has to be made again.
    pub fn with_signer(mut self, certificate: &Certificate) -> Self {
        self.signers.push(certificate.clone());
        self
    }

    /// Lists digests of the certificates (certListType 2) instead of the certificates.
    pub fn with_signers_by_digest(mut self, hash: Hash) -> Self {
        self.by_digest = Some(hash);
        self
    }

    /// An extension.
    pub fn with_extension(mut self, extension: SesExtension) -> Self {
        self.extensions.push(extension);
        self
    }

    /// Checks the whole.
    ///
    /// # Errors
    ///
    /// [`SealError::Code`], [`SealError::Dates`], [`SealError::List`], [`SealError::Text`],
    /// [`SealError::Version`].
    pub fn build(self) -> Result<SealInfo, SealError> {
        if self.version == SesVersion::V1 {
            return Err(SealError::Version { standard: self.version.standard() });
        }
        let ascii = |text: &str, most: usize, field| {
            let plain = text.bytes().all(|b| (0x20..0x7f).contains(&b));
            let good = plain && !text.trim().is_empty() && text.len() <= most;
            if good { Ok(()) } else { Err(SealError::Text { field }) }
        };
        ascii(&self.id, 64, "esID")?;
        ascii(&self.vendor, 64, "Vid")?;
        if SealCode::is_meant(&self.id) {
            self.id.parse::<SealCode>()?;
        }
        let shown = |c: char| {
            !c.is_control()
                && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        };
        let fits = (1..=200).contains(&self.name.trim().chars().count());
        if !fits || !self.name.chars().all(shown) {
            return Err(SealError::Text { field: "name" });
        }
        let validity = self.validity.filter(|(from, until)| from < until);
        let earlier = |at: usize| self.signers.iter().take(at);
        let mut all = self.signers.iter().enumerate();
        let twice = all.any(|(at, c)| earlier(at).any(|e| e == c));
        if self.signers.is_empty() || self.signers.len() > 256 || twice {
            return Err(SealError::List);
        }
        if self.by_digest.is_some_and(Hash::is_weak) {
            return Err(SealError::List);
        }
        let (from, until) = validity.ok_or(SealError::Dates)?;
        Ok(SealInfo { draft: self, from, until })
    }
}

/// What a seal will say, checked. The maker's key makes a [`Seal`] of it.
#[must_use = "no seal is made before the maker signs"]
#[derive(Clone, Debug)]
pub struct SealInfo {
    draft: SealDraft,
    from: UnixTime,
    until: UnixTime,
}

impl SealInfo {
    /// Makes the seal with a key that is at hand. `certificates` begins with the maker's own
    /// (制章人); `now` becomes the date of making.
    ///
    /// # Errors
    ///
    /// As [`prepare`](Self::prepare) and [`PreparedSeal::complete`]; [`SealError::KeyMismatch`],
    /// [`SealError::Crypto`].
    pub fn make(
        self,
        key: &dyn Signer,
        certificates: &[Certificate],
        now: UnixTime,
    ) -> Result<Seal, SealError> {
        let maker = certificates.first().ok_or(SealError::CertificateMissing)?;
        if !key.public_key().matches_spki(maker.spki()) {
            return Err(SealError::KeyMismatch { subject: maker.subject().label() });
        }
        let prepared = self.prepare(certificates, key.algorithm(), now)?;
        let value = key.sign(prepared.to_be_signed())?;
        prepared.complete(&value)
    }

    /// Works out the bytes that the maker signs, for a key that is elsewhere. The maker's
    /// certificate is checked first, as V5 demands: valid now, and for signing. Its path is not:
    /// whoever verifies does that.
    ///
    /// # Errors
    ///
    /// [`SealError::Certificate`], [`SealError::CertificateMissing`], [`SealError::Suite`].
    pub fn prepare(
        self,
        certificates: &[Certificate],
        algorithm: &SignatureAlgorithm,
        now: UnixTime,
    ) -> Result<PreparedSeal, SealError> {
        let maker = certificates.first().ok_or(SealError::CertificateMissing)?;
        super::make::usable(maker, algorithm, now)?;
        let draft = &self.draft;
        if let Some(signer) = draft.signers.iter().find(|c| c.not_after() < now) {
            let subject = signer.subject().label();
            return Err(SealError::Certificate { subject, reason: "it has expired" });
        }
        let der = |c: &Certificate| c.der().to_vec();
        let digest = |hash: Hash| {
            let one = move |c: &Certificate| {
                (hash.name().to_owned(), hash.digest(c.der()).as_ref().to_vec())
            };
            draft.signers.iter().map(one).collect::<Vec<_>>()
        };
        let digests = draft.by_digest.map_or_else(Vec::new, digest);
        let certificates: Vec<Vec<u8>> = match draft.by_digest {
            None => draft.signers.iter().map(der).collect(),
            Some(_) => Vec::new(),
        };
        let info = SealInfoParts {
            version: draft.version,
            vendor: &draft.vendor,
            id: &draft.id,
            kind: draft.kind,
            name: &draft.name,
            certificates: &certificates,
            digests: &digests,
            created: now,
            valid_from: self.from,
            valid_until: self.until,
            picture_kind: draft.picture.format().word(),
            picture: draft.picture.bytes(),
            picture_mm: draft.picture.mm(),
            extensions: &draft.extensions,
        };
        Ok(PreparedSeal::new(info.encode(), maker.clone(), *algorithm))
    }
}
