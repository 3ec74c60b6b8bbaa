//! Which baseline level a signature reaches (ETSI EN 319 142-1 6.3), and until when its answer holds.
//!
//! A level is structure that was found to hold: a timestamp that is not trusted makes no B-T, and
//! validation data that does not suffice makes no B-LT.

use super::container::Container;
use super::one::Form;
use super::time::Stamp;
use super::{Scene, carried};
use crate::cms::Profile;
use crate::pades::Covered;
use crate::report::{BaselineLevel, Expiry, SignatureReport};
use crate::time::UnixTime;
use crate::trust::{Evidence, PathOutcome, PathRequest, Policy, Purpose, RevocationStatus};
use crate::x509::Certificate;

/// What was found about one signature.
pub(super) struct Facts<'a> {
    pub(super) covered: &'a Covered,
    pub(super) container: &'a Container,
    /// Its own timestamps.
    pub(super) stamps: &'a [Stamp],
    /// When it is proven to have existed.
    pub(super) proven: Option<UnixTime>,
    /// What ends first of what it rests on today by itself.
    pub(super) lives: Option<Expiry>,
}

/// Fills in level and end.
pub(super) fn judge(
    report: &mut SignatureReport,
    scene: &Scene<'_, '_>,
    form: Form,
    facts: &Facts<'_>,
) -> BaselineLevel {
    let reached = facts.level(scene);
    report.until = facts.until(scene, reached);
    if form == Form::Cms(Profile::Pades) && facts.container.check.certificate.is_some() {
        report.level = Some(reached);
    }
    reached
}

impl Facts<'_> {
    fn level(&self, scene: &Scene<'_, '_>) -> BaselineLevel {
        let Some(proven) = self.proven else { return BaselineLevel::B };
        if !scene.dss.present {
            return BaselineLevel::T;
        }
        match scene.stamps.proofs.end(self.covered.revision()) {
            Some(end) if self.sufficient(scene, proven, Some(end)) => BaselineLevel::Lta,
            _ if self.sufficient(scene, proven, None) => BaselineLevel::Lt,
            _ => BaselineLevel::T,
        }
    }

    /// Whether what the document carries suffices without anything from elsewhere; only what existed
    /// when the file ended at `end`, where given.
    fn sufficient(&self, scene: &Scene<'_, '_>, proven: UnixTime, end: Option<usize>) -> bool {
        let Some(certificate) = &self.container.check.certificate else { return false };
        let covering = scene.stamps.proofs.of(self.covered.revision());
        let own = carried(&Evidence::new(), &scene.dss, end).with_proofs_of(&scene.stamps.evidence);
        let evidence = self.container.evidence(&own, covering);
        let policy = scene.horizon.past(scene.context.policy);
        let outcome = scene.ask(self.container, certificate, &evidence, proven, &policy);
        let known = |status: &RevocationStatus| status.is_good() || status.is_revoked();
        let below = !outcome.certificates().is_empty();
        outcome.path().is_some()
            && (outcome.statuses().iter().all(known) || is_anchor(&outcome))
            && below
            && self.stamps.iter().filter(|s| s.trusted).all(|s| s.carries(scene, &evidence, proven))
    }

    /// Until when the answer holds if nothing is done: as long as the signature stands by itself, or
    /// as long as a timestamp stands by which everything that it needs is proven.
    fn until(&self, scene: &Scene<'_, '_>, level: BaselineLevel) -> Option<Expiry> {
        let mut ends: Vec<Expiry> = self.lives.iter().cloned().collect();
        if level >= BaselineLevel::Lt {
            // Evidence that no timestamp covers counts as long as those who signed it do.
            let signed = self.authorities();
            let own = self.stamps.iter().filter_map(|stamp| stamp.until.clone());
            ends.extend(own.map(|end| signed.iter().cloned().fold(end, Ord::min)));
        }
        if level >= BaselineLevel::Lta {
            ends.extend(scene.covering_ends(self.covered.revision()));
        }
        ends.into_iter().max()
    }

    fn authorities(&self) -> Vec<Expiry> {
        let above = self
            .container
            .check
            .bag
            .iter()
            .filter(|c| c.basic_constraints().is_some_and(|b| b.ca) && !c.is_self_issued());
        above.map(|c| Expiry { at: c.not_after(), what: c.subject().label() }).collect()
    }
}

fn is_anchor(outcome: &PathOutcome) -> bool {
    let anchor = outcome.anchor().map(|anchor| anchor.certificate());
    outcome.certificates().first() == anchor
}

impl Scene<'_, '_> {
    /// Judges the signer's path.
    pub(super) fn ask(
        &self,
        container: &Container,
        certificate: &Certificate,
        evidence: &Evidence,
        at: UnixTime,
        policy: &Policy,
    ) -> PathOutcome {
        // Whether it is the right event is judged elsewhere.
        let purpose = match certificate.event_binding() {
            Some(_) => Purpose::EventSigning,
            None => Purpose::DocumentSigning,
        };
        self.context.validate(&PathRequest {
            target: certificate,
            candidates: &container.check.bag,
            store: self.context.store,
            evidence,
            purpose,
            policy,
            at,
            budget: self.context.budget,
        })
    }

    /// Until when the document timestamps that cover a revision stand by themselves.
    fn covering_ends(&self, revision: usize) -> impl Iterator<Item = Expiry> {
        let later = move |covered: &Covered| covered.revision() > revision;
        let all = self.stamps.judged.iter().zip(&self.covered);
        all.filter(move |(_, covered)| covered.as_ref().is_ok_and(later))
            .filter_map(|(stamp, _)| stamp.as_ref()?.until.clone())
    }
}
