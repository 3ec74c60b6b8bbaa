//! Prepared signatures at rest: bytes that another process completes, today or in a month.
//!
//! ```text
//! State ::= SEQUENCE {
//!     kind     OBJECT IDENTIFIER,      -- what is at rest
//!     version  INTEGER,                -- 1
//!     body     OCTET STRING,           -- DER, by kind
//!     check    OCTET STRING }          -- SHA-256 of the three before
//! ```
//!
//! The check tells damage, not malice: who can write a state can decide what is signed with it, up to
//! what [`PreparedSignature::check`] compares with the document.

use super::container::Container;
use super::prepare::PreparedSignature;
use super::update::Base;
use crate::asn1::{Asn1Error, ObjectIdentifier, Reader, oid, tag, writer};
use crate::cms::SignedAttributes;
use crate::crypto::{CryptoError, Digest, Hash, SignatureAlgorithm};
use crate::pades::Placeholder;
use crate::pdf::Span;
use crate::x509::{Certificate, X509Error};

/// Why bytes are no prepared signature that can be gone on with.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StateError {
    /// An algorithm that is not spoken here.
    #[error("the prepared signature names an algorithm that cannot be used: {0}")]
    Algorithm(#[from] CryptoError),
    /// A certificate in it cannot be read.
    #[error("the prepared signature holds an unreadable certificate: {0}")]
    Certificate(#[from] X509Error),
    /// Damaged since it was written.
    #[error("the prepared signature is damaged: its check does not agree")]
    Damaged,
    /// Something else is at rest here.
    #[error("this is no prepared signature of the kind expected")]
    Kind,
    /// Not the structure that was written.
    #[error("the prepared signature is malformed: {0}")]
    Malformed(#[from] Asn1Error),
    /// Its parts contradict each other.
    #[error("the prepared signature contradicts itself: {what}")]
    Parts {
        /// Which part.
        what: &'static str,
    },
    /// Written by a later release.
    #[error("the prepared signature has format version {version}, which is not known here")]
    Version {
        /// The version.
        version: u64,
    },
}

impl StateError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Algorithm(_) => 5121,
            Self::Certificate(_) => 5122,
            Self::Damaged => 5123,
            Self::Kind => 5124,
            Self::Malformed(_) => 5125,
            Self::Parts { .. } => 5126,
            Self::Version { .. } => 5127,
        }
    }
}

/// The version that is written.
const VERSION: u64 = 1;
/// Most certificates that one state may hold.
const MOST_CERTIFICATES: usize = 32;

impl PreparedSignature {
    /// The prepared signature at rest. It holds nothing secret but what its document says.
    pub fn to_bytes(&self) -> Vec<u8> {
        let certificates: Vec<&[u8]> = self.certificates.iter().map(Certificate::der).collect();
        let kind = match &self.container {
            Container::Cms(_) => 0,
            Container::Ses(_) => 1,
        };
        let body = writer::sequence(&[
            &write_base(&self.base),
            &write_placeholder(&self.placeholder),
            &self.algorithm.identifier_der(),
            &writer::context(kind, self.container.to_be_signed()),
            &writer::sequence(&certificates),
        ]);
        seal(oid::PREPARED_SIGNATURE, &body)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    ///
    /// [`StateError`]; nothing is repaired or guessed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StateError> {
        let mut body = open(oid::PREPARED_SIGNATURE, bytes)?;
        let base = read_base(&mut body)?;
        let placeholder = read_placeholder(&mut body, &base)?;
        let (algorithm, parameters) = body.algorithm()?;
        let algorithm = SignatureAlgorithm::from_identifier(&algorithm, parameters, None)?;
        let container = match body.optional(tag::context_constructed(1))? {
            Some(ses) => Container::Ses(ses.value.to_vec()),
            None => {
                let cms = body.expect(tag::context_constructed(0))?;
                Container::Cms(SignedAttributes::parse(cms.value)?)
            }
        };
        let mut list = body.sequence()?;
        body.finish()?;
        let mut certificates = Vec::new();
        while !list.is_empty() {
            if certificates.len() >= MOST_CERTIFICATES {
                return Err(StateError::Parts { what: "too many certificates" });
            }
            certificates.push(Certificate::from_der(list.read()?.raw)?);
        }
        let stated = container.content_digest().map(<[u8]>::len);
        if base.hash != algorithm.hash() || stated != Some(base.hash.output_len()) {
            return Err(StateError::Parts { what: "the digests are not of the algorithm" });
        }
        if certificates.is_empty() {
            return Err(StateError::Parts { what: "the signer’s certificate is missing" });
        }
        Ok(Self { base, placeholder, container, certificates, algorithm })
    }
}

