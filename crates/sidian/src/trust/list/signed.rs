//! A trust list whose signature was verified.

use base64ct::{Base64, Encoding};

use super::error::TrustListError;
use super::{ListPurpose, MOST_ANCHORS, MOST_TEXT, TYPE};
use crate::jose::{Claims, JoseError, Jws, Rules};
use crate::report::SignedListFacts;
use crate::time::UnixTime;
use crate::trust::revocation::SKEW;
use crate::x509::Certificate;

/// One anchor on a signed list.
#[derive(Clone, Debug)]
pub struct ListedAnchor {
    /// It as a certificate.
    pub certificate: Certificate,
    /// What it is trusted for, and for nothing else.
    pub purposes: Vec<ListPurpose>,
    /// The first moment for which the issuer of the list answers for it, where stated.
    pub from: Option<UnixTime>,
    /// The last one, where stated: an authority that ended keeps what it did before.
    pub until: Option<UnixTime>,
}

/// A trust list (信任列表) that was signed with a certificate that the caller lets sign lists.
///
/// Holding one proves that the list is as it was signed, and was not issued in the future. It does
/// not prove that it is the latest, nor that it still counts: that is asked with every path, and a
/// list that is past its next update leaves the answer open.
#[derive(Clone, Debug)]
pub struct TrustList {
    name: String,
    facts: SignedListFacts,
    anchors: Vec<ListedAnchor>,
}

impl TrustList {
    /// The most bytes of a list.
    pub const MOST_BYTES: usize = 16 << 20;

    /// Reads a list and verifies that one of `signers` signed it. What the list says about its own
    /// signer is never believed.
    ///
    /// # Errors
    ///
    /// [`TrustListError`], but not [`TrustListError::NotNewer`].
    pub fn open(
        bytes: &[u8],
        signers: &[Certificate],
        now: UnixTime,
    ) -> Result<Self, TrustListError> {
        let token = Jws::parse(bytes, &Rules { typ: TYPE, most_bytes: Self::MOST_BYTES })?;
        let signer = signers.iter().find(|c| signed_by(&token, c)).ok_or(TrustListError::Signer)?;
        let mut claims = Claims::new(token.claims()?);
        let name = claims.text("name", MOST_TEXT)?;
        let issuer = claims.text("iss", MOST_TEXT)?;
        let (issued, ends) = (claims.time("iat")?, claims.time("exp")?);
        let sequence = claims.optional_number("seq")?.ok_or(JoseError::Claim { claim: "seq" })?;
        let entries = claims.objects("anchors", MOST_ANCHORS)?;
        claims.finish()?;
        if entries.is_empty() {
            return Err(JoseError::Claim { claim: "anchors" }.into());
        }
        if issued > now.plus(SKEW) {
            return Err(TrustListError::Future);
        }
        let lived = signer.not_before() <= issued && issued <= signer.not_after();
        if ends <= issued || !lived {
            return Err(TrustListError::Period);
        }
        let read = entries.into_iter().enumerate().map(|(index, claims)| anchor(index + 1, claims));
        let anchors = read.collect::<Result<_, _>>()?;
        let next_update = ends.min(signer.not_after());
        Ok(Self { name, facts: SignedListFacts { issuer, issued, next_update, sequence }, anchors })
    }

    /// Refuses a list that is older than one that was seen before: whoever keeps the number of the
    /// last list notices when an old one is put in its place.
    ///
    /// # Errors
    ///
    /// [`TrustListError::NotNewer`] if its number is less than `sequence`.
    pub fn not_before(self, sequence: u32) -> Result<Self, TrustListError> {
        let offered = self.facts.sequence;
        if offered < sequence {
            return Err(TrustListError::NotNewer { known: sequence, offered });
        }
        Ok(self)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it says about itself.
    pub fn facts(&self) -> &SignedListFacts {
        &self.facts
    }

    /// Its anchors.
    pub fn anchors(&self) -> &[ListedAnchor] {
        &self.anchors
    }
}

fn signed_by(token: &Jws, certificate: &Certificate) -> bool {
    let may = certificate.key_usage().is_none_or(|u| u.digital_signature() || u.non_repudiation());
    may && certificate.public_key().is_ok_and(|key| token.verify(key).is_ok())
}

fn anchor(place: usize, mut claims: Claims) -> Result<ListedAnchor, TrustListError> {
    let malformed = |claim| JoseError::Claim { claim };
    let text = claims.value("certificate");
    let text = text.as_ref().and_then(serde_json::Value::as_str);
    let der = text.and_then(|t| Base64::decode_vec(t).ok()).ok_or(malformed("certificate"))?;
    let certificate = Certificate::from_der(&der)
        .map_err(|error| TrustListError::Certificate { place, error })?;
    let words = claims.optional_texts("purposes", ListPurpose::ALL.len(), 20)?;
    let words = words.ok_or(malformed("purposes"))?;
    let purposes: Option<Vec<_>> = words.iter().map(|word| ListPurpose::from_word(word)).collect();
    let purposes = purposes.ok_or(malformed("purposes"))?;
    let (from, until) = (claims.optional_time("from")?, claims.optional_time("until")?);
    claims.finish()?;
    Ok(ListedAnchor { certificate, purposes, from, until })
}
