//! What the signatures in force permit (ISO 32000-2 12.8.2).

use crate::pades::{FieldSelection, FoundSignature, Signatures, Transform};

/// What one signature permits from the revision it covers onwards.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Permission {
    /// DocMDP P (12.8.2.2), or P of the field's lock (12.7.5.5): 1 nothing, 2 form filling and
    /// signing, 3 annotations too. `None` where the signature does not say.
    pub p: Option<u8>,
    /// Whether P comes from a DocMDP reference, which makes the signature a certification.
    pub certifies: bool,
    /// Fields that must not change any more: by FieldMDP (12.8.2.4) or the lock of the signature
    /// field (12.7.5.5).
    pub locks: Vec<FieldSelection>,
}

impl Permission {
    /// What the signature says of itself. What is malformed permits nothing.
    pub fn of(signature: &FoundSignature) -> Self {
        let mut out = Self::default();
        for transform in &signature.dictionary.transforms {
            match transform {
                Transform::DocMdp(p) => {
                    out.certifies = true;
                    out.limit(*p);
                }
                Transform::FieldMdp(selection) => out.locks.push(selection.clone()),
                Transform::Other(name) if *name == "FieldMDP" => {
                    out.locks.push(FieldSelection::All);
                }
                Transform::UsageRights | Transform::Other(_) => {}
            }
        }
        if let Some(lock) = &signature.field.lock {
            out.locks.push(lock.fields.clone().unwrap_or(FieldSelection::All));
            if let Some(p) = lock.permission {
                out.limit(p);
            }
        }
        out
    }

    fn limit(&mut self, p: i64) {
        let p = match p {
            2 => 2,
            3 => 3,
            _ => 1,
        };
        self.p = Some(self.p.map_or(p, |known| known.min(p)));
    }
}

/// What all signatures of a document permit, each from its own revision onwards. A change is
/// judged by the least of those that were in force when it was made.
#[derive(Clone, Debug, Default)]
pub struct Permissions {
    by_revision: Vec<(usize, Permission)>,
}

impl Permissions {
    /// No signature, no limit.
    pub fn new() -> Self {
        Self::default()
    }

    /// What all of these permit.
    pub fn of(signatures: &Signatures) -> Self {
        signatures.found.iter().fold(Self::new(), |all, signature| {
            all.with(signature.dictionary.revision, Permission::of(signature))
        })
    }

    /// Adds what the signature that covers `revision` permits.
    #[must_use]
    pub fn with(mut self, revision: usize, permission: Permission) -> Self {
        if permission == Permission::default() {
            return self;
        }
        let after = self.by_revision.partition_point(|(known, _)| *known <= revision);
        self.by_revision.insert(after, (revision, permission));
        self
    }

    /// How much work it is at most to judge one change.
    pub(super) fn cost(&self) -> u64 {
        let locks = self.by_revision.iter().map(|(_, p)| 1 + p.locks.len() as u64);
        1 + locks.sum::<u64>()
    }

    /// The least P in force for a change made by `revision`; 3 where nobody says.
    pub(super) fn level(&self, revision: usize) -> u8 {
        self.in_force(revision).filter_map(|permission| permission.p).min().unwrap_or(3)
    }

    /// Whether any signature in force for `revision` says what it permits.
    pub(super) fn is_stated(&self, revision: usize) -> bool {
        self.in_force(revision).any(|permission| permission.p.is_some())
    }

    /// Whether the document was certified when `revision` was made.
    pub(super) fn certified(&self, revision: usize) -> bool {
        self.in_force(revision).any(|permission| permission.certifies)
    }

    /// Whether a lock in force when `revision` was made covers the field `name`.
    pub(super) fn locked(&self, revision: usize, name: &str) -> bool {
        self.in_force(revision).any(|p| p.locks.iter().any(|lock| covers(lock, name)))
    }

    fn in_force(&self, revision: usize) -> impl Iterator<Item = &Permission> {
        self.by_revision.iter().take_while(move |(r, _)| *r < revision).map(|(_, p)| p)
    }
}

/// Whether the field is locked: selected itself, or holding a value that a selected field inherits.
fn covers(lock: &FieldSelection, field: &str) -> bool {
    let above = |name: &String| name.strip_prefix(field).is_some_and(|rest| rest.starts_with('.'));
    lock.selects(field) || matches!(lock, FieldSelection::Include(names) if names.iter().any(above))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_a_locked_field_inherits_is_locked_too() {
        let lock = FieldSelection::Include(vec!["a.b".to_owned()]);
        for (name, locked) in
            [("a", true), ("a.b", true), ("a.b.c", true), ("a.bc", false), ("ab", false)]
        {
            assert_eq!(covers(&lock, name), locked, "{name}");
        }
    }

    #[test]
    fn the_least_permission_in_force_counts() {
        let p = |p| Permission { p: Some(p), ..Permission::default() };
        let all = Permissions::new().with(3, p(1)).with(1, p(2)).with(2, Permission::default());
        assert_eq!([1, 2, 3, 4].map(|revision| all.level(revision)), [3, 2, 2, 1]);
    }
}
