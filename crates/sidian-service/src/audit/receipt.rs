use base64ct::{Base64, Encoding};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use tlog_tiles::{Hash, check_record, record_hash};
use utoipa::ToSchema;

use super::checkpoint::latest;
use super::{AuditError, Commitments, Entry, LogKey, Opening, Tree};
use crate::store::{StoreError, hex};

/// That a use stands in the audit log, and what it says: verified offline with the log's key.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// `sidian-receipt/1`.
    pub format: String,
    /// The public key of the log (C2SP signed-note).
    pub log: String,
    /// The place of the entry.
    pub index: u64,
    /// The entry as it stands in the log, in base64.
    pub leaf: String,
    /// What its commitments stand for.
    pub opening: Opening,
    /// The inclusion proof (RFC 6962 §2.1.1), hashes in base64.
    pub proof: Vec<String>,
    /// The signed checkpoint (C2SP tlog-checkpoint) that the proof leads to.
    pub checkpoint: String,
}

/// What a receipt that was verified says.
#[derive(Clone, Debug)]
pub struct ReceiptFacts {
    /// The entry.
    pub entry: Entry,
    /// What it stands for.
    pub opening: Opening,
    /// How many entries the log had when it was signed.
    pub size: u64,
}

/// The format of receipts.
const FORMAT: &str = "sidian-receipt/1";

impl Receipt {
    /// The receipt for entry `seq`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] if there is no such entry.
    pub(crate) fn of(
        connection: &Connection,
        seq: u64,
        key: &LogKey,
        commitments: &Commitments,
    ) -> Result<Self, StoreError> {
        let sql = "SELECT leaf, actor, licence, purpose, basis, digest FROM audit WHERE seq = ?1";
        let place = i64::try_from(seq).map_err(|_| StoreError::Missing)?;
        let row = connection
            .prepare_cached(sql)?
            .query_row([place], |row| {
                let leaf: Vec<u8> = row.get(0)?;
                let digest: Option<Vec<u8>> = row.get(5)?;
                let opening = Opening {
                    key: hex(&commitments.entry_key(seq)),
                    actor: row.get(1)?,
                    licence: row.get(2)?,
                    purpose: row.get(3)?,
                    basis: row.get(4)?,
                    digest: digest.as_deref().map(hex),
                };
                Ok((leaf, opening))
            })
            .optional()?;
        let (leaf, opening) = row.ok_or(StoreError::Missing)?;
        let checkpoint = latest(connection)?.ok_or(StoreError::Missing)?;
        let damaged = |_| StoreError::Damaged { what: "the audit log" };
        let head = key.open(checkpoint.as_bytes()).map_err(damaged)?;
        let proof = Tree::new(connection).inclusion(head.size, seq)?;
        Ok(Self {
            format: FORMAT.to_owned(),
            log: key.as_str().to_owned(),
            index: seq,
            leaf: Base64::encode_string(&leaf),
            opening,
            proof: proof.iter().map(|hash| Base64::encode_string(&hash.0)).collect(),
            checkpoint,
        })
    }

    /// Verifies everything with the key of a log that the caller trusts: the key inside proves
    /// nothing.
    ///
    /// # Errors
    ///
    /// [`AuditError`].
    pub fn verify(&self, log: &LogKey) -> Result<ReceiptFacts, AuditError> {
        let malformed = || AuditError::Malformed { what: "the receipt" };
        if self.format != FORMAT {
            return Err(malformed());
        }
        let leaf = Base64::decode_vec(&self.leaf).map_err(|_| malformed())?;
        let entry = Entry::from_leaf(&leaf)?;
        let head = log.open(self.checkpoint.as_bytes())?;
        let mut proof = Vec::with_capacity(self.proof.len());
        for text in &self.proof {
            let mut hash = [0; 32];
            let read = Base64::decode(text, &mut hash).map_err(|_| malformed())?;
            if read.len() != 32 {
                return Err(malformed());
            }
            proof.push(Hash(hash));
        }
        let missing = AuditError::NotIncluded { index: self.index };
        if self.index >= head.size || entry.seq != self.index {
            return Err(missing);
        }
        check_record(&proof, head.size, head.root, self.index, record_hash(&leaf))
            .map_err(|_| missing)?;
        entry.opened_by(&self.opening)?;
        Ok(ReceiptFacts { entry, opening: self.opening.clone(), size: head.size })
    }
}
