//! Certificate revocation lists (RFC 5280 5).

use std::fmt;
use std::sync::Arc;

use const_oid::ObjectIdentifier;

use super::certificate::{AlgorithmId, bits};
use super::error::X509Error;
use super::extension::{
    self, AuthorityKeyId, DistributionPoint, IssuingDistributionPoint, distribution_points,
    issuing_distribution_point, key_id,
};
use super::general_name::GeneralName;
use super::moment;
use super::name::Name;
use super::reason::RevocationReason;
use super::tlv::{ENUMERATED, INTEGER, Raw, SEQUENCE, Span, Walk};
use crate::time::UnixTime;

/// A revocation list (证书吊销列表), kept as received; cheap to clone.
///
/// Holding one means that every entry of it is well formed. It proves nothing about who signed it.
#[derive(Clone)]
pub struct Crl {
    inner: Arc<Inner>,
}

struct Inner {
    der: Arc<[u8]>,
    tbs: Span,
    algorithm: AlgorithmId,
    signature: Span,
    issuer: Name,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
    entries: Span,
    extensions: CrlExtensions,
    /// An entry carries a critical extension that is not known here.
    strange_entry: bool,
}

#[derive(Default)]
struct CrlExtensions {
    number: Option<Raw>,
    base: Option<Raw>,
    scope: Option<IssuingDistributionPoint>,
    freshest: Vec<DistributionPoint>,
    authority_key_id: Option<AuthorityKeyId>,
    unknown_critical: bool,
    wrongly_critical: bool,
}

/// One revoked certificate.
#[derive(Clone, Debug)]
pub struct CrlEntry {
    /// When it was revoked.
    pub at: UnixTime,
    /// Why, where stated.
    pub reason: Option<RevocationReason>,
    /// Since when its key may have been in wrong hands, where stated.
    pub invalid_since: Option<UnixTime>,
}

