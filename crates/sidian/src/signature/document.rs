//! A document that waits for its signer: the certificate is known only after the hash.

use super::container::{Container, container_room};
use super::error::SignatureError;
use super::prepare::{PreparedSignature, room};
use super::rules;
use super::state::{self, StateError};
use super::update::{Base, content_digest};
use crate::asn1::{Reader, oid, tag, writer};
use crate::cms::{Dialect, SignedAttributes};
use crate::crypto::{Digest, Hash, SignatureAlgorithm};
use crate::pades::Placeholder;
use crate::pades::seed_value::SignerRules;
use crate::time::UnixTime;
use crate::x509::Certificate;

/// A document with a place for a signature, digested, while nobody knows yet who will sign: a remote
/// signing service names the certificate, or issues it, only after it has seen the digest.
///
/// It can be stored as a [`PreparedSignature`] can. [`with_certificate`](Self::with_certificate)
/// makes one of it.
#[must_use = "nothing is signed until a certificate is known and it is completed"]
#[derive(Clone, Debug)]
pub struct PreparedDocument {
    base: Base,
    placeholder: Placeholder,
    digests: Vec<(Hash, Digest)>,
    claimed: Option<UnixTime>,
    rules: SignerRules,
}

/// The hash functions under which a document is digested when nobody knows yet who will sign.
const EVERY_HASH: [Hash; 4] = [Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Sm3];
/// Most digests, rules and parts of rules that one state may hold.
const MOST: usize = 100;

impl PreparedDocument {
    pub(super) fn new(
        pdf: &[u8],
        placeholder: Placeholder,
        rules: SignerRules,
        claimed: Option<UnixTime>,
    ) -> Self {
        let (base, first) = Base::of(pdf, EVERY_HASH[0]);
        let digest = |hash: Hash| {
            let hasher = if hash == base.hash { first.clone() } else { Base::of(pdf, hash).1 };
            (hash, content_digest(hasher, base.length, &placeholder))
        };
        let digests = EVERY_HASH.map(digest).to_vec();
        Self { base, placeholder, digests, claimed, rules }
    }

    /// The digest of what will be signed: the document and its update, without the room for the
    /// value. `None` for a hash that is not spoken or weak.
    pub fn digest(&self, hash: Hash) -> Option<&Digest> {
        self.digests.iter().find(|(known, _)| *known == hash).map(|(_, digest)| digest)
    }

    /// The SHA-256 digest of the document before signing.
    pub fn document_digest(&self) -> &Digest {
        &self.base.digest
    }

    /// How long the document is before signing.
    pub fn document_length(&self) -> u64 {
        self.base.length
    }

    /// The fully qualified name of the field that is to be signed.
    pub fn field(&self) -> &str {
        &self.placeholder.field
    }

    /// How many bytes the container may take.
    pub fn room(&self) -> usize {
        room(&self.placeholder)
    }

    /// Whether `pdf` is the document that was prepared.
    ///
    /// # Errors
    ///
    /// As [`PreparedSignature::check`].
    pub fn check(&self, pdf: &[u8]) -> Result<(), SignatureError> {
        self.base.check(pdf)?;
        for (hash, stated) in &self.digests {
            let content =
                content_digest(Base::of(pdf, *hash).1, self.base.length, &self.placeholder);
            if content != *stated {
                return Err(SignatureError::Forged);
            }
        }
        Ok(())
    }

    /// Names the signer. `certificates` begins with the signer's own and may go on to the root.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Room`] where the promised room will not do: it says how much is needed, so
    /// that the document can be prepared again; [`SignatureError::FieldRule`] where the field is not
    /// for this signer; [`SignatureError::HashMissing`] where the document was not digested so.
    pub fn with_certificate(
        self,
        certificates: &[Certificate],
        algorithm: &SignatureAlgorithm,
    ) -> Result<PreparedSignature, SignatureError> {
        let signer = certificates.first().ok_or(SignatureError::CertificateMissing)?;
        let hash = algorithm.hash();
        rules::of_signer(&self.rules, self.field(), certificates, algorithm)?;
        let digest = *self.digest(hash).ok_or(SignatureError::HashMissing { hash: hash.name() })?;
        let (needed, room) = (container_room(certificates, algorithm), self.room());
        if needed > room {
            return Err(SignatureError::Room { needed, room });
        }
        let dialect = Dialect::Rfc5652;
        let attributes = SignedAttributes::new(dialect, &digest, signer, hash, self.claimed);
        Ok(PreparedSignature {
            base: self.base,
            placeholder: self.placeholder,
            container: Container::Cms(attributes),
            certificates: certificates.to_vec(),
            algorithm: *algorithm,
        })
    }

