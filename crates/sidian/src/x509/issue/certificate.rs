use const_oid::ObjectIdentifier;
use ring::rand::{SecureRandom, SystemRandom};
use spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::der::{Decode, Encode};
use x509_cert::serial_number::SerialNumber;

use super::adapter::{Facts, sign, time};
use super::extension::{self as ext, extension};
use super::{IssueError, NameDraft, NameForm, Usage};
use crate::asn1::oid;
use crate::crypto::{CryptoError, PublicKey, Signer};
use crate::time::UnixTime;
use crate::x509::{Certificate, CertificateRequest, EventBinding};

/// From when until when a certificate is valid, both ends included (RFC 5280 §4.1.2.5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Validity {
    from: UnixTime,
    until: UnixTime,
}

impl Validity {
    /// From `from` until `until`.
    ///
    /// # Errors
    ///
    /// [`IssueError::Validity`] if it would end before it begins.
    pub fn new(from: UnixTime, until: UnixTime) -> Result<Self, IssueError> {
        if until < from { Err(IssueError::Validity) } else { Ok(Self { from, until }) }
    }
}

/// Who issues: a certificate and the key that belongs to it.
#[derive(Clone, Copy)]
pub struct Issuer<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) signer: &'a dyn Signer,
}

impl<'a> Issuer<'a> {
    /// Puts a certificate and a key together.
    ///
    /// # Errors
    ///
    /// [`IssueError::KeyMismatch`] if the key is not the certificate's.
    pub fn new(certificate: &'a Certificate, signer: &'a dyn Signer) -> Result<Self, IssueError> {
        if signer.public_key().matches_spki(certificate.spki()) {
            Ok(Self { certificate, signer })
        } else {
            Err(IssueError::KeyMismatch)
        }
    }

    /// What `authorityKeyIdentifier` says: the issuer's own subjectKeyIdentifier.
    pub(super) fn key_identifier(&self) -> Vec<u8> {
        match self.certificate.subject_key_id() {
            Some(identifier) => identifier.to_vec(),
            None => ext::key_identifier(self.signer.public_key()),
        }
    }
}

/// Gathers what a certificate shall say.
#[must_use = "a draft does nothing until it is issued"]
#[derive(Clone, Debug)]
pub struct CertificateDraft {
    role: Role,
    subject: Subject,
    key: Option<PublicKey>,
    validity: Validity,
    serial: Option<Vec<u8>>,
    path_len: Option<u8>,
    usages: Vec<Usage>,
    purposes: Vec<ObjectIdentifier>,
    alternative_names: Vec<NameForm>,
    crl_urls: Vec<String>,
    ocsp_urls: Vec<String>,
    policies: Vec<ObjectIdentifier>,
    permitted: Vec<NameForm>,
    excluded: Vec<NameForm>,
    others: Vec<(ObjectIdentifier, bool, Vec<u8>)>,
}

/// Put together here, or as a request has it.
#[derive(Clone, Debug)]
enum Subject {
    Draft(NameDraft),
    Received(Vec<u8>),
}

