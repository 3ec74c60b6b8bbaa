//! Certificate revocation lists (RFC 5280 5).

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

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
    lookups: AtomicU32,
    index: OnceLock<Vec<(u64, Span)>>,
}

/// Look-ups that are answered by reading the list through.
const PLAIN_LOOKUPS: u32 = 4;

/// The last eight octets of a serial number: they differ most.
fn index_key(serial: &[u8]) -> u64 {
    let last = serial.get(serial.len().saturating_sub(8)..).unwrap_or_default();
    last.iter().fold(0, |n, b| n << 8 | u64::from(*b))
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

impl CrlEntry {
    /// What two entries about one certificate say together: the graver reason, the earlier times.
    fn worse(self, other: Self) -> Self {
        let gravity = |e: &Self| e.reason.unwrap_or(RevocationReason::Unspecified).gravity();
        let reason = if gravity(&other) > gravity(&self) { other.reason } else { self.reason };
        let since = self.invalid_since.into_iter().chain(other.invalid_since).min();
        Self { at: self.at.min(other.at), reason, invalid_since: since }
    }
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

    /// The entry of the certificate with this serial number and issuer. Where a list has several, what
    /// the worst of them says counts.
    ///
    /// # Errors
    ///
    /// [`X509Error`] never in practice: every entry was read once.
    pub fn find(&self, serial: &[u8], issuer: &Name) -> Result<Option<CrlEntry>, X509Error> {
        if self.scope().is_some_and(|s| s.indirect) {
            return self.find_indirect(serial, issuer);
        }
        // A list that is asked often is put in order once; one that came with a file is not.
        if self.inner.lookups.fetch_add(1, Ordering::Relaxed) < PLAIN_LOOKUPS {
            let mut walk = Walk::within(&self.inner.der, self.inner.entries);
            let mut found = None;
            while !walk.is_empty() {
                let tlv = walk.expect(SEQUENCE, "entry")?;
                found = together(found, self.entry_at(tlv.value, serial, issuer)?);
            }
            return Ok(found);
        }
        let index = self.inner.index.get_or_init(|| self.sorted());
        let key = index_key(serial);
        let first = index.partition_point(|(k, _)| *k < key);
        let mut found = None;
        for (_, place) in
            index.get(first..).unwrap_or_default().iter().take_while(|(k, _)| *k == key)
        {
            found = together(found, self.entry_at(*place, serial, issuer)?);
        }
        Ok(found)
    }

    /// The entry at `place`, if it is about this certificate.
    fn entry_at(
        &self,
        place: Span,
        serial: &[u8],
        issuer: &Name,
    ) -> Result<Option<CrlEntry>, X509Error> {
        let mut entry = Walk::within(&self.inner.der, place);
        let number = entry.expect(INTEGER, "serial number")?;
        if entry.bytes(number) != serial {
            return Ok(None);
        }
        let read = entry_rest(&mut entry, &self.inner.der)?;
        let other = read.issuer.as_deref().and_then(|n| n.iter().find_map(GeneralName::directory));
        let hit = other.unwrap_or(self.issuer()).matches(issuer);
        Ok(hit.then_some(read.entry))
    }

    /// In an indirect list an issuer stays named until another one is.
    fn find_indirect(&self, serial: &[u8], issuer: &Name) -> Result<Option<CrlEntry>, X509Error> {
        let mut walk = Walk::within(&self.inner.der, self.inner.entries);
        let mut current: Option<Name> = None;
        let mut found = None;
        while !walk.is_empty() {
            let mut entry = walk.enter(SEQUENCE, "entry")?;
            let number = entry.expect(INTEGER, "serial number")?;
            let hit = entry.bytes(number) == serial;
            let read = entry_rest(&mut entry, &self.inner.der)?;
            if let Some(names) = read.issuer {
                current = names.into_iter().find_map(|n| n.directory().cloned());
            }
            if hit && current.as_ref().unwrap_or(self.issuer()).matches(issuer) {
                found = together(found, Some(read.entry));
            }
        }
        Ok(found)
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

    /// The entries in the order of their serial numbers.
    fn sorted(&self) -> Vec<(u64, Span)> {
        let mut walk = Walk::within(&self.inner.der, self.inner.entries);
        let mut index = Vec::new();
        while let Ok(tlv) = walk.expect(SEQUENCE, "entry") {
            let mut entry = walk.inside(tlv);
            if let Ok(number) = entry.expect(INTEGER, "serial number") {
                index.push((index_key(entry.bytes(number)), tlv.value));
            }
        }
        index.sort_unstable_by_key(|(key, _)| *key);
        index
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

fn together(first: Option<CrlEntry>, second: Option<CrlEntry>) -> Option<CrlEntry> {
    match (first, second) {
        (Some(first), Some(second)) => Some(first.worse(second)),
        (first, second) => first.or(second),
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
        lookups: AtomicU32::new(0),
        index: OnceLock::new(),
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
