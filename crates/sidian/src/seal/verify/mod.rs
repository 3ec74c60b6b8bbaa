//! Judging seals and their use, in the order of the standards (GB/T 38540-2020, GM/T 0031-2025).
//!
//! A seal: its format, the maker's signature, the date of making, the maker's path, the validity,
//! the timestamp. A use of it: its format, the signer's signature, the digest, the time, the
//! signer's path, the seal as above, and that the seal lists the signer. Nothing stops at the first
//! fault: whoever reads the report sees them all.

mod applied;
mod dates;
mod list;
mod maker;
mod register;
mod sealing;

pub(crate) use applied::judge_applied;
pub(crate) use list::listed;
pub(crate) use maker::signed_by_maker as maker_signed;
pub(crate) use sealing::judge as judge_sealing;

use super::code::SealCode;
use super::picture::PictureFormat;
use crate::report::codes::{seal as codes, ses as ses_codes};
use crate::report::{
    Fact, Finding, Integrity, SealPicture, SealReport, SigningTime, TimeSource, Trust,
};
use crate::ses::{Departure, SesExtension, SesPicture, SesSeal, SesVersion, Variant};
use crate::signature::verify::Context;
use crate::time::UnixTime;
use crate::trust::Evidence;
use crate::x509::Certificate;

/// A seal, or a use of it, that passed.
///
/// Of a seal by itself: its maker is trusted and signed it, and it is valid now. Of a use of it: in
/// addition one of those who may use it did, when it was valid, over the data that was given. It
/// does not prove that they were told to.
#[derive(Clone, Debug)]
pub struct VerifiedSeal {
    report: SealReport,
}

impl VerifiedSeal {
    pub(crate) fn new(report: SealReport) -> Self {
        Self { report }
    }

    /// What the seal says, and what was found about it.
    pub fn report(&self) -> &SealReport {
        &self.report
    }
}

/// When and by whom a seal was used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Use<'a> {
    /// The moment that the signer claims.
    pub(crate) claimed: Option<UnixTime>,
    /// The moment by which it was proven to be there.
    pub(crate) proven: Option<UnixTime>,
    /// The certificate whose key applied it, verified or, failing that, claimed.
    pub(crate) signer: Option<&'a Certificate>,
}

impl Use<'_> {
    /// The moment for which the seal has to be valid.
    fn moment(&self) -> Option<UnixTime> {
        self.claimed.or(self.proven)
    }

    fn reported(&self) -> Option<SigningTime> {
        match (self.proven, self.claimed) {
            (Some(at), _) => Some(SigningTime { at, source: TimeSource::Timestamp }),
            (None, Some(at)) => Some(SigningTime { at, source: TimeSource::Claimed }),
            (None, None) => None,
        }
    }
}

/// What was found about a seal.
pub(crate) struct JudgedSeal {
    pub(crate) report: SealReport,
    pub(crate) findings: Vec<Finding>,
}

impl JudgedSeal {
    fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}

/// Judges a seal as of `now`; `used` where it was applied to something.
pub(crate) fn judge(
    seal: &SesSeal<'_>,
    used: Option<Use<'_>>,
    context: &Context<'_>,
    evidence: &Evidence,
    now: UnixTime,
) -> JudgedSeal {
    let mut judged = JudgedSeal { report: report_of(seal), findings: Vec::new() };
    if let Some(used) = &used {
        judged.report.sealed_at = used.reported();
        judged.report.signer = used.signer.map(|c| c.subject().label());
    }
    judged.findings.extend(conformity(seal));
    let proven = maker::judge(&mut judged, seal, context, evidence, now);
    dates::judge(&mut judged, seal, used.as_ref(), now);
    if let (Some(stamped), created) = (proven, judged.report.created)
        && created > stamped.plus(CLOCK_SKEW)
    {
        let finding = Finding::new(codes::SEAL_TIMESTAMP_ORDER);
        judged.push(finding.with("created", created).with("stamped", stamped));
    }
    if let Some(used) = &used {
        list::judge(&mut judged, seal, used.signer);
    }
    register::judge(&mut judged, seal, used.as_ref(), context, evidence, now);
    picture(&mut judged);
    judged
}

