//! What document timestamps prove (ETSI EN 319 102-1 5.6.2.3): that everything up to the end of a
//! revision existed at a time.

use super::content::{Digests, Ranges};
use super::time::{self, Stamp, When};
use super::{Context, Horizon};
use crate::pades::{ByteRangeError, Covered, DictionaryType, Dss, Signatures, SubFilter};
use crate::pdf::Pdf;
use crate::time::UnixTime;
use crate::trust::Evidence;

/// Proofs of existence. Each comes from a document timestamp that itself passed.
#[derive(Clone, Debug, Default)]
pub(super) struct Proofs(Vec<Proof>);

#[derive(Clone, Copy, Debug)]
struct Proof {
    /// The revision at whose end its bytes end.
    revision: usize,
    /// Where they end.
    end: usize,
    at: UnixTime,
}

impl Proofs {
    /// When what stands in this revision, signature values included, is proven to have existed. A
    /// timestamp says nothing about its own value, so only later ones count.
    pub(super) fn of(&self, revision: usize) -> Option<UnixTime> {
        self.0.iter().filter(|proof| proof.revision > revision).map(|proof| proof.at).min()
    }

    /// How far the file is proven to have existed, where a signature of this revision is covered
    /// too.
    pub(super) fn end(&self, revision: usize) -> Option<usize> {
        self.0.iter().filter(|proof| proof.revision > revision).map(|proof| proof.end).max()
    }

    /// When bytes that end at `end` are proven to have existed.
    fn of_bytes(&self, end: usize) -> Option<UnixTime> {
        self.0.iter().filter(|proof| end <= proof.end).map(|proof| proof.at).min()
    }
}

/// What was found about the document timestamps of a file.
pub(super) struct Stamps {
    /// For each signature of the file, what it proves if it is a document timestamp.
    pub(super) judged: Vec<Option<Stamp>>,
    pub(super) proofs: Proofs,
    /// The evidence that was given, with proofs of when it existed.
    pub(super) evidence: Evidence,
}

/// What the document timestamps of a file are judged with.
pub(super) struct Stage<'s, 'f> {
    pub(super) pdf: &'s Pdf<'f>,
    pub(super) context: &'s Context<'s>,
    pub(super) listed: &'s Signatures,
    pub(super) covered: &'s [Result<Covered, ByteRangeError>],
    pub(super) dss: &'s Dss,
    pub(super) digests: &'s Digests,
    pub(super) horizon: Horizon,
}

/// Judges every document timestamp, the newest first: it is judged as of now, and each older one, if
/// it no longer stands today, as of the time that newer ones prove for it.
pub(super) fn judge(stage: &Stage<'_, '_>, evidence: Evidence) -> Stamps {
    let Stage { pdf, context, listed, covered, dss, digests, horizon } = *stage;
    let judged = listed.found.iter().map(|_| None).collect();
    let mut stamps = Stamps { judged, proofs: Proofs::default(), evidence };
    let mut order: Vec<_> = listed.found.iter().zip(covered).enumerate().collect();
    order.retain(|(_, (found, _))| found.dictionary.kind == DictionaryType::DocTimeStamp);
    order.sort_by_key(|(_, (_, covered))| {
        std::cmp::Reverse(covered.as_ref().map_or(0, Covered::revision))
    });
    for (at, (found, covered)) in order {
        let Ok(covered) = covered else { continue };
        let content = Ranges { file: pdf.bytes(), covered, digests };
        let when = When { horizon, proven: stamps.proofs.of(covered.revision()) };
        let token = covered.value(&found.dictionary);
        let stamp = time::judge_within(token, &content, context, &stamps.evidence, when);
        let named = found.dictionary.sub_filter == Some(SubFilter::EtsiRfc3161);
        if let Some(proven) = stamp.proven.filter(|_| named) {
            let [_, after] = covered.ranges();
            let (revision, end) = (covered.revision(), after.end);
            stamps.proofs.0.push(Proof { revision, end, at: proven });
            stamps.evidence = with_proofs(stamps.evidence, dss, &stamps.proofs);
        }
        if let Some(place) = stamps.judged.get_mut(at) {
            *place = Some(stamp);
        }
    }
    stamps
}

fn with_proofs(evidence: Evidence, dss: &Dss, proofs: &Proofs) -> Evidence {
    let entries = dss.crls.iter().chain(&dss.ocsps).chain(&dss.certificates);
    entries.fold(evidence, |evidence, entry| match entry.end.and_then(|e| proofs.of_bytes(e)) {
        Some(at) => evidence.with_proof([entry.der.as_slice()], at),
        None => evidence,
    })
}