impl Subject {
    fn to_der(&self) -> Result<Vec<u8>, IssueError> {
        match self {
            Self::Draft(name) => name.to_der(),
            Self::Received(der) => Ok(der.clone()),
        }
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Role {
    Authority,
    EndEntity,
}

impl CertificateDraft {
    /// A root, to be signed by its own key with [`self_sign`](Self::self_sign).
    pub fn root(subject: NameDraft, validity: Validity) -> Self {
        Self::new(Role::Authority, Subject::Draft(subject), None, validity)
    }

    /// An authority below another one. Key usage: keyCertSign and cRLSign.
    pub fn intermediate(subject: NameDraft, key: &PublicKey, validity: Validity) -> Self {
        Self::new(Role::Authority, Subject::Draft(subject), Some(key.clone()), validity)
    }

    /// Whoever signs documents. Key usage: digitalSignature and nonRepudiation, which GB/T 20518
    /// asks of a signing certificate; purpose: documentSigning (RFC 9336).
    pub fn end_entity(subject: NameDraft, key: &PublicKey, validity: Validity) -> Self {
        Self::new(Role::EndEntity, Subject::Draft(subject), Some(key.clone()), validity)
    }

    /// Whoever sent this request, under the name that it asks for. Whether they have a right to that
    /// name is for the caller to know: [`Desk`](super::Desk) asks.
    pub fn for_request(request: &CertificateRequest, validity: Validity) -> Self {
        let subject = Subject::Received(request.subject().raw().to_vec());
        Self::new(Role::EndEntity, subject, Some(request.public_key().clone()), validity)
    }

    fn new(role: Role, subject: Subject, key: Option<PublicKey>, validity: Validity) -> Self {
        let (usages, purposes) = match role {
            Role::Authority => (vec![Usage::KeyCertSign, Usage::CrlSign], Vec::new()),
            Role::EndEntity => (
                vec![Usage::DigitalSignature, Usage::NonRepudiation],
                vec![oid::EKU_DOCUMENT_SIGNING],
            ),
        };
        Self {
            role,
            subject,
            key,
            validity,
            serial: None,
            path_len: None,
            usages,
            purposes,
            alternative_names: Vec::new(),
            crl_urls: Vec::new(),
            ocsp_urls: Vec::new(),
            policies: Vec::new(),
            permitted: Vec::new(),
            excluded: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Sets the serial number, big endian; else 20 random bytes are drawn.
    pub fn with_serial(mut self, serial: impl Into<Vec<u8>>) -> Self {
        self.serial = Some(serial.into());
        self
    }

    /// Sets how many authorities may follow below this one. Without meaning for an end entity.
    pub fn with_path_len(mut self, path_len: u8) -> Self {
        self.path_len = Some(path_len);
        self
    }

    /// Replaces the key usage; none at all leaves the extension out.
    pub fn with_key_usage(mut self, usages: &[Usage]) -> Self {
        self.usages = usages.to_vec();
        self
    }

    /// Replaces the purposes (extKeyUsage); none at all leaves the extension out. timeStamping
    /// alone makes it critical, as RFC 3161 §2.3 demands.
    pub fn with_extended_key_usage(mut self, purposes: &[ObjectIdentifier]) -> Self {
        self.purposes = purposes.to_vec();
        self
    }

    /// Adds another name of the subject. Call once for each.
    pub fn with_alternative_name(mut self, name: NameForm) -> Self {
        self.alternative_names.push(name);
        self
    }

    /// Adds where the revocation list is published. Call once for each.
    pub fn with_crl_url(mut self, url: impl Into<String>) -> Self {
        self.crl_urls.push(url.into());
        self
    }

    /// Adds where OCSP answers. Call once for each.
    pub fn with_ocsp_url(mut self, url: impl Into<String>) -> Self {
        self.ocsp_urls.push(url.into());
        self
    }

    /// Adds a certificate policy. Call once for each.
    pub fn with_policy(mut self, policy: ObjectIdentifier) -> Self {
        self.policies.push(policy);
        self
    }

    /// Permits names in this tree, and only such, below this authority. Call once for each.
    pub fn with_permitted_names(mut self, tree: NameForm) -> Self {
        self.permitted.push(tree);
        self
    }

    /// Forbids names in this tree below this authority. Call once for each.
    pub fn with_excluded_names(mut self, tree: NameForm) -> Self {
        self.excluded.push(tree);
        self
    }

    /// Binds the certificate to one document. The extension is not critical, so that other software
    /// accepts the signature; only sidian refuses it on another document.
    pub fn with_event(self, binding: &EventBinding) -> Self {
        self.with_extension(oid::EVENT_BINDING, binding.to_der())
    }

    /// Adds an extension of any kind that no reader may pass over; `value` is its DER.
    pub fn with_critical_extension(mut self, oid: ObjectIdentifier, value: Vec<u8>) -> Self {
        self.others.push((oid, true, value));
        self
    }

    /// Adds an extension of any kind; `value` is its DER.
    pub fn with_extension(mut self, oid: ObjectIdentifier, value: Vec<u8>) -> Self {
        self.others.push((oid, false, value));
        self
    }

    /// Signs the certificate with the key that it certifies.
    ///
    /// # Errors
    ///
    /// [`IssueError`]; [`IssueError::KeyMismatch`] if the draft names another key.
    pub fn self_sign(&self, signer: &dyn Signer) -> Result<Certificate, IssueError> {
        let key = signer.public_key();
        if self.key.as_ref().is_some_and(|own| own != key) {
            return Err(IssueError::KeyMismatch);
        }
        let subject = self.subject.to_der()?;
        self.build(signer, key, &subject, None)
    }

    /// Has `issuer` sign the certificate.
    ///
    /// # Errors
    ///
    /// [`IssueError::NotAllowed`] if the issuer is no authority; [`IssueError::KeyMismatch`] for a
    /// draft of a root, which signs itself; and the other variants of [`IssueError`].
    pub fn issue(&self, issuer: &Issuer<'_>) -> Result<Certificate, IssueError> {
        let key = self.key.as_ref().ok_or(IssueError::KeyMismatch)?;
        let is_authority = issuer.certificate.basic_constraints().is_some_and(|it| it.ca);
        let may_sign = issuer.certificate.key_usage().is_none_or(|usage| usage.key_cert_sign());
        if !is_authority || !may_sign {
            return Err(IssueError::NotAllowed { what: "signing certificates" });
        }
        let name = issuer.certificate.subject().raw();
        self.build(issuer.signer, key, name, Some(&issuer.key_identifier()))
    }

    fn build(
        &self,
        signer: &dyn Signer,
        key: &PublicKey,
        issuer: &[u8],
        authority: Option<&[u8]>,
    ) -> Result<Certificate, IssueError> {
        let failed = |what| move |_| IssueError::Encoding { what };
        let profile = Profile {
            issuer: x509_cert::name::Name::from_der(issuer)
                .map_err(|_| IssueError::Encoding { what: "issuer" })?,
            subject: x509_cert::name::Name::from_der(&self.subject.to_der()?)
                .map_err(|_| IssueError::Encoding { what: "subject" })?,
            extensions: self.extensions(key, authority)?,
        };
        let serial = SerialNumber::new(&self.serial()?)
            .map_err(|_| IssueError::Encoding { what: "serial number" })?;
        let validity =
            x509_cert::time::Validity::new(time(self.validity.from)?, time(self.validity.until)?);
        let spki = SubjectPublicKeyInfoOwned::from_der(key.spki())
            .map_err(|_| IssueError::Encoding { what: "public key" })?;
        let facts = Facts::of(signer);
        let mut builder = CertificateBuilder::new(profile, serial, validity, spki)
            .map_err(failed("certificate"))?;
        let tbs = builder.finalize(&facts).map_err(failed("certificate"))?;
        let signature = sign(signer, &tbs)?;
        let der = builder
            .assemble(signature, &facts)
            .map_err(failed("certificate"))?
            .to_der()
            .map_err(|_| IssueError::Encoding { what: "certificate" })?;
        Ok(Certificate::from_der(&der)?)
    }

    fn serial(&self) -> Result<Vec<u8>, IssueError> {
        match &self.serial {
            Some(serial) if serial.iter().any(|&b| b != 0) => Ok(serial.clone()),
            Some(_) => Err(IssueError::Encoding { what: "serial number" }),
            None => {
                let mut serial = vec![0; 20];
                SystemRandom::new().fill(&mut serial).map_err(|_| CryptoError::Randomness)?;
                // Positive, and twenty bytes long whatever was drawn.
                if let Some(first) = serial.first_mut() {
                    *first = (*first & 0x7f) | 0x40;
                }
                Ok(serial)
            }
        }
    }

    fn extensions(
        &self,
        key: &PublicKey,
        authority: Option<&[u8]>,
    ) -> Result<Vec<x509_cert::ext::Extension>, IssueError> {
        let mut out = Vec::new();
        let mut add = |oid, critical, value| {
            out.push(extension(oid, critical, value)?);
            Ok::<(), IssueError>(())
        };
        if self.role == Role::Authority {
            add(oid::BASIC_CONSTRAINTS, true, ext::basic_constraints(self.path_len))?;
        }
        if !self.usages.is_empty() {
            add(oid::KEY_USAGE, true, ext::key_usage(&self.usages))?;
        }
        if !self.purposes.is_empty() {
            let critical = self.purposes == [oid::EKU_TIME_STAMPING];
            add(oid::EXTENDED_KEY_USAGE, critical, ext::extended_key_usage(&self.purposes))?;
        }
        let identifier = crate::asn1::writer::octet_string(&ext::key_identifier(key));
        add(oid::SUBJECT_KEY_IDENTIFIER, false, identifier)?;
        if let Some(authority) = authority {
            let value = ext::authority_key_identifier(authority);
            add(oid::AUTHORITY_KEY_IDENTIFIER, false, value)?;
        }
        if !self.alternative_names.is_empty() {
            let value = ext::general_names(&self.alternative_names)?;
            add(oid::SUBJECT_ALT_NAME, false, value)?;
        }
        if !self.policies.is_empty() {
            add(oid::CERTIFICATE_POLICIES, false, ext::policies(&self.policies))?;
        }
        if !self.permitted.is_empty() || !self.excluded.is_empty() {
            let value = ext::name_constraints(&self.permitted, &self.excluded)?;
            add(oid::NAME_CONSTRAINTS, true, value)?;
        }
        if !self.crl_urls.is_empty() {
            let value = ext::distribution_points(&self.crl_urls)?;
            add(oid::CRL_DISTRIBUTION_POINTS, false, value)?;
        }
        if !self.ocsp_urls.is_empty() {
            let value = ext::information_access(&self.ocsp_urls)?;
            add(oid::AUTHORITY_INFO_ACCESS, false, value)?;
        }
        for (oid, critical, value) in &self.others {
            add(*oid, *critical, value.clone())?;
        }
        Ok(out)
    }
}

/// What the builder asks for; everything has been decided before.
struct Profile {
    issuer: x509_cert::name::Name,
    subject: x509_cert::name::Name,
    extensions: Vec<x509_cert::ext::Extension>,
}

impl BuilderProfile for Profile {
    fn get_issuer(&self, _subject: &x509_cert::name::Name) -> x509_cert::name::Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> x509_cert::name::Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _key: SubjectPublicKeyInfoRef<'_>,
        _issuer_key: SubjectPublicKeyInfoRef<'_>,
        _tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<x509_cert::ext::Extension>> {
        Ok(self.extensions.clone())
    }
}
