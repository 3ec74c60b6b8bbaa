//! Authorisations (授权): who may use which licences or materials, which fields of them, for which
//! service item, case and purpose, until when, and how often.
//!
//! The three ways of use end in the same object, a compact JWS of type `grant+jwt` ([`Grant`]):
//!
//! - 持证者用证: the holder signs.
//! - 委托授权用证: an agent signs, and sends along the chain of delegations ([`Delegation`]) from the
//!   holder (an enterprise acts with its own certificate, in the hand of its legal representative)
//!   over a manager to the agent. Each link can only narrow what it was given.
//! - 依职能用证: the department signs for itself, with its legal basis and the operator on record.
//!
//! Claims: `jti`, `iss` (who grants), `sub` (the holder), `aud` (the department), `iat`, `nbf`, `exp`
//! of RFC 7519, with one text each; and `way`, `item`, `case`, `purpose`, `uses`, `resources`,
//! `chain`, `duty`, `revocations`, which are ours. Unknown claims are refused.
//!
//! An authorisation is withdrawn by a list ([`RevocationList`]) that its grantor signs, or somebody
//! whom it names; copies made under it die with it. All of it is verified offline, but for the number
//! of uses, which somebody has to count ([`UseCounter`](super::UseCounter)).

mod delegation;
mod draft;
mod read;
pub(crate) mod revocation;
mod verify;

pub use delegation::{Delegation, DelegationDraft, Scope};
pub use draft::{GrantDraft, Operator};
pub(crate) use revocation::judge_list;
pub use revocation::{RevocationList, RevocationReference, VerifiedRevocations, Withdrawn};
pub(crate) use verify::judge;
pub use verify::{GrantRequest, Use, VerifiedGrant};

use super::party::Party;
use crate::crypto::Hash;
use crate::jose::encode;
use crate::time::UnixTime;

/// The way of use.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Way {
    /// 持证者用证: the holder grants.
    Holder,
    /// 委托授权用证: an agent grants, by these delegations, the holder's own first.
    Delegated(Vec<String>),
    /// 依职能用证: the department uses it by duty.
    Duty {
        /// The legal basis (法律依据).
        basis: String,
        /// Who does it.
        operator: Operator,
    },
}

impl Way {
    /// The word in the claim.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Delegated(_) => "delegated",
            Self::Duty { .. } => "duty",
        }
    }
}

/// Something that may be used.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Subject {
    /// A licence, by its identifier with version.
    Licence(String),
    /// A material, by `sm3:`, `sha-256:`, `sha-384:` or `sha-512:` and its digest in
    /// hexadecimal.
    Material(String),
}

/// Something that may be used, and how much of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Resource {
    /// What.
    pub subject: Subject,
    /// Which fields, by their short names; `None` for the whole.
    pub fields: Option<Vec<String>>,
}

/// A service item (政务服务事项).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ServiceItem {
    /// Its code in the list of items (实施清单编码).
    pub code: String,
    /// Its name.
    pub name: String,
}

/// An authorisation as it was read: nothing in it is believed before it was verified.
#[derive(Clone, Debug)]
pub struct Grant {
    id: String,
    grantor: Party,
    holder: Party,
    recipient: Party,
    issued: UnixTime,
    from: UnixTime,
    until: UnixTime,
    way: Way,
    item: ServiceItem,
    case: Option<String>,
    purpose: String,
    uses: Option<u32>,
    resources: Vec<Resource>,
    revocations: Option<RevocationReference>,
}

impl Grant {
    /// The most bytes that an authorisation may have.
    pub const MOST_BYTES: usize = 128 << 10;
    /// The longest purpose, in characters, as deployed interfaces limit the cause of a copy.
    pub const MOST_PURPOSE: usize = 200;

    /// `jti`: its number.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Under what its uses are counted. Two grantors may choose one number, so that it stands for both
    /// together; whoever counts does not learn who they are.
    pub fn counter_key(&self) -> String {
        let both = format!("{} {}", self.grantor.reveal(), self.id);
        encode(Hash::Sha256.digest(both.as_bytes()).as_ref())
    }

    /// `iss`: who granted.
    pub fn grantor(&self) -> &Party {
        &self.grantor
    }

    /// `sub`: whose licences and materials they are.
    pub fn holder(&self) -> &Party {
        &self.holder
    }

    /// `aud`: who may use them.
    pub fn recipient(&self) -> &Party {
        &self.recipient
    }

    /// From when to when: the first moment, and the first moment after it.
    pub fn period(&self) -> (UnixTime, UnixTime) {
        (self.from, self.until)
    }

    /// The way of use.
    pub fn way(&self) -> &Way {
        &self.way
    }

    /// For which service item.
    pub fn item(&self) -> &ServiceItem {
        &self.item
    }

    /// For which case only.
    pub fn case(&self) -> Option<&str> {
        self.case.as_deref()
    }

    /// What for.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// How often, where that is limited.
    pub fn uses(&self) -> Option<u32> {
        self.uses
    }

    /// What may be used.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// Where its withdrawal would be listed.
    pub fn revocations(&self) -> Option<&RevocationReference> {
        self.revocations.as_ref()
    }
}
