//! Building SignedData for a signer who may be elsewhere: bytes to be signed out, value in.

use super::dialect::Dialect;
use crate::asn1::{Asn1Error, ObjectIdentifier, Reader, oid, tag, writer};
use crate::crypto::{Digest, Hash, SignatureAlgorithm};
use crate::time::UnixTime;
use crate::x509::Certificate;

/// Signed attributes (RFC 5652 5.3, RFC 5035) in DER: what the signer's key signs.
///
/// They hold content-type, message-digest, ESS signing-certificate-v2 and, where the profile allows
/// it, signing-time.
#[derive(Clone, Debug)]
pub struct SignedAttributes(Vec<u8>);

impl SignedAttributes {
    /// Attributes over content of type data whose digest is `digest`, bound to `certificate`.
    ///
    /// PAdES (ETSI EN 319 142-1 6.3) forbids signing-time: the time is in the signature dictionary.
    pub fn new(
        dialect: Dialect,
        digest: &Digest,
        certificate: &Certificate,
        hash: Hash,
        signing_time: Option<UnixTime>,
    ) -> Self {
        Self::over(dialect.data(), digest, certificate, hash, signing_time)
    }

    /// As [`new`](Self::new), over content of another type than data.
    pub fn over(
        content_type: ObjectIdentifier,
        digest: &Digest,
        certificate: &Certificate,
        hash: Hash,
        signing_time: Option<UnixTime>,
    ) -> Self {
        let mut attributes = vec![
            attribute(oid::CONTENT_TYPE, &writer::oid(content_type)),
            attribute(oid::MESSAGE_DIGEST, &writer::octet_string(digest.as_ref())),
            attribute(oid::SIGNING_CERTIFICATE_V2, &signing_certificate_v2(certificate, hash)),
        ];
        if let Some(at) = signing_time {
            attributes.push(attribute(oid::SIGNING_TIME, &crate::asn1::time::write(at)));
        }
        let elements: Vec<&[u8]> = attributes.iter().map(Vec::as_slice).collect();
        Self(writer::set_of(&elements))
    }

    /// With one more attribute of one value, given as its DER.
    #[must_use]
    pub fn with_attribute(self, oid: ObjectIdentifier, value: &[u8]) -> Self {
        let more = attribute(oid, value);
        let mut elements = vec![more.as_slice()];
        let mut set = Reader::new(&self.0).set().unwrap_or(Reader::new(&[]));
        while let Ok(one) = set.read() {
            elements.push(one.raw);
        }
        Self(writer::set_of(&elements))
    }

    /// From bytes that [`to_be_signed`](Self::to_be_signed) gave out earlier.
    pub fn from_der(der: Vec<u8>) -> Self {
        Self(der)
    }

    /// From bytes that [`to_be_signed`](Self::to_be_signed) may have given out earlier: a SET OF
    /// attributes in strict DER, with content-type and message-digest among them, each once.
    ///
    /// # Errors
    ///
    /// [`Asn1Error`] for anything else.
    pub fn parse(der: &[u8]) -> Result<Self, Asn1Error> {
        let mut outer = Reader::new(der);
        let mut set = outer.set()?;
        outer.finish()?;
        let mut elements = Vec::new();
        while !set.is_empty() {
            let element = set.expect(tag::SEQUENCE)?;
            let mut one = element.reader();
            one.oid()?;
            one.set()?;
            one.finish()?;
            elements.push(element.raw);
        }
        if !elements.is_sorted() {
            return Err(Asn1Error::Value { kind: "order of attributes" });
        }
        let attributes = Self(der.to_vec());
        let once = |wanted| attributes.values(wanted).len() == 1;
        if once(oid::CONTENT_TYPE) && once(oid::MESSAGE_DIGEST) {
            Ok(attributes)
        } else {
            Err(Asn1Error::Value { kind: "signed attributes" })
        }
    }

    /// The digest of the content that they state (RFC 5652 11.2).
    pub fn message_digest(&self) -> Option<&[u8]> {
        let [value] = *self.values(oid::MESSAGE_DIGEST).as_slice() else { return None };
        Reader::new(value).octet_string().ok()
    }

    /// The content of the SET of each attribute of this kind.
    fn values(&self, wanted: ObjectIdentifier) -> Vec<&[u8]> {
        let Ok(mut set) = Reader::new(&self.0).set() else { return Vec::new() };
        let mut found = Vec::new();
        while let Ok(mut one) = set.sequence() {
            if let (Ok(kind), Ok(values)) = (one.oid(), one.set())
                && kind == wanted
            {
                found.push(values.rest());
            }
        }
        found
    }

    /// The bytes to be signed.
    pub fn to_be_signed(&self) -> &[u8] {
        &self.0
    }
}

