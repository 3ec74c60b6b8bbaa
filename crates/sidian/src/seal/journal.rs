//! The sealing journal (用印记录): one signed record for each use of a seal, each bound to the one
//! before, so that nobody can rewrite the past unseen.
//!
//! A journal is a text of lines. Each is a compact JWS (RFC 7515) of type `sealing-journal+jwt` by
//! the keeper, whose claim `prev` is the SM3 of the line before. Changing, leaving out or putting in
//! a line breaks the chain at that place. Cutting lines off the end does not show in the journal
//! itself: keep its [`head`](SealingJournal::head) elsewhere, for instance under a timestamp.

use serde::{Deserialize, Serialize};

use super::register::{digest, moment};
use crate::crypto::{PublicKey, Signer};
use crate::jose::{self, Header, JoseError, Jws, Rules};
use crate::time::UnixTime;
use crate::x509::Certificate;

/// `typ` of a line.
const TYPE: &str = "sealing-journal+jwt";
/// The most bytes of a line.
const MOST_LINE: usize = 64 << 10;
/// The most bytes of a journal.
const MOST_BYTES: usize = 256 << 20;

/// One use of a seal: which seal, who, what, for which case.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SealingRecord {
    /// When.
    #[serde(with = "moment")]
    pub at: UnixTime,
    /// The seal's identifier (esID).
    pub seal: String,
    /// Digest of the seal, SM3 in hexadecimal.
    pub seal_digest: String,
    /// Who used it: the subject of the signer's certificate.
    pub signer: String,
    /// Digest of the signer's certificate, SM3 in hexadecimal.
    pub signer_digest: String,
    /// Digest of the sealed document, SM3 in hexadecimal.
    pub document: String,
    /// The case or matter that it was sealed for.
    pub case: String,
}

impl SealingRecord {
    /// The record of using `seal` by `signer` on `document` for `case`.
    pub fn new(
        seal: &super::Seal,
        signer: &Certificate,
        document: &[u8],
        case: &str,
        at: UnixTime,
    ) -> Self {
        Self {
            at,
            seal: seal.id().to_owned(),
            seal_digest: digest(seal.as_bytes()),
            signer: signer.subject().to_string(),
            signer_digest: digest(signer.der()),
            document: digest(document),
            case: case.to_owned(),
        }
    }
}

/// What a line holds beside its record.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
    number: u64,
    prev: String,
    record: SealingRecord,
}

/// A journal whose chain and signatures hold.
///
/// Holding one proves that its keepers wrote every line, in this order and with nothing between. It
/// does not prove that nothing is missing at its end.
#[derive(Clone, Debug)]
pub struct SealingJournal {
    /// Lines before the first record here.
    before: u64,
    records: Vec<SealingRecord>,
    head: String,
}

/// Why a journal does not hold.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum JournalError {
    /// A line does not follow the one before it: changed, left out or put in.
    #[error("line {line} does not follow the one before it")]
    Broken {
        /// Which line, counted from 1.
        line: u64,
    },
    /// The journal does not end where it is known to have ended.
    #[error("the journal does not hold the line that it is known to have had")]
    Cut,
    /// A line cannot be read, or its signature does not verify.
    #[error("line {line}: {source}")]
    Jose {
        /// Which line, counted from 1.
        line: u64,
        /// Why.
        source: JoseError,
    },
    /// A line is by somebody who does not keep this journal.
    #[error("line {line} is not by a keeper of this journal")]
    Keeper {
        /// Which line, counted from 1.
        line: u64,
    },
    /// A line is older than the one before it.
    #[error("line {line} is older than the one before it")]
    Order {
        /// Which line, counted from 1.
        line: u64,
    },
    /// Larger than a journal may be.
    #[error("larger than {max} bytes: begin a new journal")]
    Size {
        /// The most bytes.
        max: usize,
    },
}

impl JournalError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Broken { .. } => 6141,
            Self::Cut => 6142,
            Self::Jose { .. } => 6143,
            Self::Keeper { .. } => 6144,
            Self::Order { .. } => 6145,
            Self::Size { .. } => 6146,
        }
    }
}

impl SealingJournal {
    /// An empty journal.
    pub fn new() -> Self {
        Self { before: 0, records: Vec::new(), head: String::new() }
    }

