use base64ct::{Base64, Encoding};
use rusqlite::{Connection, OptionalExtension};
use sidian::crypto::{Signer, SigningKey};
use signed_note::{Note, Signature, StandardVerifier, VerifierList};
use tlog_tiles::Checkpoint;

use super::{AuditError, Commitments, Tree, TreeHead};
use crate::clock;
use crate::store::StoreError;

/// The algorithm byte of Ed25519 in C2SP signed-note.
const ED25519: u8 = 1;

/// Signs the states of the log.
pub struct Sealer {
    origin: String,
    id: u32,
    key: SigningKey,
    commitments: Commitments,
}

/// The public key of a log, as `name+id+key` (C2SP signed-note).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LogKey(String);

impl Sealer {
    /// From the log's Ed25519 key and the keys of its commitments.
    pub fn new(key: SigningKey, commitments: Commitments) -> Self {
        let public = public(&key);
        let name = crate::store::Digest::of(&public).to_hex();
        let origin = format!("sidian-log/{}", name.get(..16).unwrap_or_default());
        let id = signed_note::key_id(&origin, &public);
        Self { origin, id, key, commitments }
    }

    /// The key with which checkpoints are verified.
    pub fn log_key(&self) -> LogKey {
        let key = Base64::encode_string(&public(&self.key));
        LogKey(format!("{}+{:08x}+{key}", self.origin, self.id))
    }

    /// The keys of its commitments.
    pub fn commitments(&self) -> &Commitments {
        &self.commitments
    }

    /// Sees that the log in the store is the one that was signed last.
    pub(crate) fn begin(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let size = Tree::size(connection)?;
        let damaged = StoreError::Damaged { what: "the audit log" };
        let Some(note) = latest(connection)? else {
            return if size == 0 { Ok(()) } else { Err(damaged) };
        };
        let signed = self.log_key().open(note.as_bytes()).map_err(|_| damaged)?;
        let damaged = StoreError::Damaged { what: "the audit log" };
        if signed.size == size && Tree::new(connection).head(size)? == signed {
            Ok(())
        } else {
            Err(damaged)
        }
    }

    /// Signs the log of `size` entries.
    pub(crate) fn seal(&self, connection: &Connection, size: u64) -> Result<(), StoreError> {
        let note = self.sign(Tree::new(connection).head(size)?)?;
        let sql = "INSERT INTO checkpoints (size, at, note) VALUES (?1, ?2, ?3)";
        let size = i64::try_from(size).map_err(|_| StoreError::Full)?;
        let at = clock::now().seconds();
        connection.prepare_cached(sql)?.execute((size, at, note))?;
        Ok(())
    }

    fn sign(&self, head: TreeHead) -> Result<String, StoreError> {
        let failed = || StoreError::Damaged { what: "the key of the audit log" };
        let text = Checkpoint::new(&self.origin, head.size, head.root, "")
            .map_err(|_| failed())?
            .to_bytes();
        let value = self.key.sign(&text).map_err(|_| failed())?;
        let signature =
            Signature::new(self.origin.clone(), self.id, value).map_err(|_| failed())?;
        let note = Note::new(&text, &[signature]).map_err(|_| failed())?;
        String::from_utf8(note.to_bytes()).map_err(|_| failed())
    }
}

impl LogKey {
    /// Reads a key.
    ///
    /// # Errors
    ///
    /// [`AuditError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, AuditError> {
        let text = text.trim();
        StandardVerifier::new(text)
            .map_err(|_| AuditError::Malformed { what: "the log’s key" })?;
        Ok(Self(text.to_owned()))
    }

    /// The text of the key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a checkpoint says, whoever signed it.
    ///
    /// # Errors
    ///
    /// [`AuditError::Malformed`].
    pub fn read_unverified(note: &[u8]) -> Result<TreeHead, AuditError> {
        let malformed = || AuditError::Malformed { what: "a checkpoint" };
        let note = Note::from_bytes(note).map_err(|_| malformed())?;
        let checkpoint = Checkpoint::from_bytes(note.text()).map_err(|_| malformed())?;
        Ok(TreeHead { size: checkpoint.size(), root: *checkpoint.hash() })
    }

    /// What a checkpoint says, if this key signed it.
    ///
    /// # Errors
    ///
    /// [`AuditError`].
    pub fn open(&self, note: &[u8]) -> Result<TreeHead, AuditError> {
        let malformed = || AuditError::Malformed { what: "a checkpoint" };
        let note = Note::from_bytes(note).map_err(|_| malformed())?;
        let checkpoint = Checkpoint::from_bytes(note.text()).map_err(|_| malformed())?;
        let size = checkpoint.size();
        let verifier = StandardVerifier::new(&self.0).map_err(|_| malformed())?;
        let known = VerifierList::new(vec![Box::new(verifier)]);
        note.verify(&known).map_err(|_| AuditError::Signature { size })?;
        let origin = self.0.split('+').next().unwrap_or_default();
        if checkpoint.origin() != origin {
            return Err(AuditError::Signature { size });
        }
        Ok(TreeHead { size, root: *checkpoint.hash() })
    }
}

/// The checkpoint signed last.
pub(crate) fn latest(connection: &Connection) -> Result<Option<String>, StoreError> {
    let sql = "SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?)
}

/// Algorithm and raw public key. An Ed25519 SubjectPublicKeyInfo ends in the 32 bytes of the key
/// (RFC 8410 §4).
fn public(key: &SigningKey) -> Vec<u8> {
    let spki = key.public_key().spki();
    let raw = spki.get(spki.len().saturating_sub(32)..).unwrap_or_default();
    [&[ED25519], raw].concat()
}
