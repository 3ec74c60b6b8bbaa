//! On whose word a certificate is trusted.

use crate::time::UnixTime;

/// The trust list (信任列表) that an anchor is on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TrustListFacts {
    /// Its name. A signed list has it from its issuer, any other from whoever runs the verifier.
    pub name: String,
    /// What stands behind it; `None` for certificates that were put on a list by hand.
    pub signed: Option<SignedListFacts>,
}

/// What a signed trust list says about itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignedListFacts {
    /// Who issues it.
    pub issuer: String,
    /// When it was issued.
    pub issued: UnixTime,
    /// Until when it counts: its next update, or the end of the certificate that signed it where
    /// that comes first.
    pub next_update: UnixTime,
    /// Which of the issuer's lists of this name it is; the next one has a greater number.
    pub sequence: u32,
}
