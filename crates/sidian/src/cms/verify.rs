//! Judging one signer of a SignedData over the received bytes (RFC 5652 5.4 to 5.6, RFC 5035).
//!
//! Whether the certificate is to be trusted is not asked here.

use std::borrow::Cow;

use const_oid::ObjectIdentifier;

use super::attribute::SigningCertificate;
use super::dialect::same_content_type;
use super::signed_data::{AlgorithmIdentifier, SignedData, SignerIdentifier, SignerInfo};
use crate::asn1::{Reader, oid};
use crate::crypto::{CryptoError, Digest, Hash, SignatureAlgorithm};
use crate::report::codes::cms as codes;
use crate::report::{Finding, Integrity};
use crate::x509::{Certificate, Name};

/// What was signed, for a container that does not carry it.
pub trait Content {
    /// Its digest.
    fn digest(&self, hash: Hash) -> Digest;

    /// All of it. Asked for only where a signer left out the signed attributes.
    fn bytes(&self) -> Cow<'_, [u8]>;
}

impl Content for &[u8] {
    fn digest(&self, hash: Hash) -> Digest {
        hash.digest(self)
    }

    fn bytes(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(self)
    }
}

/// Which rules a container has to follow beyond RFC 5652.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Profile {
    /// `adbe.pkcs7.detached` and plain CMS: signed attributes may be absent.
    Plain,
    /// PAdES (ETSI EN 319 142-1): signed attributes and ESS signing-certificate are required.
    Pades,
    /// An RFC 3161 token: as PAdES.
    Timestamp,
}

/// What became of one signer.
#[derive(Clone, Debug)]
pub struct SignerCheck {
    /// Whether digest and signature value agree.
    pub integrity: Integrity,
    /// The certificate whose key made the signature value; set only if it did.
    pub certificate: Option<Certificate>,
    /// The certificate that the container names as the signer's, whether or not its key fits.
    pub claimed: Option<Certificate>,
    /// Every certificate that travels in the container and could be read.
    pub bag: Vec<Certificate>,
    /// Signature algorithm by name, or its identifier where it is unknown.
    pub algorithm: String,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Judges the only signer of `signed`, whose content is `content` where it is detached. `extra`
/// are certificates from elsewhere in which the signer's may be found.
pub fn verify_signer(
    signed: &SignedData<'_>,
    content: &dyn Content,
    profile: Profile,
    extra: &[Certificate],
) -> SignerCheck {
    let mut check = SignerCheck {
        integrity: Integrity::Unknown,
        certificate: None,
        claimed: None,
        bag: Vec::new(),
        algorithm: String::new(),
        findings: Vec::new(),
    };
    let [signer] = signed.signer_infos.as_slice() else {
        check.fail(Finding::new(codes::SIGNER_COUNT).with("count", signed.signer_infos.len()));
        return check;
    };
    check.read_bag(signed);
    check.algorithm = signer.signature_algorithm.oid.to_string();
    let hash = Hash::from_oid(&signer.digest_algorithm.oid);
    check.single_values(signer);
    check.content_type(signed, signer, profile);
    check.listed(signed, signer);
    if let Some(hash) = hash {
        check.digest(signer, content, hash);
    } else {
        let oid = signer.digest_algorithm.oid;
        check.open(Finding::new(codes::DIGEST_UNSUPPORTED).with("oid", oid));
    }
    let id = &signer.signature_algorithm;
    // a widespread library writes NULL beside Ed25519, where RFC 8410 wants nothing
    let null = id.oid == oid::ED25519 && id.parameters == Some(&[0x05, 0x00]);
    let parameters = id.parameters.filter(|_| !null);
    match SignatureAlgorithm::from_identifier(&id.oid, parameters, hash) {
        Ok(algorithm) => {
            check.algorithm = algorithm.name().to_owned();
            check.agreement(signer, &algorithm, hash);
            check.signature(signer, content, &algorithm, profile, extra);
        }
        Err(_) => {
            check.claimed = check.candidates(signer, extra).into_iter().next();
            check.open(Finding::new(codes::SIGNATURE_UNSUPPORTED).with("oid", id.oid));
        }
    }
    check
}

impl SignerCheck {
    fn fail(&mut self, finding: Finding) {
        self.integrity = Integrity::Failed;
        self.findings.push(finding);
    }

