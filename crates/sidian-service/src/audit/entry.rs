use serde::{Deserialize, Serialize};
use sidian::time::UnixTime;
use utoipa::ToSchema;

use super::AuditError;
use super::commitment::{Commitments, commit};
use crate::store::{Use, hex};

/// One leaf of the log, as it is published: commitments, no identifiers.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The edition of this form: 1.
    pub v: u32,
    /// Its place in the log.
    pub seq: u64,
    /// When, RFC 3339.
    pub at: String,
    /// What was done.
    pub action: String,
    /// How it came out.
    pub outcome: String,
    /// Who: a commitment.
    pub actor: String,
    /// Which licence: a commitment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub licence: Option<String>,
    /// For which purpose: a commitment.
    pub purpose: String,
    /// On which legal basis: a commitment.
    pub basis: String,
    /// Which file: a commitment to its SHA-256.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub digest: Option<String>,
}

/// What the commitments of one entry stand for, with the key that shows it.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The key of the entry, in hexadecimal.
    pub key: String,
    /// Who.
    pub actor: String,
    /// Which licence.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub licence: Option<String>,
    /// For which purpose.
    pub purpose: String,
    /// On which legal basis.
    pub basis: String,
    /// SHA-256 of the file, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub digest: Option<String>,
}

impl Entry {
    /// The leaf for a use.
    pub fn of(used: &Use, seq: u64, commitments: &Commitments) -> Self {
        let key = commitments.entry_key(seq);
        let at = UnixTime::from_seconds(used.at).map(|at| at.to_string()).unwrap_or_default();
        let digest = used.digest.as_deref().map(hex);
        Self {
            v: 1,
            seq,
            at,
            action: used.action.to_owned(),
            outcome: used.outcome.to_owned(),
            actor: commit(&key, "actor", used.actor.as_bytes()),
            licence: used.licence.as_ref().map(|id| commit(&key, "licence", id.as_bytes())),
            purpose: commit(&key, "purpose", used.purpose.as_bytes()),
            basis: commit(&key, "basis", used.basis.as_bytes()),
            digest: digest.map(|digest| commit(&key, "digest", digest.as_bytes())),
        }
    }

    /// The bytes of the leaf.
    pub fn to_leaf(&self) -> Vec<u8> {
        // Texts and numbers only: it cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// From the bytes of a leaf.
    ///
    /// # Errors
    ///
    /// [`AuditError::Malformed`].
    pub fn from_leaf(bytes: &[u8]) -> Result<Self, AuditError> {
        serde_json::from_slice(bytes).map_err(|_| AuditError::Malformed { what: "an entry" })
    }

    /// Whether what is disclosed is what the leaf holds.
    ///
    /// # Errors
    ///
    /// [`AuditError::Opening`] names the first field that differs.
    pub fn opened_by(&self, opening: &Opening) -> Result<(), AuditError> {
        let key = unhex(&opening.key).ok_or(AuditError::Malformed { what: "the entry’s key" })?;
        let one = |field: &'static str, here: Option<&str>, said: Option<&str>| {
            let said = said.map(|value| commit(&key, field, value.as_bytes()));
            if said.as_deref() == here { Ok(()) } else { Err(AuditError::Opening { field }) }
        };
        one("actor", Some(&self.actor), Some(&opening.actor))?;
        one("licence", self.licence.as_deref(), opening.licence.as_deref())?;
        one("purpose", Some(&self.purpose), Some(&opening.purpose))?;
        one("basis", Some(&self.basis), Some(&opening.basis))?;
        one("digest", self.digest.as_deref(), opening.digest.as_deref())
    }
}

/// Bytes from hexadecimal.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used() -> Use {
        Use {
            at: 1_790_000_000,
            actor: "窗口".to_owned(),
            action: "licence.read",
            licence: Some("1.2.156.3005.2.x".to_owned()),
            purpose: "办理许可".to_owned(),
            basis: "行政许可法".to_owned(),
            outcome: "done",
            digest: Some(vec![7; 32]),
            ..Use::default()
        }
    }

    fn opening(commitments: &Commitments, seq: u64) -> Opening {
        let used = used();
        Opening {
            key: hex(&commitments.entry_key(seq)),
            actor: used.actor,
            licence: used.licence,
            purpose: used.purpose,
            basis: used.basis,
            digest: used.digest.as_deref().map(hex),
        }
    }

    #[test]
    fn a_leaf_holds_no_identifier_and_no_two_leaves_can_be_linked() {
        let commitments = Commitments::new(&[1; 32]);
        let (one, two) = (Entry::of(&used(), 1, &commitments), Entry::of(&used(), 2, &commitments));
        let text = String::from_utf8(one.to_leaf()).unwrap();
        for hidden in ["窗口", "3005", "许可"] {
            assert!(!text.contains(hidden), "{hidden} stands in {text}");
        }
        assert_ne!(one.licence, two.licence);
        assert_ne!(one.actor, two.actor);
    }

    #[test]
    fn an_opening_shows_its_own_entry_and_no_other_words() {
        let commitments = Commitments::new(&[1; 32]);
        let entry = Entry::of(&used(), 5, &commitments);
        let good = opening(&commitments, 5);
        entry.opened_by(&good).unwrap();
        assert!(entry.opened_by(&opening(&commitments, 6)).is_err(), "another entry’s key");
        let changes: [fn(&mut Opening); 5] = [
            |o| o.actor.push('x'),
            |o| o.licence = None,
            |o| o.purpose.clear(),
            |o| o.basis.push(' '),
            |o| o.digest = Some("00".to_owned()),
        ];
        for (at, change) in changes.into_iter().enumerate() {
            let mut other = good.clone();
            change(&mut other);
            assert!(entry.opened_by(&other).is_err(), "change {at}");
        }
    }
}