    /// The prepared document at rest.
    pub fn to_bytes(&self) -> Vec<u8> {
        let digests = self.digests.iter().map(|(hash, digest)| {
            let hash = writer::algorithm(hash.oid(), None);
            writer::sequence(&[&hash, &writer::octet_string(digest.as_ref())])
        });
        let digests = writer::tlv(tag::SEQUENCE, &digests.collect::<Vec<_>>().concat());
        let claimed = self.claimed.map(|at| writer::context(0, &crate::asn1::time::write(at)));
        let body = writer::sequence(&[
            &state::write_base(&self.base),
            &state::write_placeholder(&self.placeholder),
            &digests,
            &claimed.unwrap_or_default(),
            &write_rules(&self.rules),
        ]);
        state::seal(oid::PREPARED_DOCUMENT, &body)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    ///
    /// [`StateError`]; nothing is repaired or guessed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StateError> {
        let mut body = state::open(oid::PREPARED_DOCUMENT, bytes)?;
        let base = state::read_base(&mut body)?;
        let placeholder = state::read_placeholder(&mut body, &base)?;
        let mut list = body.sequence()?;
        let mut digests: Vec<(Hash, Digest)> = Vec::new();
        while !list.is_empty() {
            let mut one = list.sequence()?;
            let hash = state::read_hash(&mut one)?;
            let digest = state::read_digest(&mut one, hash)?;
            one.finish()?;
            if digests.iter().any(|(known, _)| *known == hash) {
                return Err(StateError::Parts { what: "a digest is given twice" });
            }
            digests.push((hash, digest));
        }
        let claimed = match body.optional_context(0)? {
            None => None,
            Some(mut inner) => {
                let at = crate::asn1::time::read(&mut inner)?;
                inner.finish()?;
                Some(at)
            }
        };
        let rules = read_rules(&mut body)?;
        body.finish()?;
        Ok(Self { base, placeholder, digests, claimed, rules })
    }
}

/// `SEQUENCE { certificate BOOLEAN, digests [0], subjects [1], names [2], issuers [3], policies [4],
/// usages [5] }`, each list optional.
fn write_rules(rules: &SignerRules) -> Vec<u8> {
    let texts = |list: &Vec<String>| list.iter().map(|t| writer::utf8_string(t)).collect();
    let ders = |list: &Vec<Vec<u8>>| list.iter().map(|der| writer::octet_string(der)).collect();
    let name = |parts: &Vec<(String, String)>| {
        let pairs = parts.iter().flat_map(|(key, text)| [key, text]);
        writer::tlv(tag::SEQUENCE, &pairs.flat_map(|t| writer::utf8_string(t)).collect::<Vec<_>>())
    };
    let names = |list: &Vec<Vec<(String, String)>>| list.iter().map(name).collect();
    let lists: [Option<Vec<Vec<u8>>>; 6] = [
        rules.digests.as_ref().map(texts),
        rules.subjects.as_ref().map(ders),
        rules.names.as_ref().map(names),
        rules.issuers.as_ref().map(ders),
        rules.policies.as_ref().map(texts),
        rules.usages.as_ref().map(texts),
    ];
    let mut out = writer::boolean(rules.certificate);
    for (number, list) in (0_u8..).zip(lists) {
        out.extend(list.map(|list| writer::context(number, &list.concat())).unwrap_or_default());
    }
    writer::tlv(tag::SEQUENCE, &out)
}

fn read_rules(body: &mut Reader<'_>) -> Result<SignerRules, StateError> {
    let mut rules = body.sequence()?;
    let mut out = SignerRules { certificate: rules.boolean()?, ..SignerRules::default() };
    if let Some(mut list) = rules.optional_context(0)? {
        out.digests = Some(read_list(&mut list, text)?);
    }
    let der = |list: &mut Reader<'_>| Ok(list.octet_string()?.to_vec());
    if let Some(mut list) = rules.optional_context(1)? {
        out.subjects = Some(read_list(&mut list, der)?);
    }
    if let Some(mut list) = rules.optional_context(2)? {
        let pair = |list: &mut Reader<'_>| Ok((text(list)?, text(list)?));
        let name = |list: &mut Reader<'_>| read_list(&mut list.sequence()?, pair);
        out.names = Some(read_list(&mut list, name)?);
    }
    if let Some(mut list) = rules.optional_context(3)? {
        out.issuers = Some(read_list(&mut list, der)?);
    }
    if let Some(mut list) = rules.optional_context(4)? {
        out.policies = Some(read_list(&mut list, text)?);
    }
    if let Some(mut list) = rules.optional_context(5)? {
        out.usages = Some(read_list(&mut list, text)?);
    }
    rules.finish()?;
    Ok(out)
}

fn read_list<T>(
    list: &mut Reader<'_>,
    read: impl Fn(&mut Reader<'_>) -> Result<T, StateError>,
) -> Result<Vec<T>, StateError> {
    let mut out = Vec::new();
    while !list.is_empty() {
        if out.len() >= MOST {
            return Err(StateError::Parts { what: "too many rules" });
        }
        out.push(read(list)?);
    }
    Ok(out)
}

fn text(list: &mut Reader<'_>) -> Result<String, StateError> {
    let wrong = StateError::Parts { what: "a rule is no text" };
    let value = list.expect(tag::UTF8_STRING)?.value;
    std::str::from_utf8(value).map(str::to_owned).map_err(|_| wrong)
}
