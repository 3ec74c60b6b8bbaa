//! Certificate policies: RFC 5280 6.1 with the graph of RFC 9618, whose size is bounded by the
//! policies of the path.

use std::collections::{BTreeMap, BTreeSet};

use const_oid::ObjectIdentifier;

use crate::asn1::oid::ANY_POLICY;
use crate::trust::policy::Policy;
use crate::x509::Certificate;

/// One policy at one depth.
#[derive(Clone, Debug)]
struct Node {
    expected: BTreeSet<ObjectIdentifier>,
    parents: BTreeSet<ObjectIdentifier>,
}

type Level = BTreeMap<ObjectIdentifier, Node>;

/// The policy variables of RFC 5280 6.1.2.
#[derive(Debug)]
pub(super) struct PolicyState {
    /// One level for each certificate so far; empty when no policy is left.
    levels: Vec<Level>,
    explicit: usize,
    mapping: usize,
    any: usize,
}

impl PolicyState {
    pub(super) fn new(policy: &Policy, length: usize) -> Self {
        let start = |now: bool| if now { 0 } else { length.saturating_add(1) };
        let root = Node { expected: BTreeSet::from([ANY_POLICY]), parents: BTreeSet::new() };
        Self {
            levels: vec![BTreeMap::from([(ANY_POLICY, root)])],
            explicit: start(policy.explicit_policy),
            mapping: start(policy.inhibit_mapping),
            any: start(policy.inhibit_any),
        }
    }

    /// 6.1.3 (d) to (f). False when a policy is required and none is left.
    pub(super) fn certificate(&mut self, certificate: &Certificate, last: bool) -> bool {
        match certificate.policies() {
            None => self.levels.clear(),
            Some(stated) if !self.levels.is_empty() => {
                let counts = self.any > 0 || (!last && certificate.is_self_issued());
                let stated: Vec<ObjectIdentifier> = stated.iter().map(|p| p.policy).collect();
                self.grow(&stated, counts);
            }
            Some(_) => {}
        }
        self.explicit > 0 || !self.levels.is_empty()
    }

    /// 6.1.4 (a) and (b). False when anyPolicy is mapped.
    pub(super) fn mappings(&mut self, certificate: &Certificate, last: bool) -> bool {
        let mappings = certificate.policy_mappings();
        if mappings.iter().any(|(from, to)| *from == ANY_POLICY || *to == ANY_POLICY) {
            return false;
        }
        if last || mappings.is_empty() || self.levels.is_empty() {
            return true;
        }
        let mut by_source: BTreeMap<ObjectIdentifier, BTreeSet<ObjectIdentifier>> = BTreeMap::new();
        for (from, to) in mappings {
            by_source.entry(*from).or_default().insert(*to);
        }
        let allowed = self.mapping > 0;
        if let Some(level) = self.levels.last_mut() {
            for (from, to) in by_source {
                if !allowed {
                    level.remove(&from);
                } else if let Some(node) = level.get_mut(&from) {
                    node.expected = to;
                } else if let Some(any) = level.get(&ANY_POLICY) {
                    let parents = any.parents.clone();
                    level.insert(from, Node { expected: to, parents });
                }
            }
        }
        self.prune();
        true
    }

    /// 6.1.4 (h) to (j).
    pub(super) fn descend(&mut self, certificate: &Certificate) {
        if !certificate.is_self_issued() {
            self.explicit = self.explicit.saturating_sub(1);
            self.mapping = self.mapping.saturating_sub(1);
            self.any = self.any.saturating_sub(1);
        }
        self.constrain(certificate);
    }

    /// 6.1.4 (i) and (j) alone: what a certificate demands of those below it.
    pub(super) fn constrain(&mut self, certificate: &Certificate) {
        let narrow = |own: &mut usize, stated: Option<u32>| {
            if let Some(stated) = stated {
                *own = (*own).min(stated as usize);
            }
        };
        let stated = certificate.policy_constraints();
        narrow(&mut self.explicit, stated.and_then(|c| c.require_explicit));
        narrow(&mut self.mapping, stated.and_then(|c| c.inhibit_mapping));
        narrow(&mut self.any, certificate.inhibit_any_policy());
    }

    /// 6.1.5 (a), (b) and (g).
    pub(super) fn is_satisfied(&self, policy: &Policy, target: Option<&Certificate>) -> bool {
        let stated = target.and_then(Certificate::policy_constraints);
        let required_by_target = stated.and_then(|c| c.require_explicit) == Some(0);
        let explicit = if required_by_target { 0 } else { self.explicit.saturating_sub(1) };
        explicit > 0 || self.intersects(&policy.policies)
    }

    /// Whether a policy that the caller wants is left; every policy is wanted where none is named.
    fn intersects(&self, wanted: &[ObjectIdentifier]) -> bool {
        let Some(leaves) = self.levels.last() else { return false };
        let all = wanted.is_empty() || wanted.contains(&ANY_POLICY);
        if all || leaves.contains_key(&ANY_POLICY) {
            return true;
        }
        // The policies in the words of the anchor's domain: those directly under anyPolicy.
        let mut nodes = self.levels.iter().flatten();
        nodes.any(|(name, node)| node.parents.contains(&ANY_POLICY) && wanted.contains(name))
    }

    /// 6.1.3 (d): a new level under the last one.
    fn grow(&mut self, stated: &[ObjectIdentifier], any_counts: bool) {
        let Some(above) = self.levels.last() else { return };
        let parents_of = |policy: &ObjectIdentifier| -> BTreeSet<ObjectIdentifier> {
            let hits = above.iter().filter(|(_, node)| node.expected.contains(policy));
            hits.map(|(name, _)| *name).collect()
        };
        let mut level = Level::new();
        for policy in stated.iter().filter(|p| **p != ANY_POLICY) {
            let mut parents = parents_of(policy);
            if parents.is_empty() && above.contains_key(&ANY_POLICY) {
                parents.insert(ANY_POLICY);
            }
            if !parents.is_empty() {
                let expected = BTreeSet::from([*policy]);
                level.insert(*policy, Node { expected, parents });
            }
        }
        if any_counts && stated.contains(&ANY_POLICY) {
            let expected: BTreeSet<ObjectIdentifier> =
                above.values().flat_map(|node| node.expected.iter().copied()).collect();
            for policy in expected {
                let parents = parents_of(&policy);
                let node = Node { expected: BTreeSet::from([policy]), parents };
                level.entry(policy).or_insert(node);
            }
        }
        self.levels.push(level);
        self.prune();
    }

    /// Takes out nodes without children, from below; without leaves nothing is left.
    fn prune(&mut self) {
        if self.levels.last().is_none_or(BTreeMap::is_empty) {
            self.levels.clear();
            return;
        }
        let mut needed: Option<BTreeSet<ObjectIdentifier>> = None;
        for level in self.levels.iter_mut().rev() {
            if let Some(needed) = &needed {
                level.retain(|name, _| needed.contains(name));
            }
            needed = Some(level.values().flat_map(|n| n.parents.iter().copied()).collect());
        }
    }
}
