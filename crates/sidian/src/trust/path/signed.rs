//! One question's shared state: whose signature was checked with which key, and how much work is
//! left.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};

use const_oid::ObjectIdentifier;

use super::PathRequest;
use crate::budget::Work;
use crate::crypto::{CryptoError, SignatureAlgorithm};
use crate::time::UnixTime;
use crate::x509::{Certificate, Crl, Name, OcspResponse};

/// What a signature check came to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::trust) enum Verdict {
    /// Made by this key.
    Good,
    /// Not made by this key.
    Bad,
    /// Not known: the algorithm or the key is not supported.
    Unsupported(String),
    /// Not looked at: the key is too short to be believed.
    Weak(String),
    /// Not looked at: the work that was allowed is done.
    Limit,
}

/// Something signed, as received.
#[derive(Clone, Copy)]
pub(in crate::trust) struct Signed<'a> {
    tbs: &'a [u8],
    algorithm: ObjectIdentifier,
    parameters: Option<&'a [u8]>,
    signature: &'a [u8],
}

macro_rules! signed_from {
    ($($kind:ty),+) => {
        $(impl<'a> From<&'a $kind> for Signed<'a> {
            fn from(item: &'a $kind) -> Self {
                let (algorithm, parameters) = item.signature_algorithm();
                Self { tbs: item.tbs(), algorithm, parameters, signature: item.signature() }
            }
        })+
    };
}
signed_from!(Certificate, Crl, OcspResponse);

impl Signed<'_> {
    /// The algorithm, where it is known here.
    pub(in crate::trust) fn algorithm(&self) -> Result<SignatureAlgorithm, CryptoError> {
        SignatureAlgorithm::from_identifier(&self.algorithm, self.parameters, None)
    }
}

/// The state of one question.
pub(in crate::trust) struct Context<'a> {
    pub(in crate::trust) request: &'a PathRequest<'a>,
    by_name: OnceCell<HashMap<String, Vec<&'a Certificate>>>,
    checks: Cell<u32>,
    comparisons: Cell<u32>,
    lasting: Cell<bool>,
    list_signers: RefCell<Vec<&'a Certificate>>,
    verdicts: RefCell<HashMap<(usize, usize), Verdict>>,
}

/// Signatures that one question may check, and comparisons of names with constraints.
const MOST_CHECKS: u32 = 200;
const MOST_COMPARISONS: u32 = 250_000;

impl<'a> Context<'a> {
    pub(in crate::trust) fn new(request: &'a PathRequest<'a>) -> Self {
        Self {
            request,
            by_name: OnceCell::new(),
            checks: Cell::new(MOST_CHECKS),
            comparisons: Cell::new(MOST_COMPARISONS),
            lasting: Cell::new(true),
            list_signers: RefCell::default(),
            verdicts: RefCell::default(),
        }
    }

    /// The candidates with this name, none twice.
    pub(in crate::trust) fn named(&self, name: &Name) -> Vec<&'a Certificate> {
        let by_name = self.by_name.get_or_init(|| {
            let mut seen: HashSet<&[u8]> = HashSet::new();
            let mut map: HashMap<String, Vec<&'a Certificate>> = HashMap::new();
            for candidate in self.candidates().filter(|c| seen.insert(c.der())) {
                map.entry(candidate.subject().comparison_key()).or_default().push(candidate);
            }
            map
        });
        let found = by_name.get(&name.comparison_key()).map_or(&[][..], Vec::as_slice);
        found.iter().copied().filter(|c| c.subject().matches(name)).collect()
    }

    /// Every candidate, as brought.
    pub(in crate::trust) fn candidates(&self) -> impl Iterator<Item = &'a Certificate> {
        self.request.candidates.iter().chain(self.request.evidence.certificates())
    }

    /// Whether it is asked about a time that is past: then a key that has ended since could have been
    /// stolen since, and what it signed must be proven to be older.
    pub(in crate::trust) fn is_past(&self) -> bool {
        self.now() > self.request.at
    }

    /// The moment at which the question is asked.
    pub(in crate::trust) fn now(&self) -> UnixTime {
        let at = self.request.at;
        self.request.policy.now.unwrap_or(at).max(at)
    }

    /// The earliest moment at which an item is known to have existed: now, as it is at hand, unless
    /// something proves an earlier one.
    pub(in crate::trust) fn existed(&self, item: &[u8]) -> UnixTime {
        let now = self.now();
        self.request.evidence.proof(item).map_or(now, |proven| proven.min(now))
    }

    /// Checks a signature with the key of `signer`, once for each key. Both must outlive this question.
    pub(in crate::trust) fn verify(
        &self,
        signed: impl Into<Signed<'a>>,
        signer: &Certificate,
    ) -> Verdict {
        let signed = signed.into();
        let key = match signer.public_key() {
            Ok(key) => key,
            Err(e) => return refused(e),
        };
        let place = (signed.tbs.as_ptr() as usize, key.spki().as_ptr() as usize);
        if let Some(known) = self.verdicts.borrow().get(&place) {
            return known.clone();
        }
        let algorithm = match signed.algorithm() {
            Ok(algorithm) => algorithm,
            Err(e) => return refused(e),
        };
        let budget = self.request.budget;
        let left = self.checks.get();
        if left == 0 || budget.spend(Work::Signatures, 1).is_err() {
            return Verdict::Limit;
        }
        self.checks.set(left - 1);
        let verdict = match key.verify(&algorithm, signed.tbs, signed.signature) {
            Ok(()) => Verdict::Good,
            Err(e) => refused(e),
        };
        self.verdicts.borrow_mut().insert(place, verdict.clone());
        verdict
    }

    /// Notes that the answer rests on a path of its own for the signer of a list, whose times the
    /// outcome does not show.
    pub(in crate::trust) fn rests_on_another_path(&self) {
        self.lasting.set(false);
    }

    /// Judges the signer of a list. While it is being judged, a list of its own counts only where
    /// `own` says that its certificate names it as its list's issuer (RFC 5280 6.3.3 would otherwise
    /// never end); a stolen key could vouch for itself in any other case.
    pub(in crate::trust) fn judge_list_signer(
        &self,
        signer: &'a Certificate,
        own: bool,
        judge: impl FnOnce() -> bool,
    ) -> bool {
        if self.list_signers.borrow().contains(&signer) {
            return own;
        }
        self.list_signers.borrow_mut().push(signer);
        let answer = judge();
        self.list_signers.borrow_mut().pop();
        answer
    }

    /// Whether everything that the answer rests on shows in its outcome.
    pub(in crate::trust) fn is_lasting(&self) -> bool {
        self.lasting.get()
    }

    /// Counts one step of the search; false when no more are allowed.
    pub(in crate::trust) fn step(&self) -> bool {
        self.request.budget.spend(Work::PathSteps, 1).is_ok()
    }

    /// Counts comparisons of names with constraints; false when no more are allowed.
    pub(in crate::trust) fn compare(&self, count: usize) -> bool {
        let left = u32::try_from(count).ok().and_then(|n| self.comparisons.get().checked_sub(n));
        self.comparisons.set(left.unwrap_or(0));
        left.is_some()
    }
}

fn refused(error: CryptoError) -> Verdict {
    match error {
        CryptoError::Unsupported { oid } => Verdict::Unsupported(oid.to_string()),
        CryptoError::Weak { bits } => Verdict::Weak(format!("{bits} bit")),
        CryptoError::SignatureInvalid | CryptoError::KeyMismatch { .. } => Verdict::Bad,
        other => Verdict::Unsupported(other.to_string()),
    }
}
