//! Many documents, one confirmation.

use super::error::SignatureError;
use super::prepare::PreparedSignature;
use super::state::{self, StateError};
use super::update::SignedUpdate;
use crate::asn1::{oid, tag, writer};
use crate::crypto::{Digest, Hash};

/// Prepared signatures that a person confirms together.
///
/// What is shown is [`entries`](Self::entries); [`confirmation`](Self::confirmation) stands for the
/// whole list. A value is taken only with the confirmation of the very list that it is for.
#[must_use = "nothing is signed until the batch is completed"]
#[derive(Clone, Debug, Default)]
pub struct Batch {
    items: Vec<(String, PreparedSignature)>,
}

/// One line of what a person confirms.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BatchEntry<'b> {
    /// What the caller calls the document.
    pub name: &'b str,
    /// Which field is signed.
    pub field: &'b str,
    /// How long the document is.
    pub length: u64,
    /// By which hash it was digested.
    pub hash: Hash,
    /// Its digest.
    pub digest: &'b Digest,
}

/// Why a batch cannot be completed as a whole.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// There are not as many values as documents.
    #[error("{found} signature values for {expected} documents")]
    Count {
        /// How many documents there are.
        expected: usize,
        /// How many values came.
        found: usize,
    },
    /// One of them cannot be completed.
    #[error("“{name}” (number {number}): {source}")]
    Item {
        /// What the caller calls the document.
        name: String,
        /// Its place in the list, counted from 1.
        number: usize,
        /// Why.
        source: SignatureError,
    },
    /// Something else was confirmed.
    #[error("what was confirmed is not this list of documents")]
    NotConfirmed,
}

impl BatchError {
    /// The stable number of this failure.
    pub fn code(&self) -> u32 {
        match self {
            Self::Count { .. } => 5131,
            Self::Item { source, .. } => source.code(),
            Self::NotConfirmed => 5132,
        }
    }
}

/// Most signatures that a stored batch may hold.
const MOST: usize = 100_000;

impl Batch {
    /// An empty batch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a prepared signature under a name that people know.
    pub fn with(mut self, name: impl Into<String>, prepared: PreparedSignature) -> Self {
        self.items.push((name.into(), prepared));
        self
    }

    /// What will be signed, in order: to be shown before anybody confirms.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = BatchEntry<'_>> {
        self.items.iter().map(|(name, prepared)| BatchEntry {
            name,
            field: prepared.field(),
            length: prepared.document_length(),
            hash: prepared.algorithm().hash(),
            digest: prepared.document_digest(),
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The prepared signatures, in order.
    pub fn prepared(&self) -> impl ExactSizeIterator<Item = &PreparedSignature> {
        self.items.iter().map(|(_, prepared)| prepared)
    }

    /// The digest (SHA-256) of the list: every name, field, document and every byte to be signed.
    pub fn confirmation(&self) -> Digest {
        let mut hasher = Hash::Sha256.hasher();
        for (entry, prepared) in self.entries().zip(self.prepared()) {
            hasher.update(&writer::sequence(&[
                &writer::utf8_string(entry.name),
                &writer::utf8_string(entry.field),
                &writer::integer(entry.length),
                &writer::octet_string(entry.digest.as_ref()),
                &writer::octet_string(prepared.to_be_signed()),
            ]));
        }
        hasher.finish()
    }

    /// Completes all of them or none. `confirmed` is the [`confirmation`](Self::confirmation) that
    /// the person was shown; `values` are in the order of the list.
    ///
    /// # Errors
    ///
    /// [`BatchError`]; the first document that cannot be completed is named.
    pub fn complete_all<V: AsRef<[u8]>>(
        self,
        confirmed: &Digest,
        values: &[V],
    ) -> Result<Vec<SignedUpdate>, BatchError> {
        let names: Vec<String> = self.items.iter().map(|(name, _)| name.clone()).collect();
        let results = self.complete_each(confirmed, values)?;
        let numbered = results.into_iter().zip(names).zip(1..);
        let all = numbered.map(|((result, name), number)| {
            result.map_err(|source| BatchError::Item { name, number, source })
        });
        all.collect()
    }

    /// Completes what can be completed, with a result for each.
    ///
    /// # Errors
    ///
    /// [`BatchError::NotConfirmed`] and [`BatchError::Count`], before anything is completed.
    pub fn complete_each<V: AsRef<[u8]>>(
        self,
        confirmed: &Digest,
        values: &[V],
    ) -> Result<Vec<Result<SignedUpdate, SignatureError>>, BatchError> {
        if *confirmed != self.confirmation() {
            return Err(BatchError::NotConfirmed);
        }
        if values.len() != self.items.len() {
            let (expected, found) = (self.items.len(), values.len());
            return Err(BatchError::Count { expected, found });
        }
        let pairs = self.items.into_iter().zip(values);
        Ok(pairs.map(|((_, prepared), value)| prepared.complete(value.as_ref())).collect())
    }

    /// The batch at rest.
    pub fn to_bytes(&self) -> Vec<u8> {
        let items = self.items.iter().map(|(name, prepared)| {
            let state = writer::octet_string(&prepared.to_bytes());
            writer::sequence(&[&writer::utf8_string(name), &state])
        });
        let body = writer::tlv(tag::SEQUENCE, &items.collect::<Vec<_>>().concat());
        state::seal(oid::PREPARED_BATCH, &body)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    ///
    /// [`StateError`]; nothing is repaired or guessed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StateError> {
        let mut body = state::open(oid::PREPARED_BATCH, bytes)?;
        let mut items = Vec::new();
        while !body.is_empty() {
            if items.len() >= MOST {
                return Err(StateError::Parts { what: "too many documents" });
            }
            let mut item = body.sequence()?;
            let name = item.expect(tag::UTF8_STRING)?.value;
            let name = std::str::from_utf8(name)
                .map_err(|_| StateError::Parts { what: "a document’s name is no text" })?;
            let prepared = PreparedSignature::from_bytes(item.octet_string()?)?;
            item.finish()?;
            items.push((name.to_owned(), prepared));
        }
        Ok(Self { items })
    }
}