/// The envelope around a body.
pub(super) fn seal(kind: ObjectIdentifier, body: &[u8]) -> Vec<u8> {
    let parts = [writer::oid(kind), writer::integer(VERSION), writer::octet_string(body)];
    let check = check(&parts.concat());
    writer::sequence(&[&parts.concat(), &writer::octet_string(check.as_ref())])
}

/// The body inside an envelope.
pub(super) fn open(kind: ObjectIdentifier, bytes: &[u8]) -> Result<Reader<'_>, StateError> {
    let mut outer = Reader::new(bytes);
    let mut parts = outer.sequence().map_err(|_| StateError::Kind)?;
    outer.finish()?;
    let whole = parts.rest();
    if parts.oid().map_err(|_| StateError::Kind)? != kind {
        return Err(StateError::Kind);
    }
    let version = parts.u64()?;
    if version != VERSION {
        return Err(StateError::Version { version });
    }
    let body = parts.octet_string()?;
    let covered = whole.len().saturating_sub(parts.rest().len());
    let stated = parts.octet_string()?;
    parts.finish()?;
    if check(whole.get(..covered).unwrap_or_default()).as_ref() != stated {
        return Err(StateError::Damaged);
    }
    let mut outer = Reader::new(body);
    let inner = outer.sequence()?;
    outer.finish()?;
    Ok(inner)
}

fn check(bytes: &[u8]) -> Digest {
    Hash::Sha256.digest(bytes)
}

pub(super) fn write_base(base: &Base) -> Vec<u8> {
    writer::sequence(&[
        &writer::integer(base.length),
        &writer::algorithm(base.hash.oid(), None),
        &writer::octet_string(base.digest.as_ref()),
    ])
}

pub(super) fn read_base(body: &mut Reader<'_>) -> Result<Base, StateError> {
    let mut base = body.sequence()?;
    let length = base.u64()?;
    let hash = read_hash(&mut base)?;
    let digest = read_digest(&mut base, hash)?;
    base.finish()?;
    Ok(Base { length, hash, digest })
}

/// A hash that is spoken here and not weak.
pub(super) fn read_hash(body: &mut Reader<'_>) -> Result<Hash, StateError> {
    let (oid, _) = body.algorithm()?;
    let hash = Hash::from_oid(&oid).filter(|hash| !hash.is_weak());
    hash.ok_or(StateError::Algorithm(CryptoError::Unsupported { oid }))
}

/// A digest as long as `hash` makes them.
pub(super) fn read_digest(body: &mut Reader<'_>, hash: Hash) -> Result<Digest, StateError> {
    let wrong = StateError::Parts { what: "a digest has another length" };
    Digest::from_bytes(hash, body.octet_string()?).ok_or(wrong)
}

pub(super) fn write_placeholder(placeholder: &Placeholder) -> Vec<u8> {
    let Span { start, end } = placeholder.contents;
    writer::sequence(&[
        &writer::utf8_string(&placeholder.field),
        &writer::integer(start as u64),
        &writer::integer(end as u64),
        &writer::octet_string(&placeholder.tail),
    ])
}

/// The update and the room in it: as this library writes them, still empty, for this document.
pub(super) fn read_placeholder(
    body: &mut Reader<'_>,
    base: &Base,
) -> Result<Placeholder, StateError> {
    let wrong = |what| StateError::Parts { what };
    let mut parts = body.sequence()?;
    let field = parts.expect(tag::UTF8_STRING)?.value;
    let field = std::str::from_utf8(field).map_err(|_| wrong("the field’s name is no text"))?;
    let (start, end) = (parts.u64()?, parts.u64()?);
    let tail = parts.octet_string()?;
    parts.finish()?;
    let outside = || wrong("the room lies outside the update");
    let within = |at: u64| {
        let at = at.checked_sub(base.length).and_then(|at| usize::try_from(at).ok());
        at.filter(|at| *at <= tail.len()).ok_or_else(outside)
    };
    let room = tail.get(within(start)?..within(end)?).ok_or_else(outside)?;
    let empty = matches!(room, [b'<', zeros @ .., b'>'] if zeros.iter().all(|b| *b == b'0'));
    if !empty || room.len() % 2 != 0 {
        return Err(wrong("the room is not empty"));
    }
    let after = tail.len().saturating_sub(within(end)?);
    let range = format!("/ByteRange [0 {start} {end} {after}]");
    if !tail.windows(range.len()).any(|window| window == range.as_bytes()) {
        return Err(wrong("the update does not state this byte range"));
    }
    let place = |at: u64| usize::try_from(at).map_err(|_| outside());
    Ok(Placeholder {
        tail: tail.to_vec(),
        contents: Span::new(place(start)?, place(end)?),
        byte_range: [0, start, end, after as u64],
        field: field.to_owned(),
    })
}
