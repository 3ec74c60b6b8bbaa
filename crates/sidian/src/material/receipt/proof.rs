//! What proves since when a receipt is there: time-stamp tokens, and what their paths rest on.

use base64ct::{Base64, Encoding};
use serde_json::{Map, Value};

use crate::jose::{Claims, JoseError};
use crate::trust::Evidence;

/// The most proofs: a renewal every half year for thirty years.
const MOST_PROOFS: usize = 64;
/// The most items of one kind in a proof.
const MOST_ITEMS: usize = 256;

/// The kinds of evidence, by their names in the file.
const KINDS: [&str; 3] = ["certificates", "crls", "ocsp"];

/// One step: what was known so far, and a token over that and everything before.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Proof {
    /// DER of what was added, by kind in the order of [`KINDS`].
    evidence: [Vec<Vec<u8>>; 3],
    token: Option<Vec<u8>>,
}

/// The steps, oldest first. Only the last may lack its token: it waits for the next renewal.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Proofs(Vec<Proof>);

impl Proof {
    /// Its token, where it has one.
    pub(super) fn token(&self) -> Option<&[u8]> {
        self.token.as_deref()
    }

    fn items(&self) -> impl Iterator<Item = &[u8]> {
        self.evidence.iter().flatten().map(Vec::as_slice)
    }

    fn read(mut object: Claims) -> Result<Self, JoseError> {
        let mut proof = Self::default();
        for (kind, into) in KINDS.into_iter().zip(&mut proof.evidence) {
            let malformed = JoseError::Claim { claim: kind };
            match object.value(kind) {
                None => {}
                Some(Value::Array(list)) if (1..=MOST_ITEMS).contains(&list.len()) => {
                    for item in &list {
                        into.push(item.as_str().and_then(decoded).ok_or(malformed)?);
                    }
                }
                Some(_) => return Err(malformed),
            }
        }
        if let Some(token) = object.value("token") {
            let malformed = JoseError::Claim { claim: "token" };
            proof.token = Some(token.as_str().and_then(decoded).ok_or(malformed)?);
        }
        object.finish()?;
        Ok(proof)
    }

    fn to_value(&self) -> Value {
        let text = |der: &Vec<u8>| Value::String(Base64::encode_string(der));
        let mut object = Map::new();
        for (kind, items) in KINDS.into_iter().zip(&self.evidence) {
            if !items.is_empty() {
                object.insert(kind.to_owned(), items.iter().map(text).collect());
            }
        }
        if let Some(token) = &self.token {
            object.insert("token".to_owned(), text(token));
        }
        Value::Object(object)
    }
}

impl Proofs {
    /// Reads the unprotected header.
    pub(super) fn read(mut header: Claims) -> Result<Self, JoseError> {
        let list = header.objects("proofs", MOST_PROOFS)?;
        header.finish()?;
        let proofs: Vec<Proof> = list.into_iter().map(Proof::read).collect::<Result<_, _>>()?;
        let open = proofs.iter().rev().skip(1).any(|proof| proof.token.is_none());
        let empty = proofs.iter().any(|proof| *proof == Proof::default());
        if open || empty {
            return Err(JoseError::Claim { claim: "proofs" });
        }
        Ok(Self(proofs))
    }

    /// The unprotected header; `None` where there is nothing to say.
    pub(super) fn to_value(&self) -> Option<Value> {
        let list: Vec<Value> = self.0.iter().map(Proof::to_value).collect();
        (!list.is_empty()).then(|| serde_json::json!({ "proofs": list }))
    }

    /// Whether there is a token.
    pub(super) fn any(&self) -> bool {
        self.0.iter().any(|proof| proof.token.is_some())
    }

    /// Each step that has a token, newest first, with what its token is over.
    pub(super) fn stamped<'a>(
        &'a self,
        compact: &'a str,
    ) -> impl Iterator<Item = (&'a [u8], Vec<u8>)> {
        let steps = self.0.iter().enumerate().rev();
        steps.filter_map(move |(at, proof)| Some((proof.token()?, self.before(at, compact))))
    }

    /// What the next token is to be over.
    pub(super) fn to_be_stamped(&self, compact: &str) -> Vec<u8> {
        match self.0.last() {
            Some(open) if open.token.is_none() => self.before(self.0.len() - 1, compact),
            _ => self.before(self.0.len(), compact),
        }
    }

    /// The compact form; then for every step before `at` its evidence and its token, and the evidence
    /// of that step itself. Each is written `.kind:base64`, which no other text could be read as.
    fn before(&self, at: usize, compact: &str) -> Vec<u8> {
        let mut out = compact.as_bytes().to_vec();
        let mut put = |kind: &str, der: &[u8]| {
            out.extend_from_slice(format!(".{kind}:{}", Base64::encode_string(der)).as_bytes());
        };
        for (step, proof) in self.0.iter().enumerate().take(at.saturating_add(1)) {
            for (kind, items) in KINDS.into_iter().zip(&proof.evidence) {
                items.iter().for_each(|der| put(kind, der));
            }
            if let Some(token) = proof.token.as_ref().filter(|_| step < at) {
                put("token", token);
            }
        }
        out
    }

    /// Adds a token over what [`to_be_stamped`](Self::to_be_stamped) gave.
    pub(super) fn push(&mut self, token: &[u8]) {
        match self.0.last_mut() {
            Some(open) if open.token.is_none() => open.token = Some(token.to_vec()),
            _ => {
                let proof = Proof { token: Some(token.to_vec()), ..Proof::default() };
                self.0.push(proof);
            }
        }
    }

    /// Adds what is new in `evidence`, to be covered by the next token.
    pub(super) fn keep(&mut self, evidence: &Evidence) {
        let known: Vec<Vec<u8>> =
            self.0.iter().flat_map(Proof::items).map(<[u8]>::to_vec).collect();
        let fresh = |items: Vec<&[u8]>| -> Vec<Vec<u8>> {
            let mut new: Vec<Vec<u8>> = Vec::new();
            for item in items {
                if !known.iter().chain(&new).any(|k| k == item) && new.len() < MOST_ITEMS {
                    new.push(item.to_vec());
                }
            }
            new
        };
        let added = [
            fresh(evidence.certificates().iter().map(|c| c.der()).collect()),
            fresh(evidence.crls().iter().map(|c| c.der()).collect()),
            fresh(evidence.ocsp().iter().map(|o| o.der()).collect()),
        ];
        if added.iter().all(Vec::is_empty) {
            return;
        }
        match self.0.last_mut() {
            Some(open) if open.token.is_none() => {
                open.evidence.iter_mut().zip(added).for_each(|(into, new)| into.extend(new));
            }
            _ => self.0.push(Proof { evidence: added, token: None }),
        }
    }

    /// Everything that the steps bring along.
    pub(super) fn evidence(&self) -> Evidence {
        let of = |kind: usize| {
            let steps = self.0.iter().filter_map(move |proof| proof.evidence.get(kind));
            steps.flatten().map(Vec::as_slice)
        };
        Evidence::new().with_embedded(of(1), of(2), of(0))
    }

    /// What the `newest`-th token from the end covers of the evidence.
    pub(super) fn covered(&self, newest: usize) -> impl Iterator<Item = &[u8]> {
        let stamped = self.0.iter().rposition(|proof| proof.token.is_some());
        let upto = stamped.map_or(0, |last| (last + 1).saturating_sub(newest));
        self.0.iter().take(upto).flat_map(Proof::items)
    }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok().filter(|der| !der.is_empty())
}