    fn open(&mut self, finding: Finding) {
        if self.integrity == Integrity::Ok {
            self.integrity = Integrity::Unknown;
        }
        self.findings.push(finding);
    }

    fn read_bag(&mut self, signed: &SignedData<'_>) {
        let mut broken = 0;
        for der in &signed.certificates {
            match Certificate::from_der(der) {
                Ok(certificate) => self.bag.push(certificate),
                Err(_) => broken += 1,
            }
        }
        if broken > 0 {
            self.findings.push(Finding::new(codes::CERTIFICATE_UNREADABLE).with("count", broken));
        }
    }

    /// Attributes that mean nothing unless they occur once with one value.
    fn single_values(&mut self, signer: &SignerInfo<'_>) {
        let Some(attributes) = &signer.signed_attributes else { return };
        for (oid, name) in SINGLE_VALUED {
            if let Err(count) = attributes.single(*oid) {
                let finding = Finding::new(codes::ATTRIBUTE_COUNT);
                self.fail(finding.with("attribute", name).with("count", count));
            }
        }
    }

    fn content_type(&mut self, signed: &SignedData<'_>, signer: &SignerInfo<'_>, profile: Profile) {
        let Some(attributes) = &signer.signed_attributes else {
            if profile != Profile::Plain {
                self.fail(Finding::new(codes::SIGNED_ATTRIBUTES_MISSING));
            }
            return;
        };
        let value = attributes.single(oid::CONTENT_TYPE).ok().flatten();
        let stated = value.and_then(|v| Reader::new(v).oid().ok());
        match stated {
            Some(stated) if same_content_type(&stated, &signed.content_type) => {}
            Some(stated) => {
                let finding = Finding::new(codes::CONTENT_TYPE_MISMATCH).with("stated", stated);
                self.fail(finding.with("actual", signed.content_type));
            }
            None => self.fail(
                Finding::new(codes::ATTRIBUTE_COUNT)
                    .with("attribute", "content-type")
                    .with("count", 0),
            ),
        }
    }

    /// RFC 5652 5.1: the list is there for readers in one pass, and a signer outside of it is permitted.
    fn listed(&mut self, signed: &SignedData<'_>, signer: &SignerInfo<'_>) {
        let own = signer.digest_algorithm.oid;
        if !signed.digest_algorithms.iter().any(|listed| listed.oid == own) {
            self.findings.push(Finding::new(codes::DIGEST_LIST).with("oid", own));
        }
    }

    fn digest(&mut self, signer: &SignerInfo<'_>, content: &dyn Content, hash: Hash) {
        let Some(attributes) = &signer.signed_attributes else { return };
        let value = attributes.single(oid::MESSAGE_DIGEST).ok().flatten();
        let Some(stated) = value.and_then(|v| Reader::new(v).octet_string().ok()) else {
            self.fail(
                Finding::new(codes::ATTRIBUTE_COUNT)
                    .with("attribute", "message-digest")
                    .with("count", 0),
            );
            return;
        };
        if stated != content.digest(hash).as_ref() {
            self.fail(Finding::new(codes::DIGEST_MISMATCH));
        }
    }

