//! What a package says about its materials.

use serde::{Deserialize, Serialize};

use super::error::PackageError;
use crate::crypto::Hash;
use crate::licence::Date;
use crate::time::UnixTime;
use crate::zip::is_safe;

/// Who vouches for a material, and how.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Source {
    /// The applicant's own statement (本人陈述或承诺).
    Statement,
    /// An extract that a department made from its records (部门出具).
    Extract,
    /// A scanned original that a clerk compared with it (与原件一致).
    Copy,
    /// An electronic licence (电子证照), which vouches for itself.
    Licence,
    /// Something handed in without more (其他).
    Other,
}

impl Source {
    /// Its name in Chinese.
    pub const fn name_zh(self) -> &'static str {
        match self {
            Self::Statement => "本人陈述",
            Self::Extract => "部门出具",
            Self::Copy => "与原件一致",
            Self::Licence => "电子证照",
            Self::Other => "其他",
        }
    }
}

/// An electronic material (电子材料): one file, taken in once.
///
/// This is what its submitter says about it. What was signed with it is its content and this
/// statement, not that the statement is true.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// The name of its file in the package.
    pub name: String,
    /// What it is, such as 申请书.
    pub kind: String,
    /// Its media type (RFC 6838).
    pub media_type: String,
    /// Who vouches for it.
    pub source: Source,
    /// By name: the department of an extract, the clerk of a copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vouched_by: Option<String>,
    /// Whom it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// A note, such as the clerk's about comparing a copy with its original.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The digest of its content, with the name of its algorithm: `SM3:…` in hexadecimal.
    #[serde(default)]
    pub digest: String,
    /// Its length in bytes.
    #[serde(default)]
    pub size: u64,
}

impl Material {
    /// A material that nobody else vouches for. Digest and size are filled in when it is added.
    pub fn new(
        name: impl Into<String>,
        kind: impl Into<String>,
        media_type: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            kind: kind.into(),
            media_type: media_type.into(),
            source: Source::Other,
            vouched_by: None,
            holder: None,
            valid_until: None,
            note: None,
            digest: String::new(),
            size: 0,
        }
    }

    /// Says who vouches for it, and how.
    #[must_use]
    pub fn vouched(mut self, source: Source, by: Option<String>) -> Self {
        self.source = source;
        self.vouched_by = by;
        self
    }

    /// Its last day, where one is stated.
    pub fn last_day(&self) -> Option<Date> {
        self.valid_until.as_deref().and_then(|day| Date::from_input(day).ok())
    }

    pub(super) fn check(&self) -> Result<(), PackageError> {
        let wrong = |detail| Err(PackageError::Description { name: self.name.clone(), detail });
        let texts = [
            Some(&self.kind),
            Some(&self.media_type),
            self.vouched_by.as_ref(),
            self.holder.as_ref(),
            self.note.as_ref(),
        ];
        let is_text = |text: &String| text.len() <= LONGEST && !text.contains(char::is_control);
        if !is_safe(&self.name) {
            return wrong("the name of its file leads outside, or cannot be had everywhere");
        }
        if self.kind.trim().is_empty() || !self.media_type.contains('/') {
            return wrong("its kind or media type is missing");
        }
        if !texts.into_iter().flatten().all(is_text) {
            return wrong("a text is too long, or has control characters");
        }
        if self.valid_until.is_some() && self.last_day().is_none() {
            return wrong("its last day is no date");
        }
        if self.source == Source::Copy && self.vouched_by.is_none() {
            return wrong("a copy names the clerk who compared it with its original");
        }
        Ok(())
    }
}

/// The longest text, in bytes.
const LONGEST: usize = 1200;

/// What a package as a whole is about (`package.json`).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    profile: String,
    /// What it was handed in for.
    pub title: String,
    /// The number of the case, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// When it was made, by the maker's clock.
    pub made: String,
    /// The materials.
    pub materials: Vec<Material>,
}

impl Description {
    /// What `profile` says in packages of this kind.
    pub const PROFILE: &str = "sidian-package-1";
    /// The most bytes of a description.
    pub const MOST_BYTES: u64 = 4 << 20;

    pub(super) fn new(
        title: &str,
        case: Option<&str>,
        made: UnixTime,
        materials: Vec<Material>,
    ) -> Self {
        Self {
            profile: Self::PROFILE.to_owned(),
            title: title.to_owned(),
            case: case.map(str::to_owned),
            made: made.to_string(),
            materials,
        }
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        // Texts and numbers only: it cannot fail.
        serde_json_canonicalizer::to_vec(self).unwrap_or_default()
    }

    /// Reads a description, which has to be in canonical form (RFC 8785): one text for one meaning.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        let read: Self = serde_json::from_slice(bytes).map_err(|_| "no description")?;
        if read.profile != Self::PROFILE {
            return Err("a profile that is not known here");
        }
        if read.to_json() != bytes {
            return Err("not in canonical form (RFC 8785)");
        }
        if read.materials.iter().any(|material| material.check().is_err()) {
            return Err("a material that no package may describe so");
        }
        Ok(read)
    }
}

/// A digest as descriptions state it.
pub(super) fn stated(hash: Hash, digest: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut out = format!("{}:", hash.name());
    for byte in digest {
        // Writing into a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}
