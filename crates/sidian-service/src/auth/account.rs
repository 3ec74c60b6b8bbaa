use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an account may do.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Accounts, types and keys; no holder's data.
    Administrator,
    /// Sees what was used by whom, when and why.
    Auditor,
    /// Sees their own licences and every use of them.
    Holder,
    /// Issues licences and records what happens to them.
    Issuer,
    /// Makes and applies seals.
    Sealer,
    /// Judges files, and reads licences for a purpose.
    Verifier,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::Administrator,
        Self::Auditor,
        Self::Holder,
        Self::Issuer,
        Self::Sealer,
        Self::Verifier,
    ];

    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
            Self::Holder => "holder",
            Self::Issuer => "issuer",
            Self::Sealer => "sealer",
            Self::Verifier => "verifier",
        }
    }

    /// From the word.
    pub fn from_word(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// Which licence types an account may act on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Scope {
    /// All.
    All,
    /// These codes.
    Types(BTreeSet<String>),
}

impl Scope {
    /// Whether this type is among them.
    pub fn has(&self, code: &str) -> bool {
        match self {
            Self::All => true,
            Self::Types(codes) => codes.contains(code),
        }
    }
}

/// A user or a program of a department.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The department.
    pub department: String,
    /// Its 统一社会信用代码, where it was told.
    pub department_code: Option<String>,
    /// What it may do.
    pub roles: BTreeSet<Role>,
    /// On which types.
    pub scope: Scope,
    /// For a holder: the tag of the holder.
    pub holder: Option<Vec<u8>>,
}

impl Account {
    /// How the audit log calls it.
    pub fn actor(&self) -> String {
        format!("{}/{}", self.department, self.name)
    }
}
