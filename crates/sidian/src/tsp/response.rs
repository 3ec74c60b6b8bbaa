//! `TimeStampResp` (RFC 3161 2.4.2).

use std::borrow::Cow;

use super::error::TspError;
use super::request::TimestampRequest;
use super::token::TimestampToken;
use crate::asn1::{Asn1Error, Reader, ber, tag, writer};
use crate::cms::{CmsError, Profile, verify_signer};
use crate::report::Integrity;
use crate::time::UnixTime;
use crate::x509::Certificate;

/// An authority's answer as received: a status and, where it is granted, a token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TimestampResponse<'a> {
    status: Status,
    text: String,
    failure: Option<FailureInfo>,
    token: Option<Cow<'a, [u8]>>,
}

/// `PKIStatus` (RFC 3161 2.4.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Status {
    /// A token is there.
    Granted,
    /// A token is there, not quite as asked for.
    GrantedWithMods,
    /// No.
    Rejection,
    /// Later.
    Waiting,
    /// A warning of a revocation to come.
    RevocationWarning,
    /// A note of a revocation.
    RevocationNotification,
}

impl Status {
    const ALL: [Self; 6] = [
        Self::Granted,
        Self::GrantedWithMods,
        Self::Rejection,
        Self::Waiting,
        Self::RevocationWarning,
        Self::RevocationNotification,
    ];

    /// The standard's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::GrantedWithMods => "grantedWithMods",
            Self::Rejection => "rejection",
            Self::Waiting => "waiting",
            Self::RevocationWarning => "revocationWarning",
            Self::RevocationNotification => "revocationNotification",
        }
    }

    fn number(self) -> u64 {
        Self::ALL.iter().position(|s| *s == self).map_or(2, |at| at as u64)
    }

    /// Whether a token has to be there.
    pub const fn is_granted(self) -> bool {
        matches!(self, Self::Granted | Self::GrantedWithMods)
    }
}

/// `PKIFailureInfo` (RFC 3161 2.4.2): one reason for a refusal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum FailureInfo {
    /// The hash function is unknown or not accepted.
    BadAlg,
    /// The request is not allowed or not understood.
    BadRequest,
    /// The request cannot be read, or the digest has the wrong length.
    BadDataFormat,
    /// The authority's clock cannot be relied on.
    TimeNotAvailable,
    /// The policy is not offered.
    UnacceptedPolicy,
    /// An extension is not offered.
    UnacceptedExtension,
    /// Further information is not to be had.
    AddInfoNotAvailable,
    /// Something failed inside.
    SystemFailure,
}

impl FailureInfo {
    const ALL: [(u8, Self); 8] = [
        (0, Self::BadAlg),
        (2, Self::BadRequest),
        (5, Self::BadDataFormat),
        (14, Self::TimeNotAvailable),
        (15, Self::UnacceptedPolicy),
        (16, Self::UnacceptedExtension),
        (17, Self::AddInfoNotAvailable),
        (25, Self::SystemFailure),
    ];

    /// The standard's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadAlg => "badAlg",
            Self::BadRequest => "badRequest",
            Self::BadDataFormat => "badDataFormat",
            Self::TimeNotAvailable => "timeNotAvailable",
            Self::UnacceptedPolicy => "unacceptedPolicy",
            Self::UnacceptedExtension => "unacceptedExtension",
            Self::AddInfoNotAvailable => "addInfoNotAvailable",
            Self::SystemFailure => "systemFailure",
        }
    }

    fn bits(self) -> Vec<u8> {
        let bit = Self::ALL.iter().find(|(_, f)| *f == self).map_or(2, |(bit, _)| *bit);
        let mut bytes = [0_u8; 4];
        if let Some(byte) = bytes.get_mut(usize::from(bit / 8)) {
            *byte = 0x80 >> (bit % 8);
        }
        writer::named_bits(&bytes)
    }
}