impl Crl {
    /// Reads a list from its DER.
    ///
    /// # Errors
    ///
    /// [`X509Error`] if the bytes are not exactly one list in strict DER.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        let der: Arc<[u8]> = Arc::from(der);
        Ok(Self { inner: Arc::new(read(&der)?) })
    }

    /// Lists from a file of either kind: PEM blocks, or one DER list.
    ///
    /// # Errors
    ///
    /// [`X509Error::Pem`] if it is neither, else as [`Self::from_der`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Vec<Self>, X509Error> {
        if bytes.first() == Some(&SEQUENCE) {
            return Ok(vec![Self::from_der(bytes)?]);
        }
        super::pem::blocks(bytes, "X509 CRL")?.iter().map(|der| Self::from_der(der)).collect()
    }

    /// The whole as received.
    pub fn der(&self) -> &[u8] {
        &self.inner.der
    }

    /// The signed part as received.
    pub fn tbs(&self) -> &[u8] {
        self.at(self.inner.tbs)
    }

    /// The algorithm of its signature: identifier, and parameters as received.
    pub fn signature_algorithm(&self) -> (ObjectIdentifier, Option<&[u8]>) {
        let algorithm = &self.inner.algorithm;
        (algorithm.oid, algorithm.parameters.map(|p| self.at(p)))
    }

    /// The signature value.
    pub fn signature(&self) -> &[u8] {
        self.at(self.inner.signature)
    }

    /// Who signed it, by its own words.
    pub fn issuer(&self) -> &Name {
        &self.inner.issuer
    }

    /// When it was made.
    pub fn this_update(&self) -> UnixTime {
        self.inner.this_update
    }

    /// When the next one comes at the latest.
    pub fn next_update(&self) -> Option<UnixTime> {
        self.inner.next_update
    }

    /// Contents of the CRL number, where stated.
    pub fn number(&self) -> Option<&[u8]> {
        self.inner.extensions.number.as_ref().map(AsRef::as_ref)
    }

    /// For a delta list, contents of the number of the list that it builds upon.
    pub fn base_number(&self) -> Option<&[u8]> {
        self.inner.extensions.base.as_ref().map(AsRef::as_ref)
    }

    /// What the list is about, where that is restricted.
    pub fn scope(&self) -> Option<&IssuingDistributionPoint> {
        self.inner.extensions.scope.as_ref()
    }

    /// Where delta lists to it are to be had.
    pub fn freshest_crl(&self) -> &[DistributionPoint] {
        &self.inner.extensions.freshest
    }

    /// The signer's key identifier, where stated.
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        let id = self.inner.extensions.authority_key_id.as_ref()?;
        id.key_id.as_ref().map(AsRef::as_ref)
    }

    /// Whether it carries a critical extension, of the list or of an entry, that is not known here:
    /// such a list must not be used (RFC 5280 5.2, 5.3).
    pub fn has_unknown_critical(&self) -> bool {
        self.inner.extensions.unknown_critical || self.inner.strange_entry
    }

    /// Whether an extension that must not be critical is (RFC 5280 5.2.3).
    pub fn has_wrongly_critical(&self) -> bool {
        self.inner.extensions.wrongly_critical
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.inner.entries.is_empty()
    }

    /// The entry of the certificate with this serial number and issuer.
    ///
    /// # Errors
    ///
    /// [`X509Error`] never in practice: every entry was read once.
    pub fn find(&self, serial: &[u8], issuer: &Name) -> Result<Option<CrlEntry>, X509Error> {
        let mut walk = Walk::within(&self.inner.der, self.inner.entries);
        let mut current: Option<Name> = None;
        while !walk.is_empty() {
            let mut entry = walk.enter(SEQUENCE, "entry")?;
            let number = entry.expect(INTEGER, "serial number")?;
            let hit = entry.bytes(number) == serial;
            let indirect = self.scope().is_some_and(|s| s.indirect);
            if !hit && !indirect {
                continue;
            }
            let read = entry_rest(&mut entry, &self.inner.der)?;
            if let Some(names) = read.issuer {
                current = names.into_iter().find_map(|n| n.directory().cloned());
            }
            if hit && current.as_ref().unwrap_or(self.issuer()).matches(issuer) {
                return Ok(Some(read.entry));
            }
        }
        Ok(None)
    }

    /// Every entry with the serial number it is about, in their order.
    ///
    /// # Errors
    ///
    /// [`X509Error`] never in practice: every entry was read once.
    pub fn entries(&self) -> Result<Vec<(&[u8], CrlEntry)>, X509Error> {
        let mut walk = Walk::within(&self.inner.der, self.inner.entries);
        let mut out = Vec::new();
        while !walk.is_empty() {
            let mut entry = walk.enter(SEQUENCE, "entry")?;
            let number = entry.expect(INTEGER, "serial number")?;
            let serial = self.at(number.value);
            out.push((serial, entry_rest(&mut entry, &self.inner.der)?.entry));
        }
        Ok(out)
    }

    fn at(&self, span: Span) -> &[u8] {
        span.of(&self.inner.der)
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl(of {} made {})", self.issuer(), self.this_update())
    }
}

fn read(der: &Arc<[u8]>) -> Result<Inner, X509Error> {
    let mut walk = Walk::new(der)?;
    let mut outer = walk.enter(SEQUENCE, "revocation list")?;
    walk.finish("revocation list")?;
    let tbs = outer.expect(SEQUENCE, "signed part of a revocation list")?;
    let algorithm = AlgorithmId::read(&mut outer)?;
    let signature = bits(&mut outer, "signature")?;
    outer.finish("revocation list")?;

    let mut fields = outer.inside(tbs);
    let version = match fields.optional(INTEGER, "version")? {
        None => 1,
        Some(tlv) if fields.bytes(tlv) == [1] => 2,
        Some(_) => return Err(X509Error::Version),
    };
    AlgorithmId::read(&mut fields)?.same(&algorithm, der)?;
    let issuer = Name::read(&mut fields, der)?;
    let this_update = moment::time(&mut fields, "this update")?;
    let next_update = moment::optional_time(&mut fields, "next update")?;
    let entries = fields.optional(SEQUENCE, "entries")?.map(|t| t.value).unwrap_or_default();
    let strange_entry = check_entries(Walk::within(der, entries), der)?;
    let extensions = match fields.optional(0xa0, "extensions")? {
        None => CrlExtensions::default(),
        Some(_) if version < 2 => return Err(X509Error::ExtensionsInOldVersion { version }),
        Some(tlv) => {
            let mut inner = fields.inside(tlv);
            let list = inner.enter(SEQUENCE, "extensions")?;
            inner.finish("extensions")?;
            crl_extensions(list, der)?
        }
    };
    fields.finish("signed part of a revocation list")?;
    Ok(Inner {
        der: Arc::clone(der),
        tbs: tbs.full,
        algorithm,
        signature,
        issuer,
        this_update,
        next_update,
        entries,
        extensions,
        strange_entry,
    })
}

