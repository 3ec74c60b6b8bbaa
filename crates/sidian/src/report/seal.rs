//! The answer about one electronic seal: what it says, and four facts that are never merged.

use super::signature::{Integrity, SigningTime, Trust, words};
use super::verdict::Verdict;
use crate::time::UnixTime;

words! {
    /// A question with a plain answer, where there is one.
    Fact {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Could not be determined.
        Unknown = "unknown",
    }
}

words! {
    /// The state of a seal in the register of whoever made it (国办发〔2025〕33号).
    SealState {
        /// In use (使用中).
        InUse = "in-use",
        /// Stopped for a time (停用).
        Stopped = "stopped",
        /// Taken off the register (注销).
        Cancelled = "cancelled",
        /// Its key may be in wrong hands (密钥失密).
        KeyCompromised = "key-compromised",
    }
}

/// A seal's picture (印章图像).
#[derive(Clone, Eq, PartialEq)]
pub struct SealPicture {
    /// The format by the seal's own word.
    pub kind: String,
    /// What the bytes themselves look like: `png`, `jpeg`, `gif`, `bmp`, `svg` or `ofd`.
    pub format: Option<&'static str>,
    /// Width in millimetres.
    pub width_mm: u32,
    /// Height in millimetres.
    pub height_mm: u32,
    /// The picture.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for SealPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (w, h, n) = (self.width_mm, self.height_mm, self.bytes.len());
        write!(f, "SealPicture({}, {w} × {h} mm, {n} bytes)", self.kind)
    }
}

/// The answer about one seal (电子印章).
///
/// What it says of itself proves nothing while [`intact`](Self::intact) and
/// [`maker_trust`](Self::maker_trust) are not good.
#[derive(Clone, Debug)]
pub struct SealReport {
    /// The standard that its structure follows.
    pub standard: &'static str,
    /// The version number in its header.
    pub version: u64,
    /// Who made the sealing system, by its header.
    pub vendor: String,
    /// Its identifier (esID).
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type: a number whose meaning the business gives. Carried, not judged.
    pub kind: u64,
    /// When it was made, by its maker's word.
    pub created: UnixTime,
    /// From when on it may be used.
    pub valid_from: UnixTime,
    /// Until when.
    pub valid_until: UnixTime,
    /// Subject of the maker's certificate (制章人), where it can be read.
    pub maker: Option<String>,
    /// Subjects from the maker's certificate to the trust anchor, where a path was found.
    pub maker_path: Vec<String>,
    /// What it looks like.
    pub picture: SealPicture,
    /// How many certificates may use it.
    pub listed: usize,
    /// When it was applied; `None` for a seal by itself.
    pub sealed_at: Option<SigningTime>,
    /// Subject of the certificate that applied it (签章人); `None` for a seal by itself.
    pub signer: Option<String>,
    /// Fact 1: is it as its maker signed it?
    pub intact: Integrity,
    /// Does the maker's certificate lead to a trust anchor?
    pub maker_trust: Trust,
    /// Fact 2: was it valid when it was applied? For a seal by itself as [`Self::valid_now`].
    pub valid_at_sealing: Fact,
    /// Fact 3: is it valid at the time of verification?
    pub valid_now: Fact,
    /// Fact 4: is the signer's certificate on its list? Unknown for a seal by itself.
    pub signer_listed: Fact,
    /// Its state in the register when it was applied, where a register was at hand.
    pub state_at_sealing: Option<SealState>,
    /// Its state in the register at the time of verification.
    pub state_now: Option<SealState>,
}

impl SealReport {
    /// Passed only if every fact is good: what is bad or open keeps it from passing even where a
    /// finding was forgotten.
    pub fn verdict(&self) -> Verdict {
        let used = self.signer.is_some() || self.sealed_at.is_some();
        let failed = self.intact == Integrity::Failed
            || self.valid_at_sealing == Fact::No
            || self.signer_listed == Fact::No;
        let open = self.intact == Integrity::Unknown
            || self.valid_at_sealing == Fact::Unknown
            || (used && self.signer_listed == Fact::Unknown)
            || self.maker_trust != Trust::Trusted;
        match (failed, open) {
            (true, _) => Verdict::Failed,
            (false, true) => Verdict::Indeterminate,
            (false, false) => Verdict::Passed,
        }
    }
}
