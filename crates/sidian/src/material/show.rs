//! Show codes (亮证码): this holder showed this licence just now.
//!
//! A code is `SD1:` and Base45 (RFC 9285) of a COSE_Sign1 (RFC 9052) over CWT claims (RFC 8392):
//! `sub` (the licence's identifier without its root), `aud` (the department's code, where it is shown
//! to one only), `iat`, `exp` and `cti` (a nonce of eight random bytes). All of it is in the characters
//! that a QR code packs tightly, and at most [`MOST_CHARACTERS`] long.
//!
//! The holder's phone signs with the key that is bound to the holder; the module
//! [`material`](super) says how a verifier knows it. The code alone says which licence is meant and
//! proves nothing else: the licence itself has to be at hand, verified, and so has proof of the key.
//! RSA values are too long for it, and so are P-384 values unless the identifier is short.

use coset::cwt::{ClaimsSetBuilder, Timestamp};

use super::holder::find_key;
use super::ledger::NonceStore;
use super::party::Party;
use super::statement::{MaterialError, SKEW, blocked};
use crate::budget::Work;
use crate::cose::{
    CoseError, PreparedSign1, Sign1, from_base45, read_claims, to_base45, write_claims,
};
use crate::crypto::{Hash, PublicKey, SignatureAlgorithm, Signer, random};
use crate::licence::{LicenceId, VerifiedLicence};
use crate::report::Finding;
use crate::report::codes::material as codes;
use crate::signature::verify::Context;
use crate::time::UnixTime;

/// The longest code, in characters.
pub const MOST_CHARACTERS: usize = 300;
/// How long a code lives unless it is told otherwise, and at most, in seconds: five minutes.
pub const LIFE: i64 = 300;

const PREFIX: &str = "SD1:";
const ROOT: &str = "1.2.156.3005.2.";
const NONCE: usize = 8;

/// What a holder is about to show.
#[must_use = "a draft shows nothing until it is signed"]
#[derive(Clone, Debug)]
pub struct ShowDraft {
    licence: String,
    audience: Option<String>,
    life: i64,
}

impl ShowDraft {
    /// Shows this licence to whoever scans it.
    pub fn new(licence: &LicenceId) -> Self {
        let text = licence.to_string();
        let licence = text.strip_prefix(ROOT).unwrap_or(&text).to_owned();
        Self { licence, audience: None, life: LIFE }
    }

    /// Shows it to this department only.
    pub fn to(mut self, department: &Party) -> Self {
        self.audience = Some(department.code().to_owned());
        self
    }

    /// Lives so many seconds.
    pub fn with_life(mut self, seconds: i64) -> Self {
        self.life = seconds;
        self
    }

    /// Signs it with the holder's key: the text of a QR code.
    ///
    /// # Errors
    ///
    /// [`MaterialError::Draft`] for a life that is not between one second and [`LIFE`],
    /// [`MaterialError::Size`] beyond [`MOST_CHARACTERS`], [`MaterialError::Cose`].
    pub fn sign(self, signer: &dyn Signer, now: UnixTime) -> Result<String, MaterialError> {
        text(&Sign1::sign(&self.claims(now)?, signer)?)
    }

    /// Prepares it for a key elsewhere. [`PreparedShow::complete`] makes the text.
    ///
    /// # Errors
    ///
    /// As [`sign`](Self::sign).
    pub fn prepare(
        self,
        algorithm: &SignatureAlgorithm,
        key: &PublicKey,
        now: UnixTime,
    ) -> Result<PreparedShow, MaterialError> {
        Ok(PreparedShow(PreparedSign1::new(&self.claims(now)?, algorithm, key)?))
    }

    fn claims(self, now: UnixTime) -> Result<Vec<u8>, MaterialError> {
        if !(1..=LIFE).contains(&self.life) {
            return Err(MaterialError::Draft {
                detail: "a show code lives one second to five minutes",
            });
        }
        let mut claims = ClaimsSetBuilder::new().subject(self.licence);
        if let Some(audience) = self.audience {
            claims = claims.audience(audience);
        }
        let claims = claims
            .expiration_time(Timestamp::WholeSeconds(now.plus(self.life).seconds()))
            .issued_at(Timestamp::WholeSeconds(now.seconds()))
            .cwt_id(random::<NONCE>()?.to_vec())
            .build();
        Ok(write_claims(claims)?)
    }
}