impl<'a> TimestampResponse<'a> {
    /// Reads a response. What other makers wrote as BER is read too.
    ///
    /// # Errors
    ///
    /// [`TspError::Malformed`] where it is none.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, TspError> {
        let at = |source| TspError::from(CmsError::Asn1 { place: "TimeStampResp", source });
        match ber::to_definite(bytes).map_err(at)? {
            Cow::Borrowed(der) => {
                let (status, text, failure, token) = read(der).map_err(at)?;
                Ok(Self { status, text, failure, token: token.map(Cow::Borrowed) })
            }
            Cow::Owned(der) => {
                let (status, text, failure, token) = read(&der).map_err(at)?;
                let token = token.map(|token| Cow::Owned(token.to_vec()));
                Ok(Self { status, text, failure, token })
            }
        }
    }

    /// What the authority says became of the request.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Its own words, where it gave any.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Why it refused.
    pub fn failure(&self) -> Option<FailureInfo> {
        self.failure
    }

    /// The token, whatever it may be for.
    pub fn token(&self) -> Option<&[u8]> {
        self.token.as_deref()
    }

    /// The latest moment that its token speaks of, whoever made it and whether it may be trusted or
    /// not.
    pub(crate) fn stated(&self) -> Option<UnixTime> {
        Some(TimestampToken::parse(self.token()?).ok()?.info.proven())
    }

    /// The token, after it was found to be the one that `request` asked for: granted, over the same
    /// imprint, with the same nonce, under the policy asked for, signed by the certificate that its
    /// ESS attribute names (RFC 5816) and that is for timestamps alone. `certificates` are those in
    /// which the authority's may be found where it does not travel inside.
    ///
    /// Whether the authority is trusted is not asked here.
    ///
    /// # Errors
    ///
    /// [`TspError::Refused`], [`TspError::Other`] or [`TspError::Token`].
    pub fn check(
        &self,
        request: &TimestampRequest,
        certificates: &[Certificate],
    ) -> Result<&[u8], TspError> {
        let refused = || TspError::Refused {
            status: self.status,
            failure: self.failure,
            text: self.text.clone(),
        };
        if !self.status.is_granted() {
            return Err(refused());
        }
        let der = self.token.as_deref().ok_or_else(refused)?;
        let token = TimestampToken::parse(der)?;
        let info = &token.info;
        if info.hash_oid != request.hash_oid || info.imprint != request.imprint() {
            return Err(TspError::Other { what: "imprint" });
        }
        if info.nonce != request.nonce() {
            return Err(TspError::Other { what: "nonce" });
        }
        if request.policy.is_some_and(|wanted| wanted != info.policy) {
            return Err(TspError::Other { what: "policy" });
        }
        if request.certificate && token.signed.certificates.is_empty() {
            return Err(TspError::Other { what: "certificate" });
        }
        signed(&token, certificates)?;
        Ok(der)
    }
}

/// Whether the token's signature is that of a certificate for timestamps, bound by ESS.
fn signed(token: &TimestampToken<'_>, certificates: &[Certificate]) -> Result<(), TspError> {
    let check = verify_signer(&token.signed, &token.content, Profile::Timestamp, certificates);
    if check.integrity != Integrity::Ok {
        let worst = check.findings.iter().max_by_key(|f| f.severity());
        return Err(TspError::Token { why: worst.map_or("not verified", |f| f.code().name) });
    }
    if !token.binds_certificate() {
        return Err(TspError::Token { why: "signing-certificate-missing" });
    }
    match check.certificate {
        Some(certificate) if certificate.is_for_timestamps() => Ok(()),
        _ => Err(TspError::Token { why: "purpose-refused" }),
    }
}

type Parts<'a> = (Status, String, Option<FailureInfo>, Option<&'a [u8]>);

fn read(der: &[u8]) -> Result<Parts<'_>, Asn1Error> {
    let mut outer = Reader::new(der);
    let mut body = outer.sequence()?;
    outer.finish()?;
    let mut info = body.sequence()?;
    let number = info.u64()?;
    let status = usize::try_from(number).ok().and_then(|n| Status::ALL.get(n).copied());
    let status = status.ok_or(Asn1Error::Value { kind: "PKIStatus" })?;
    let text = match info.optional(tag::SEQUENCE)? {
        Some(tlv) => free_text(tlv.reader())?,
        None => String::new(),
    };
    let failure = match info.peek() {
        Some(tag::BIT_STRING) => {
            let bits = info.read()?.as_bits()?.1;
            let is_set = |bit: u8| {
                bits.get(usize::from(bit / 8)).is_some_and(|byte| byte & (0x80 >> (bit % 8)) != 0)
            };
            FailureInfo::ALL.iter().find(|(bit, _)| is_set(*bit)).map(|(_, failure)| *failure)
        }
        _ => None,
    };
    info.finish()?;
    let token = if body.is_empty() { None } else { Some(body.read()?.raw) };
    body.finish()?;
    Ok((status, text, failure, token))
}

/// `PKIFreeText ::= SEQUENCE OF UTF8String`, joined.
fn free_text(mut lines: Reader<'_>) -> Result<String, Asn1Error> {
    const MOST: usize = 16;
    let mut text = Vec::new();
    while !lines.is_empty() && text.len() < MOST {
        text.push(String::from_utf8_lossy(lines.read()?.value).into_owned());
    }
    Ok(text.join(" "))
}

/// The answer that holds `token`.
pub(super) fn granted(token: &[u8]) -> Vec<u8> {
    let status = writer::sequence(&[&writer::integer(Status::Granted.number())]);
    writer::sequence(&[&status, token])
}

/// The answer that refuses.
pub(super) fn refused(failure: FailureInfo, text: &str) -> Vec<u8> {
    let status = writer::sequence(&[
        &writer::integer(Status::Rejection.number()),
        &writer::sequence(&[&writer::utf8_string(text)]),
        &failure.bits(),
    ]);
    writer::sequence(&[&status])
}