/// Departures from the standard, as findings.
pub(crate) fn departures(variants: &[Variant]) -> Vec<Finding> {
    let code = |variant: &Variant| match variant.departure() {
        Departure::Loose => ses_codes::SES_LOOSE,
        Departure::Structure => ses_codes::SES_NOT_CONFORMING,
    };
    variants.iter().map(|v| Finding::new(code(v)).with("variant", v.name())).collect()
}

/// Critical extensions, of which none is known here.
pub(crate) fn critical(extensions: &[SesExtension]) -> impl Iterator<Item = Finding> {
    let critical = extensions.iter().filter(|e| e.critical);
    critical.map(|e| Finding::new(ses_codes::SES_CRITICAL_EXTENSION).with("extension", e.id))
}

/// What a structure says, with every fact still open.
fn report_of(seal: &SesSeal<'_>) -> SealReport {
    let (info, property) = (&seal.info, &seal.info.property);
    SealReport {
        standard: seal.version.standard(),
        version: info.header.version,
        vendor: info.header.vendor.clone().into_owned(),
        id: info.id.clone().into_owned(),
        name: property.name.clone().into_owned(),
        kind: property.kind,
        created: property.created,
        valid_from: property.valid_from,
        valid_until: property.valid_until,
        maker: None,
        maker_path: Vec::new(),
        picture: picture_of(&info.picture),
        listed: property.cert_list.len(),
        sealed_at: None,
        signer: None,
        intact: Integrity::Unknown,
        maker_trust: Trust::Unknown,
        valid_at_sealing: Fact::Unknown,
        valid_now: Fact::Unknown,
        signer_listed: Fact::Unknown,
        state_at_sealing: None,
        state_now: None,
    }
}

pub(crate) fn picture_of(picture: &SesPicture<'_>) -> SealPicture {
    SealPicture {
        kind: picture.kind.clone().into_owned(),
        format: PictureFormat::sniff(picture.data).map(PictureFormat::as_str),
        width_mm: picture.width_mm,
        height_mm: picture.height_mm,
        bytes: picture.data.to_vec(),
    }
}

/// Step 1: the format.
fn conformity(seal: &SesSeal<'_>) -> Vec<Finding> {
    let mut found = departures(&seal.variants);
    let stated = seal.info.header.version;
    let usual = match seal.version {
        // The text says "for example 11"; files say 1, and 2 is reported.
        SesVersion::V1 => matches!(stated, 1 | 2 | 11),
        SesVersion::V4 | SesVersion::V5 => stated == seal.version.number(),
    };
    if !usual {
        let finding = Finding::new(ses_codes::SES_VERSION).with("stated", stated);
        found.push(finding.with("standard", seal.version.standard()));
    }
    found.extend(critical(&seal.info.extensions));
    let id = seal.info.id.as_ref();
    if SealCode::is_meant(id)
        && let Err(e) = id.parse::<SealCode>()
    {
        let finding = Finding::new(codes::SEAL_CODE_IRREGULAR).with("id", id);
        found.push(finding.with("part", e.part()));
    }
    found
}

/// Whether the picture is what it says.
fn picture(judged: &mut JudgedSeal) {
    let picture = &judged.report.picture;
    let stated = PictureFormat::from_word(&picture.kind).map(PictureFormat::as_str);
    let finding = match (stated, picture.format) {
        (_, None) => Finding::new(codes::SEAL_PICTURE_UNKNOWN).with("stated", &picture.kind),
        (stated, Some(found)) if stated != Some(found) => {
            let finding = Finding::new(codes::SEAL_PICTURE_FORMAT).with("stated", &picture.kind);
            finding.with("found", found)
        }
        (_, Some(found)) if found == PictureFormat::Ofd.as_str() => {
            Finding::new(codes::SEAL_PICTURE_OFD)
        }
        _ => return,
    };
    judged.findings.push(finding);
}

/// How far the clocks of makers, signers and verifiers may differ, in seconds.
pub(crate) const CLOCK_SKEW: i64 = 300;