/// A show code that only its signature value is missing from.
#[must_use = "a prepared code is not signed before it is completed"]
pub struct PreparedShow(PreparedSign1);

impl PreparedShow {
    /// What the key signs: the message itself, not its hash.
    pub fn to_be_signed(&self) -> Vec<u8> {
        self.0.to_be_signed()
    }

    /// The text of a QR code, with the value that the key made.
    ///
    /// # Errors
    ///
    /// [`MaterialError::Cose`] if it is not the signature of that key, [`MaterialError::Size`].
    pub fn complete(self, value: &[u8]) -> Result<String, MaterialError> {
        text(&self.0.complete(value)?)
    }
}

fn text(bytes: &[u8]) -> Result<String, MaterialError> {
    let text = PREFIX.to_owned() + &to_base45(bytes);
    if text.len() > MOST_CHARACTERS {
        return Err(MaterialError::Size { max: MOST_CHARACTERS });
    }
    Ok(text)
}

/// A show code as it was scanned: nothing in it is believed before it was verified.
#[derive(Debug)]
pub struct ShowCode {
    envelope: Sign1,
    licence: LicenceId,
    audience: Option<String>,
    issued: UnixTime,
    expires: UnixTime,
}

impl ShowCode {
    /// Reads a code without judging it.
    ///
    /// # Errors
    ///
    /// [`MaterialError`].
    pub fn inspect(text: &str) -> Result<Self, MaterialError> {
        let shape = CoseError::Shape;
        if text.len() > MOST_CHARACTERS {
            return Err(MaterialError::Size { max: MOST_CHARACTERS });
        }
        let text = text.strip_prefix(PREFIX).ok_or(shape)?;
        let envelope = Sign1::parse(&from_base45(text)?, MOST_CHARACTERS)?;
        let claims = read_claims(envelope.payload())?;
        let time = |at: Option<Timestamp>| match at {
            Some(Timestamp::WholeSeconds(seconds)) => {
                UnixTime::from_seconds(seconds).map_err(|_| shape)
            }
            _ => Err(shape),
        };
        if claims.issuer.is_some() || claims.not_before.is_some() || !claims.rest.is_empty() {
            return Err(shape.into());
        }
        if claims.cwt_id.is_none_or(|nonce| nonce.len() != NONCE) {
            return Err(shape.into());
        }
        let licence = ROOT.to_owned() + &claims.subject.ok_or(shape)?;
        let audience = claims.audience;
        if audience.as_ref().is_some_and(|a| Party::organisation(a).is_err()) {
            return Err(shape.into());
        }
        Ok(Self {
            licence: licence.parse().map_err(|_| shape)?,
            audience,
            issued: time(claims.issued_at)?,
            expires: time(claims.expiration_time)?,
            envelope,
        })
    }

    /// Which licence it claims to show.
    pub fn licence(&self) -> &LicenceId {
        &self.licence
    }

    /// When it says it was made, and when it ends.
    pub fn period(&self) -> (UnixTime, UnixTime) {
        (self.issued, self.expires)
    }
}

/// Who scans a code, and what for.
#[derive(Clone, Copy, Debug)]
pub struct ShowRequest<'a> {
    licence: &'a VerifiedLicence,
    department: Option<&'a Party>,
}

impl<'a> ShowRequest<'a> {
    /// The code must show this licence, which passed.
    pub fn new(licence: &'a VerifiedLicence) -> Self {
        Self { licence, department: None }
    }

    /// Scanned by this department. Codes that are for one department only need it.
    #[must_use]
    pub fn by(mut self, department: &'a Party) -> Self {
        self.department = Some(department);
        self
    }
}

/// A show code that passed: whoever holds the key that is bound to a holder of this licence showed
/// it within the last minutes, and the code was not used before.
///
/// It does not prove that the person in front of you is the one: compare the portrait.
#[derive(Clone, Debug)]
pub struct ShownLicence {
    licence: LicenceId,
    holder: Party,
    at: UnixTime,
}