/// Gathers the parts of a SignedData with one signer.
#[must_use = "a draft does nothing until it is encoded"]
#[derive(Clone, Debug)]
pub struct SignedDataDraft<'a> {
    dialect: Dialect,
    certificates: &'a [Certificate],
    algorithm: &'a SignatureAlgorithm,
    content_type: ObjectIdentifier,
    content: Option<&'a [u8]>,
    carried: bool,
}

impl<'a> SignedDataDraft<'a> {
    /// A detached container. `certificates` begins with the signer's own.
    pub fn new(
        dialect: Dialect,
        certificates: &'a [Certificate],
        algorithm: &'a SignatureAlgorithm,
    ) -> Self {
        let content_type = dialect.data();
        Self { dialect, certificates, algorithm, content_type, content: None, carried: true }
    }

    /// The content is of another type than data.
    pub fn with_content_type(mut self, content_type: ObjectIdentifier) -> Self {
        self.content_type = content_type;
        self
    }

    /// Leaves the certificates out: whoever reads it has to have the signer's from elsewhere.
    pub fn without_certificates(mut self) -> Self {
        self.carried = false;
        self
    }

    /// Lets the content travel inside.
    pub fn with_content(mut self, content: &'a [u8]) -> Self {
        self.content = Some(content);
        self
    }

    /// The `ContentInfo` in DER. `value` is the signature over `attributes`, in the form CMS
    /// carries it; whether it is right is for the caller to check. Empty without a certificate.
    pub fn encode(&self, attributes: &SignedAttributes, value: &[u8]) -> Vec<u8> {
        let Some(signer) = self.certificates.first() else { return Vec::new() };
        let digest_algorithm = digest_identifier(self.algorithm.hash());
        let mut signed = attributes.0.clone();
        if let Some(first) = signed.first_mut() {
            *first = crate::asn1::tag::context_constructed(0);
        }
        let info = writer::sequence(&[
            &writer::integer(1),
            &issuer_and_serial(signer),
            &digest_algorithm,
            &signed,
            &self.signature_identifier(),
            &writer::octet_string(value),
        ]);
        let content_type = writer::oid(self.content_type);
        let encap = match self.content {
            Some(content) => writer::sequence(&[
                &content_type,
                &writer::context(0, &writer::octet_string(content)),
            ]),
            None => writer::sequence(&[&content_type]),
        };
        let mut certificates: Vec<&[u8]> = self.certificates.iter().map(Certificate::der).collect();
        certificates.sort_unstable();
        certificates.dedup();
        let certificates = match self.carried {
            true => writer::context(0, &certificates.concat()),
            false => Vec::new(),
        };
        // RFC 5652 5.1: version 3 where the content is anything but data.
        let version = if self.content_type == self.dialect.data() { 1 } else { 3 };
        let body = writer::sequence(&[
            &writer::integer(version),
            &writer::set_of(&[&digest_algorithm]),
            &encap,
            &certificates,
            &writer::set_of(&[&info]),
        ]);
        let oid = writer::oid(self.dialect.signed_data());
        writer::sequence(&[&oid, &writer::context(0, &body)])
    }
}

impl SignedDataDraft<'_> {
    /// GB/T 35275 names the key's algorithm (1.2.156.10197.1.301.1) where RFC 5652 names that of the
    /// signature.
    fn signature_identifier(&self) -> Vec<u8> {
        match self.dialect {
            Dialect::Gbt35275 if *self.algorithm == SignatureAlgorithm::SM2_SM3 => {
                writer::algorithm(oid::SM2_SIGN, None)
            }
            _ => self.algorithm.identifier_der(),
        }
    }
}

/// `AlgorithmIdentifier` of a digest: parameters absent (RFC 5754 2).
pub(super) fn digest_identifier(hash: Hash) -> Vec<u8> {
    writer::algorithm(hash.oid(), None)
}

fn attribute(oid: ObjectIdentifier, value: &[u8]) -> Vec<u8> {
    writer::sequence(&[&writer::oid(oid), &writer::set_of(&[value])])
}

/// `SigningCertificateV2` with one `ESSCertIDv2`; SHA-256 is the default and so left out.
fn signing_certificate_v2(certificate: &Certificate, hash: Hash) -> Vec<u8> {
    let digest = writer::octet_string(hash.digest(certificate.der()).as_ref());
    let directory_name = writer::context(4, certificate.issuer().raw());
    let issuer_serial = writer::sequence(&[
        &writer::sequence(&[&directory_name]),
        &writer::tlv(crate::asn1::tag::INTEGER, certificate.serial()),
    ]);
    let id = if hash == Hash::Sha256 {
        writer::sequence(&[&digest, &issuer_serial])
    } else {
        writer::sequence(&[&digest_identifier(hash), &digest, &issuer_serial])
    };
    writer::sequence(&[&writer::sequence(&[&id])])
}

fn issuer_and_serial(certificate: &Certificate) -> Vec<u8> {
    let serial = writer::tlv(crate::asn1::tag::INTEGER, certificate.serial());
    writer::sequence(&[certificate.issuer().raw(), &serial])
}
