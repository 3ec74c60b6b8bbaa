use x509_cert::certificate::Rfc5280;
use x509_cert::crl::{CertificateList, RevokedCert, TbsCertList};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::Extension;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;

use super::adapter::{Facts, sign, time};
use super::extension::{authority_key_identifier, extension};
use super::{IssueError, Issuer, Validity};
use crate::asn1::{self, oid, tag, writer};
use crate::time::UnixTime;
use crate::x509::{Certificate, Crl, RevocationReason};

/// One certificate that is no longer to be believed (RFC 5280 §5.3).
#[must_use = "a revocation does nothing until it is in a list"]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Revocation {
    serial: Vec<u8>,
    at: UnixTime,
    reason: RevocationReason,
    invalid_since: Option<UnixTime>,
}

impl Revocation {
    /// The certificate with this serial number (big endian), revoked at `at` without a reason.
    pub fn new(serial: impl Into<Vec<u8>>, at: UnixTime) -> Self {
        let serial = serial.into();
        Self { serial, at, reason: RevocationReason::Unspecified, invalid_since: None }
    }

    /// This certificate, revoked at `at` without a reason.
    pub fn of(certificate: &Certificate, at: UnixTime) -> Self {
        Self::new(certificate.serial(), at)
    }

    /// Says why.
    pub fn with_reason(mut self, reason: RevocationReason) -> Self {
        self.reason = reason;
        self
    }

    /// Says since when the key is believed to be in wrong hands (invalidityDate).
    pub fn with_invalid_since(mut self, since: UnixTime) -> Self {
        self.invalid_since = Some(since);
        self
    }

    fn entry(&self) -> Result<RevokedCert<Rfc5280>, IssueError> {
        let mut extensions = Vec::new();
        // RFC 5280 §5.3.1: an unspecified reason is left out.
        if self.reason != RevocationReason::Unspecified {
            let value = writer::tlv(tag::ENUMERATED, &[self.reason.number()]);
            extensions.push(extension(oid::CRL_REASON, false, value)?);
        }
        if let Some(since) = self.invalid_since {
            let value = asn1::time::write_generalized(since);
            extensions.push(extension(oid::INVALIDITY_DATE, false, value)?);
        }
        Ok(RevokedCert {
            serial_number: SerialNumber::new(&self.serial)
                .map_err(|_| IssueError::Encoding { what: "serial number" })?,
            revocation_date: time(self.at)?,
            crl_entry_extensions: (!extensions.is_empty()).then_some(extensions),
        })
    }
}

/// Gathers what a certificate revocation list shall say (RFC 5280 §5).
#[must_use = "a draft does nothing until it is issued"]
#[derive(Clone, Debug)]
pub struct CrlDraft {
    number: u64,
    this_update: UnixTime,
    next_update: UnixTime,
    revocations: Vec<Revocation>,
    others: Vec<(const_oid::ObjectIdentifier, bool, Vec<u8>)>,
}

impl CrlDraft {
    /// The list with this number, made at `this_update` and replaced by `next_update` at the
    /// latest. Numbers must grow from list to list (RFC 5280 §5.2.3).
    ///
    /// # Errors
    ///
    /// [`IssueError::Validity`] if it would be replaced before it is made.
    pub fn new(
        number: u64,
        this_update: UnixTime,
        next_update: UnixTime,
    ) -> Result<Self, IssueError> {
        Validity::new(this_update, next_update)?;
        let (revocations, others) = (Vec::new(), Vec::new());
        Ok(Self { number, this_update, next_update, revocations, others })
    }

    /// Adds a revoked certificate. Call once for each.
    pub fn with_revocation(mut self, revocation: Revocation) -> Self {
        self.revocations.push(revocation);
        self
    }

    /// Limits the list, for example to certificates of end entities; `value` is the DER of an
    /// IssuingDistributionPoint (RFC 5280 §5.2.5).
    pub fn with_issuing_distribution_point(self, value: Vec<u8>) -> Self {
        self.with_critical_extension(oid::ISSUING_DISTRIBUTION_POINT, value)
    }

    /// Adds an extension of any kind that no reader may pass over; `value` is its DER.
    pub fn with_critical_extension(
        mut self,
        oid: const_oid::ObjectIdentifier,
        value: Vec<u8>,
    ) -> Self {
        self.others.push((oid, true, value));
        self
    }

    /// Has `issuer` sign the list.
    ///
    /// # Errors
    ///
    /// [`IssueError::NotAllowed`] if the issuer's key usage lacks cRLSign, and the other variants
    /// of [`IssueError`].
    pub fn issue(&self, issuer: &Issuer<'_>) -> Result<Crl, IssueError> {
        if issuer.certificate.key_usage().is_some_and(|usage| !usage.crl_sign()) {
            return Err(IssueError::NotAllowed { what: "signing revocation lists" });
        }
        let failed = |_| IssueError::Encoding { what: "revocation list" };
        let mut revoked = Vec::new();
        for revocation in &self.revocations {
            revoked.push(revocation.entry()?);
        }
        let signature_algorithm = Facts::of(issuer.signer).algorithm()?;
        // `CrlBuilder` would copy the issuer's own authorityKeyIdentifier, which names the key
        // above it; the list must name the key that signs it.
        let tbs_cert_list: TbsCertList = TbsCertList {
            version: x509_cert::Version::V2,
            signature: signature_algorithm.clone(),
            issuer: Name::from_der(issuer.certificate.subject().raw()).map_err(failed)?,
            this_update: time(self.this_update)?,
            next_update: Some(time(self.next_update)?),
            revoked_certificates: (!revoked.is_empty()).then_some(revoked),
            crl_extensions: Some(self.extensions(issuer)?),
        };
        let signature = sign(issuer.signer, &tbs_cert_list.to_der().map_err(failed)?)?;
        let list = CertificateList { tbs_cert_list, signature_algorithm, signature };
        Ok(Crl::from_der(&list.to_der().map_err(failed)?)?)
    }

    fn extensions(&self, issuer: &Issuer<'_>) -> Result<Vec<Extension>, IssueError> {
        let authority = authority_key_identifier(&issuer.key_identifier());
        let mut out = vec![
            extension(oid::AUTHORITY_KEY_IDENTIFIER, false, authority)?,
            extension(oid::CRL_NUMBER, false, writer::integer(self.number))?,
        ];
        for (oid, critical, value) in &self.others {
            out.push(extension(*oid, *critical, value.clone())?);
        }
        Ok(out)
    }
}