    /// Digest and signature algorithm are named in up to four places; all must say the same.
    fn agreement(
        &mut self,
        signer: &SignerInfo<'_>,
        algorithm: &SignatureAlgorithm,
        hash: Option<Hash>,
    ) {
        if hash.is_some_and(|hash| hash != algorithm.hash()) {
            let finding = Finding::new(codes::ALGORITHM_MISMATCH).with("stated", algorithm.name());
            self.fail(finding.with("digest", hash.map_or("?", Hash::name)));
        }
        let Some(attributes) = &signer.signed_attributes else { return };
        match attributes.algorithm_protection() {
            Ok(None) => {}
            Ok(Some((digest, signature))) => {
                let same = same_algorithm(&digest, &signer.digest_algorithm)
                    && signature.is_some_and(|s| same_algorithm(&s, &signer.signature_algorithm));
                if !same {
                    self.fail(Finding::new(codes::ALGORITHM_PROTECTION));
                }
            }
            Err(e) => self.fail(Finding::new(codes::CMS_MALFORMED).with("detail", e)),
        }
    }

    fn signature(
        &mut self,
        signer: &SignerInfo<'_>,
        content: &dyn Content,
        algorithm: &SignatureAlgorithm,
        profile: Profile,
        extra: &[Certificate],
    ) {
        let candidates = self.candidates(signer, extra);
        let Some(bound) = self.bound(signer, &candidates, profile) else { return };
        self.claimed = bound.first().cloned();
        let message = match &signer.signed_attributes {
            Some(attributes) => Cow::Owned(attributes.signed_bytes()),
            None => content.bytes(),
        };
        let mut worst = None;
        for certificate in bound.iter().take(MOST_TRIES) {
            match verify_with(certificate, algorithm, &message, signer.signature) {
                Ok(()) => return self.verified(certificate, algorithm, signer),
                Err(CryptoError::SignatureInvalid) => {
                    worst = Some(CryptoError::SignatureInvalid);
                    let sorted = signer.signed_attributes.as_ref().and_then(|a| a.sorted_bytes());
                    let again = sorted.map(|message| {
                        verify_with(certificate, algorithm, &message, signer.signature)
                    });
                    if matches!(again, Some(Ok(()))) {
                        self.findings.push(Finding::new(codes::ATTRIBUTES_UNSORTED));
                        return self.verified(certificate, algorithm, signer);
                    }
                }
                Err(other) => worst = worst.or(Some(other)),
            }
        }
        match worst {
            Some(CryptoError::SignatureInvalid) => {
                self.fail(Finding::new(codes::SIGNATURE_INVALID));
            }
            Some(other) => {
                self.open(Finding::new(codes::KEY_UNSUPPORTED).with("detail", other));
            }
            None => {}
        }
    }

    fn verified(
        &mut self,
        certificate: &Certificate,
        algorithm: &SignatureAlgorithm,
        signer: &SignerInfo<'_>,
    ) {
        let open = self.findings.iter().any(|f| f.code() == codes::DIGEST_UNSUPPORTED);
        if self.integrity == Integrity::Unknown && !open {
            self.integrity = Integrity::Ok;
        }
        self.certificate = Some(certificate.clone());
        let weak_digest = Hash::from_oid(&signer.digest_algorithm.oid).is_some_and(Hash::is_weak);
        if algorithm.is_weak() || weak_digest {
            let finding = Finding::new(codes::WEAK_ALGORITHM);
            self.findings.push(finding.with("algorithm", algorithm.name()));
        }
    }

    /// The certificates that fit the signer identifier. RFC 5280 7.1 compares names, not bytes.
    fn candidates(&self, signer: &SignerInfo<'_>, extra: &[Certificate]) -> Vec<Certificate> {
        self.bag.iter().chain(extra).filter(|c| fits(c, &signer.sid)).cloned().collect()
    }