impl ShownLicence {
    /// The licence.
    pub fn licence(&self) -> &LicenceId {
        &self.licence
    }

    /// The holder whose key it was.
    pub fn holder(&self) -> &Party {
        &self.holder
    }

    /// When the code was made, by the phone's clock.
    pub fn at(&self) -> UnixTime {
        self.at
    }
}

/// Judges a scanned code at `now`.
pub(crate) fn judge(
    text: &str,
    request: &ShowRequest<'_>,
    nonces: Option<&dyn NonceStore>,
    context: &Context<'_>,
    now: UnixTime,
) -> (Vec<Finding>, Option<ShownLicence>) {
    let code = match ShowCode::inspect(text) {
        Ok(code) => code,
        Err(e) => {
            let unknown = matches!(e, MaterialError::Cose(CoseError::Algorithm));
            let kind = if unknown { codes::STATEMENT_UNSUPPORTED } else { codes::SHOW_MALFORMED };
            return (vec![Finding::new(kind).with("detail", e)], None);
        }
    };
    let mut findings = Vec::new();
    asked(&code, request, &mut findings);
    in_time(&code, now, &mut findings);
    let holder = holder(&code, request, context, now, &mut findings);
    // Remembered last: a code that is refused for another reason is not used up by it, so that
    // nobody can spoil somebody else's code by a forged copy.
    if !blocked(&findings) {
        once(&code, nonces, now, &mut findings);
    }
    let proof =
        holder.map(|holder| ShownLicence { licence: code.licence, holder, at: code.issued });
    (findings, proof)
}

fn asked(code: &ShowCode, request: &ShowRequest<'_>, findings: &mut Vec<Finding>) {
    if code.licence.parts() != request.licence.metadata().id() {
        findings.push(Finding::new(codes::SHOW_LICENCE).with("licence", &code.licence));
    }
    if let Some(audience) = &code.audience
        && request.department.is_none_or(|d| !d.is_organisation() || d.code() != audience)
    {
        findings.push(Finding::new(codes::SHOW_AUDIENCE).with("audience", audience));
    }
}

fn in_time(code: &ShowCode, now: UnixTime, findings: &mut Vec<Finding>) {
    let life = code.expires.seconds().saturating_sub(code.issued.seconds());
    if !(1..=LIFE).contains(&life) {
        findings.push(Finding::new(codes::SHOW_TOO_LONG).with("seconds", life));
    }
    if code.issued > now.plus(SKEW) {
        findings.push(Finding::new(codes::SHOW_FUTURE).with("issued", code.issued));
    }
    if code.expires <= now {
        findings.push(Finding::new(codes::SHOW_EXPIRED).with("until", code.expires));
    }
}

fn holder(
    code: &ShowCode,
    request: &ShowRequest<'_>,
    context: &Context<'_>,
    now: UnixTime,
    findings: &mut Vec<Finding>,
) -> Option<Party> {
    let mut unknown = false;
    let found = find_key(request.licence.metadata(), context, now, |key| {
        if context.budget.spend(Work::Signatures, 1).is_err() {
            return false;
        }
        match code.envelope.verify(key) {
            Ok(()) => true,
            Err(CoseError::Crypto(e)) => {
                unknown |= e.is_unknown();
                false
            }
            Err(_) => false,
        }
    });
    if found.key.is_none() && !blocked(&found.findings) {
        let kind = match found.any && !unknown {
            true => codes::SHOW_KEY,
            false => codes::SHOW_KEY_UNKNOWN,
        };
        findings.push(Finding::new(kind));
    }
    findings.extend(found.findings);
    found.key
}

fn once(
    code: &ShowCode,
    nonces: Option<&dyn NonceStore>,
    now: UnixTime,
    findings: &mut Vec<Finding>,
) {
    // By what was signed, not by the signature: ECDSA gives many for one statement.
    let name = Hash::Sha256.digest(code.envelope.payload());
    let until = code.expires.plus(SKEW);
    match nonces.and_then(|store| store.first_use(name.as_ref(), until, now)) {
        Some(true) => {}
        Some(false) => findings.push(Finding::new(codes::SHOW_REPLAYED)),
        None => findings.push(Finding::new(codes::SHOW_REPLAY_UNCHECKED)),
    }
}