fn crl_extensions(walk: Walk<'_>, der: &Arc<[u8]>) -> Result<CrlExtensions, X509Error> {
    let mut out = CrlExtensions::default();
    let (list, _) = extension::list(walk, der)?;
    for e in &list {
        let mut value = Walk::within(der, e.value);
        match e.oid.of(der) {
            [0x55, 0x1d, 20] => {
                let tlv = value.expect(INTEGER, "list number")?;
                value.finish("list number")?;
                out.number = Some(Raw::new(der, tlv.value));
                out.wrongly_critical |= e.is_critical();
            }
            [0x55, 0x1d, 27] => {
                let tlv = value.expect(INTEGER, "base list number")?;
                value.finish("base list number")?;
                out.base = Some(Raw::new(der, tlv.value));
            }
            [0x55, 0x1d, 28] => out.scope = Some(issuing_distribution_point(value, der)?),
            [0x55, 0x1d, 35] => out.authority_key_id = Some(key_id(value, der)?),
            [0x55, 0x1d, 46] => out.freshest = distribution_points(value, der)?,
            _ => out.unknown_critical |= e.is_critical(),
        }
    }
    Ok(out)
}

/// Reads every entry once; says whether one has a critical extension that is not known.
fn check_entries(mut walk: Walk<'_>, der: &Arc<[u8]>) -> Result<bool, X509Error> {
    let mut strange = false;
    while !walk.is_empty() {
        let mut entry = walk.enter(SEQUENCE, "entry")?;
        entry.expect(INTEGER, "serial number")?;
        strange |= entry_rest(&mut entry, der)?.strange;
    }
    Ok(strange)
}

struct EntryRest {
    entry: CrlEntry,
    issuer: Option<Vec<GeneralName>>,
    strange: bool,
}

/// What follows the serial number of an entry.
fn entry_rest(walk: &mut Walk<'_>, der: &Arc<[u8]>) -> Result<EntryRest, X509Error> {
    let at = moment::time(walk, "revocation date")?;
    let entry = CrlEntry { at, reason: None, invalid_since: None };
    let mut out = EntryRest { entry, issuer: None, strange: false };
    let Some(tlv) = walk.optional(SEQUENCE, "entry extensions")? else {
        walk.finish("entry")?;
        return Ok(out);
    };
    walk.finish("entry")?;
    let (list, _) = extension::list(walk.inside(tlv), der)?;
    for e in &list {
        let mut value = Walk::within(der, e.value);
        match e.oid.of(der) {
            [0x55, 0x1d, 21] => out.entry.reason = Some(reason(&mut value)?),
            [0x55, 0x1d, 24] => {
                out.entry.invalid_since = Some(moment::generalized(&mut value, "invalidity date")?);
            }
            [0x55, 0x1d, 29] => {
                let names = value.enter(SEQUENCE, "certificate issuer")?;
                out.issuer = Some(GeneralName::list(names, der)?);
            }
            _ => out.strange |= e.is_critical(),
        }
    }
    Ok(out)
}

/// CRLReason.
pub(super) fn reason(walk: &mut Walk<'_>) -> Result<RevocationReason, X509Error> {
    let tlv = walk.expect(ENUMERATED, "revocation reason")?;
    match walk.bytes(tlv) {
        [number] => RevocationReason::from_number(*number),
        _ => None,
    }
    .ok_or_else(|| walk.malformed(tlv, "revocation reason"))
}
