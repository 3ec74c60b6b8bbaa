//! What a copy says of itself.

use serde::{Deserialize, Serialize};

use super::super::grant::{Grant, RevocationReference};
use super::super::party::Party;
use crate::crypto::Hash;
use crate::jose::is_plain;
use crate::time::UnixTime;

/// The name of the associated file in a copy.
pub const COPY_FILE: &str = "copy.json";

/// What a copy says of itself: canonical JSON (RFC 8785). Nothing in it is believed before the copy
/// was verified.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CopyStatement {
    profile: String,
    /// Identifier of the original, with version.
    pub original: String,
    /// Name of the original, such as 营业执照.
    pub licence_name: String,
    /// SHA-256 of the original in hexadecimal.
    pub sha256: String,
    /// SM3 of the original in hexadecimal.
    pub sm3: String,
    /// When it was made (制作时间), RFC 3339.
    pub made_at: String,
    /// Who made it (制作单位), as kind:code.
    pub made_by: String,
    /// Why (制作事由), at most 200 characters.
    pub cause: String,
    /// Until when it is good (有效截止时间), RFC 3339.
    pub valid_until: String,
    /// Whom it is for, as kind:code.
    pub recipient: String,
    /// Name of whom it is for.
    pub recipient_name: String,
    /// What for.
    pub purpose: String,
    /// For which case only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The number of the authorisation.
    pub grant: String,
    /// Who gave it, as kind:code.
    pub grantor: String,
    /// Where its withdrawal would be listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocations: Option<Listed>,
}

/// Address and signer of a list of withdrawals.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    uri: String,
    by: String,
}

impl CopyStatement {
    const PROFILE: &str = "sidian-copy-1";
    const MOST_BYTES: usize = 64 << 10;
    /// The longest cause, in characters.
    pub const MOST_CAUSE: usize = 200;

    /// A statement about `original` under `grant`; what is left to the caller is filled in by it.
    pub(super) fn new((id, name, original): (&str, &str, &[u8]), grant: &Grant) -> Self {
        Self {
            profile: Self::PROFILE.to_owned(),
            original: id.to_owned(),
            licence_name: name.to_owned(),
            sha256: hex(Hash::Sha256, original),
            sm3: hex(Hash::Sm3, original),
            made_at: String::new(),
            made_by: String::new(),
            cause: String::new(),
            valid_until: String::new(),
            recipient: grant.recipient().reveal(),
            recipient_name: String::new(),
            purpose: grant.purpose().to_owned(),
            case: grant.case().map(str::to_owned),
            grant: grant.id().to_owned(),
            grantor: grant.grantor().reveal(),
            revocations: grant
                .revocations()
                .map(|r| Listed { uri: r.uri.clone(), by: r.by.reveal() }),
        }
    }

    /// Its canonical form.
    pub fn to_json(&self) -> Vec<u8> {
        // Texts only: it cannot fail.
        serde_json_canonicalizer::to_vec(self).unwrap_or_default()
    }

    /// Reads a statement without judging it.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        if bytes.len() > Self::MOST_BYTES {
            return Err("too large");
        }
        let read: Self = serde_json::from_slice(bytes).map_err(|_| "not the JSON of a copy")?;
        if read.profile != Self::PROFILE {
            return Err("a profile that is not known here");
        }
        if read.to_json() != bytes {
            return Err("not in canonical form (RFC 8785)");
        }
        read.check()?;
        Ok(read)
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        if !is_plain(&self.cause, Self::MOST_CAUSE) {
            return Err("the cause has 1 to 200 characters");
        }
        let texts = [&self.recipient_name, &self.purpose, &self.original, &self.licence_name];
        if texts.iter().any(|text| !is_plain(text, 300)) || !is_plain(&self.grant, 64) {
            return Err("a text is missing or too long");
        }
        let parties = [&self.made_by, &self.recipient, &self.grantor];
        if parties.iter().any(|text| text.parse::<Party>().is_err()) {
            return Err("a party that is none");
        }
        match (self.made(), self.until()) {
            (Some(made), Some(until)) if made < until => Ok(()),
            _ => Err("it ends before it begins, or a time is none"),
        }
    }

    /// When it was made.
    pub fn made(&self) -> Option<UnixTime> {
        UnixTime::from_rfc3339(&self.made_at).ok()
    }

    /// The first moment at which it is not good any more.
    pub fn until(&self) -> Option<UnixTime> {
        UnixTime::from_rfc3339(&self.valid_until).ok()
    }

    /// The mark across each page.
    pub fn mark(&self) -> String {
        format!("仅供{}“{}”使用", self.recipient_name, self.purpose)
    }

    /// Whether these are the bytes that it was made of.
    pub fn is_of(&self, original: &[u8]) -> bool {
        self.sha256 == hex(Hash::Sha256, original) && self.sm3 == hex(Hash::Sm3, original)
    }

    pub(super) fn reference(&self) -> Option<RevocationReference> {
        let listed = self.revocations.as_ref()?;
        let by = listed.by.parse::<Party>().ok()?;
        Some(RevocationReference { uri: listed.uri.clone(), by })
    }
}

fn hex(hash: Hash, bytes: &[u8]) -> String {
    hash.digest(bytes).as_ref().iter().map(|b| format!("{b:02x}")).collect()
}