    /// Of those, the ones that the signed attributes bind by digest (RFC 5035): without that, a
    /// certificate could be swapped for another with the same key, issuer and serial number.
    fn bound(
        &mut self,
        signer: &SignerInfo<'_>,
        candidates: &[Certificate],
        profile: Profile,
    ) -> Option<Vec<Certificate>> {
        if candidates.is_empty() {
            self.open(Finding::new(codes::SIGNER_CERTIFICATE_MISSING));
            return None;
        }
        let named = signer.signed_attributes.as_ref().map(|a| a.signing_certificates());
        let attributes = named.unwrap_or_else(|| Ok(Vec::new())).unwrap_or_else(|e| {
            self.fail(Finding::new(codes::CMS_MALFORMED).with("detail", e));
            Vec::new()
        });
        match attributes.as_slice() {
            [] => {
                if profile == Profile::Pades {
                    self.findings.push(Finding::new(codes::ESS_MISSING));
                }
                return Some(candidates.to_vec());
            }
            [only] if only.first_version => self.findings.push(Finding::new(codes::ESS_SHA1)),
            _ => {}
        }
        if attributes.iter().any(|ess| ess.hash.is_none()) {
            self.open(Finding::new(codes::DIGEST_UNSUPPORTED).with("oid", "ESSCertIDv2"));
            return Some(candidates.to_vec());
        }
        let named = |c: &&Certificate| attributes.iter().all(|ess| names(ess, c));
        let bound: Vec<_> = candidates.iter().filter(named).cloned().collect();
        if bound.is_empty() {
            self.fail(Finding::new(codes::ESS_MISMATCH));
            return Some(candidates.to_vec());
        }
        Some(bound)
    }
}

/// Verifies a signature value with the key of `certificate`. Nothing is said about the certificate.
///
/// # Errors
///
/// [`CryptoError::SignatureInvalid`] where it does not fit, another where that could not be found
/// out.
pub fn verify_with(
    certificate: &Certificate,
    algorithm: &SignatureAlgorithm,
    message: &[u8],
    value: &[u8],
) -> Result<(), CryptoError> {
    certificate.public_key()?.verify(algorithm, message, value)
}

fn fits(certificate: &Certificate, sid: &SignerIdentifier<'_>) -> bool {
    match sid {
        SignerIdentifier::IssuerAndSerial { issuer, serial } => {
            certificate.serial() == *serial
                && Name::from_der(issuer).is_ok_and(|name| certificate.issuer().matches(&name))
        }
        SignerIdentifier::SubjectKeyId(id) => certificate.subject_key_id() == Some(*id),
    }
}

/// Whether `ess` binds this certificate (RFC 5035).
fn names(ess: &SigningCertificate<'_>, certificate: &Certificate) -> bool {
    let digest = ess.hash.map(|hash| hash.digest(certificate.der()));
    digest.is_some_and(|digest| digest.as_ref() == ess.digest)
        && ess.serial.is_none_or(|serial| serial == certificate.serial())
}

/// Absent and NULL parameters mean the same for the algorithms concerned (RFC 5754 2).
fn same_algorithm(a: &AlgorithmIdentifier<'_>, b: &AlgorithmIdentifier<'_>) -> bool {
    let parameters = |i: &AlgorithmIdentifier<'_>| {
        i.parameters.filter(|p| *p != [0x05, 0x00]).map(<[u8]>::to_vec)
    };
    a.oid == b.oid && parameters(a) == parameters(b)
}

/// How many certificates that all claim to be the signer's are tried.
const MOST_TRIES: usize = 4;

const SINGLE_VALUED: &[(ObjectIdentifier, &str)] = &[
    (oid::CONTENT_TYPE, "content-type"),
    (oid::MESSAGE_DIGEST, "message-digest"),
    (oid::SIGNING_TIME, "signing-time"),
    (oid::SIGNING_CERTIFICATE, "signing-certificate"),
    (oid::SIGNING_CERTIFICATE_V2, "signing-certificate-v2"),
    (oid::CMS_ALGORITHM_PROTECTION, "CMSAlgorithmProtection"),
    (oid::SIGNATURE_POLICY, "signature-policy-identifier"),
    (oid::COMMITMENT_TYPE, "commitment-type-indication"),
    (oid::SIGNER_ATTRIBUTES, "signer-attributes"),
    (oid::SIGNER_ATTRIBUTES_V2, "signer-attributes-v2"),
    (oid::SIGNER_LOCATION, "signer-location"),
    (oid::SES_SEAL, "SES_Seal"),
];