    /// A journal of which only the last line is at hand, for appending to it. The caller keeps the
    /// lines and believes this one: nothing is verified, and nothing before it is known.
    ///
    /// # Errors
    ///
    /// [`JournalError::Jose`] for what is no line.
    pub fn behind(last: &[u8]) -> Result<Self, JournalError> {
        let failed = |source| JournalError::Jose { line: 0, source };
        let rules = Rules { typ: TYPE, most_bytes: MOST_LINE };
        let token = Jws::parse(last, &rules).map_err(failed)?;
        let claims = serde_json::Value::Object(token.claims().map_err(failed)?);
        let line: Line = serde_json::from_value(claims).map_err(|_| failed(JoseError::Json))?;
        let before = line.number.checked_sub(1).ok_or_else(|| failed(JoseError::Json))?;
        Ok(Self { before, records: vec![line.record], head: digest(last.trim_ascii()) })
    }

    /// The number of the next line, counted from 1.
    fn next_number(&self) -> u64 {
        self.before.saturating_add(self.records.len() as u64).saturating_add(1)
    }

    /// Reads a journal and verifies chain and signatures. Each line must be by one of `keepers`,
    /// whom the caller has a reason to trust.
    ///
    /// # Errors
    ///
    /// [`JournalError`], of the first line that does not hold.
    pub fn verify(bytes: &[u8], keepers: &[Certificate]) -> Result<Self, JournalError> {
        if bytes.len() > MOST_BYTES {
            return Err(JournalError::Size { max: MOST_BYTES });
        }
        let mut journal = Self::new();
        let lines = bytes.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty());
        for line in lines {
            journal.take(line, keepers)?;
        }
        Ok(journal)
    }

    /// The line to write behind this journal for a further use. `certificates` begins with the
    /// keeper's own. The line ends without a line break.
    ///
    /// # Errors
    ///
    /// [`JournalError::Order`] for a record older than the last, [`JournalError::Jose`] where the
    /// key fails.
    pub fn append(
        &mut self,
        record: SealingRecord,
        key: &dyn Signer,
        certificates: &[Certificate],
    ) -> Result<String, JournalError> {
        let number = self.next_number();
        if self.records.last().is_some_and(|last| record.at < last.at) {
            return Err(JournalError::Order { line: number });
        }
        let failed = |source| JournalError::Jose { line: number, source };
        let line = Line { number, prev: self.head.clone(), record };
        let value = serde_json::to_value(&line).map_err(|_| failed(JoseError::Json))?;
        let payload = jose::json::canonical(&value).map_err(failed)?;
        let chain: Vec<Vec<u8>> = certificates.iter().map(|c| c.der().to_vec()).collect();
        let header = Header::new(TYPE).with_certificates(&chain);
        let token = Jws::sign(&header, &payload, key).map_err(failed)?;
        self.records.push(line.record);
        self.head = digest(token.as_bytes());
        Ok(token)
    }

    /// The records, oldest first.
    pub fn records(&self) -> &[SealingRecord] {
        &self.records
    }

    /// Digest of the last line, SM3 in hexadecimal; empty for an empty journal. Whoever keeps it
    /// elsewhere can tell later whether lines were cut off.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Verifies a journal that is known to have had `head` as its last line once: it still must.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify), and [`JournalError::Cut`].
    pub fn verify_from(
        bytes: &[u8],
        keepers: &[Certificate],
        head: &str,
    ) -> Result<Self, JournalError> {
        let journal = Self::verify(bytes, keepers)?;
        let mut lines = bytes.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
        let known = head.is_empty() || lines.any(|l| !l.is_empty() && digest(l) == head);
        if known { Ok(journal) } else { Err(JournalError::Cut) }
    }

    fn take(&mut self, bytes: &[u8], keepers: &[Certificate]) -> Result<(), JournalError> {
        let number = self.next_number();
        let failed = |source| JournalError::Jose { line: number, source };
        let rules = Rules { typ: TYPE, most_bytes: MOST_LINE };
        let token = Jws::parse(bytes, &rules).map_err(failed)?;
        let named = token.header().certificates.first();
        let keeper = keepers.iter().find(|c| named.is_some_and(|der| der == c.der()));
        let keeper = keeper.ok_or(JournalError::Keeper { line: number })?;
        let key = PublicKey::from_spki(keeper.spki()).map_err(|e| failed(e.into()))?;
        token.verify(&key).map_err(failed)?;
        let claims = serde_json::Value::Object(token.claims().map_err(failed)?);
        let line: Line = serde_json::from_value(claims).map_err(|_| failed(JoseError::Json))?;
        if line.number != number || line.prev != self.head {
            return Err(JournalError::Broken { line: number });
        }
        if self.records.last().is_some_and(|last| line.record.at < last.at) {
            return Err(JournalError::Order { line: number });
        }
        self.records.push(line.record);
        self.head = digest(token.token().as_bytes());
        Ok(())
    }
}

impl Default for SealingJournal {
    fn default() -> Self {
        Self::new()
    }
}
