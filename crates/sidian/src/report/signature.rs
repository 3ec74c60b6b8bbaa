//! The answer about one signature: five facts that are never merged.

use super::article13::ControlPolicies;
use super::code::{Code, SubIndication};
use super::finding::Finding;
use super::seal::SealReport;
use super::trust_list::TrustListFacts;
use super::verdict::{Verdict, sub_indication};
use crate::time::UnixTime;

/// Declares an enum with the word of each variant in JSON.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
        }
        impl $name {
            /// The word in JSON.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}
pub(super) use words;

words! {
    /// Are the signed bytes those that were signed, by the key of the named certificate?
    Integrity {
        /// Digest and signature value agree.
        Ok = "ok",
        /// They do not.
        Failed = "failed",
        /// Could not be computed, for example because the algorithm is not known.
        Unknown = "unknown",
    }
}

words! {
    /// How much of the file does the signature cover?
    Coverage {
        /// Every byte but the signature value itself.
        Whole = "whole",
        /// The file as it stood at the end of an earlier revision.
        Revision = "revision",
        /// Something that is not a whole revision.
        Broken = "broken",
    }
}

words! {
    /// What later revisions did to what was signed.
    Changes {
        /// No later revision.
        None = "none",
        /// Only what the signatures in force permit.
        Permitted = "permitted",
        /// Something they do not permit.
        Forbidden = "forbidden",
        /// Could not be determined.
        Unknown = "unknown",
    }
}

words! {
    /// Does the signer's certificate lead to a trust anchor of the verifier?
    Trust {
        /// Yes, by RFC 5280 section 6, with revocation as the policy asks.
        Trusted = "trusted",
        /// No.
        Untrusted = "untrusted",
        /// Could not be determined.
        Unknown = "unknown",
    }
}

words! {
    /// Where a signing time comes from.
    TimeSource {
        /// A trusted timestamp over the signature.
        Timestamp = "timestamp",
        /// The signer's own clock: a claim.
        Claimed = "claimed",
    }
}

words! {
    /// What later revisions did, by how far it reaches.
    ChangeClass {
        /// Validation data (DSS), document timestamps, technical rewrites.
        Maintenance = "maintenance",
        /// A further signature in a field that was there or is new.
        Signing = "signing",
        /// Form fields filled.
        FormFill = "form-fill",
        /// Annotations added, changed or removed.
        Annotation = "annotation",
        /// Anything else.
        Other = "other",
    }
}

/// Baseline levels of AdES signatures, ordered: PAdES (ETSI EN 319 142-1) in a PDF, CAdES
/// (EN 319 122-1) beside other files.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum BaselineLevel {
    /// B-B: signed attributes.
    B,
    /// B-T: a trusted timestamp over the signature.
    T,
    /// B-LT: validation data inside.
    Lt,
    /// B-LTA: validation data under a document timestamp.
    Lta,
}

impl BaselineLevel {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::B => "B-B",
            Self::T => "B-T",
            Self::Lt => "B-LT",
            Self::Lta => "B-LTA",
        }
    }
}

/// What a signature is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SignatureKind {
    /// An approval signature (ISO 32000-2 12.8.1).
    Approval,
    /// A certification signature with its DocMDP permission P (1, 2 or 3).
    Certification(u8),
    /// A document timestamp (ISO 32000-2 12.8.5).
    DocTimeStamp,
}

impl SignatureKind {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Certification(_) => "certification",
            Self::DocTimeStamp => "document-timestamp",
        }
    }
}

/// When something was signed, and how that is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SigningTime {
    /// The moment.
    pub at: UnixTime,
    /// How it is known.
    pub source: TimeSource,
}

/// When an answer ends, and what ends with it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Expiry {
    /// The last moment at which it holds.
    pub at: UnixTime,
    /// What ends: the subject of a certificate, or the name of an algorithm.
    pub what: String,
}

/// One change made after a signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The revision that made it, counted from 0 for the first.
    pub revision: usize,
    /// Number of the object concerned.
    pub object: u32,
    /// Page, counted from 1, where it shows on one.
    pub page: Option<usize>,
    /// Its rectangle on the page in points: left, bottom, right, top.
    pub bbox: Option<[f64; 4]>,
    /// Path of keys from the catalogue, such as `Root/Pages/Kids/0/Contents`.
    pub path: String,
    /// How far it reaches.
    pub class: ChangeClass,
    /// Whether the signatures in force permit it.
    pub permitted: bool,
    /// What it is.
    pub code: &'static Code,
}

impl Change {
    /// What it is, as a finding with its key path filled in.
    pub fn finding(&self) -> Finding {
        Finding::new(self.code).with("what", &self.path)
    }
}

/// The answer about one signature.
#[derive(Clone, Debug)]
pub struct SignatureReport {
    /// Fully qualified name of its field.
    pub field: String,
    /// What it is for.
    pub kind: SignatureKind,
    /// Fact 1.
    pub integrity: Integrity,
    /// Fact 2.
    pub coverage: Coverage,
    /// Fact 3.
    pub changes: Changes,
    /// The changes behind fact 3.
    pub change_list: Vec<Change>,
    /// Fact 4.
    pub trust: Trust,
    /// Subjects from the signer's certificate to the trust anchor, where a path was found.
    pub path: Vec<String>,
    /// The trust list of the anchor at the end of [`Self::path`], where one was reached. It says on
    /// whose word fact 4 rests; it is no fact of its own.
    pub trust_list: Option<TrustListFacts>,
    /// Fact 5; `None` where the signature does not say.
    pub time: Option<SigningTime>,
    /// When the signature is proven to have existed, by timestamps over it or over the file that
    /// passed (best-signature-time of ETSI EN 319 102-1).
    pub existed_by: Option<UnixTime>,
    /// Until when this answer holds if nothing is done.
    pub until: Option<Expiry>,
    /// Subject of the certificate whose key made the signature value.
    pub signer: Option<String>,
    /// The name of the algorithm, such as `SM2 with SM3`.
    pub algorithm: Option<String>,
    /// The baseline level that its structure reaches, where it is a PAdES or CAdES signature.
    pub level: Option<BaselineLevel>,
    /// Reason, as the signed revision states it.
    pub reason: Option<String>,
    /// The revision it covers, counted from 0; `None` where coverage is broken.
    pub revision: Option<usize>,
    /// The electronic seal that it applies, where it applies one.
    pub seal: Option<SealReport>,
    /// What certificate policies say about the control of the key.
    pub control: ControlPolicies,
    findings: Vec<Finding>,
}

impl SignatureReport {
    /// A report in which nothing has been determined yet: it can only be improved upon.
    pub(crate) fn undetermined(field: String, kind: SignatureKind) -> Self {
        Self {
            field,
            kind,
            integrity: Integrity::Unknown,
            coverage: Coverage::Broken,
            changes: Changes::Unknown,
            change_list: Vec::new(),
            trust: Trust::Unknown,
            path: Vec::new(),
            trust_list: None,
            time: None,
            existed_by: None,
            until: None,
            signer: None,
            algorithm: None,
            level: None,
            reason: None,
            revision: None,
            control: ControlPolicies::default(),
            seal: None,
            findings: Vec::new(),
        }
    }

    /// Adds a finding.
    pub(crate) fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Its findings.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Passed only if every fact is good and no finding speaks against it; a fact that is bad or
    /// open keeps it from passing even where a finding was forgotten.
    pub fn verdict(&self) -> Verdict {
        let failed = self.integrity == Integrity::Failed
            || self.coverage == Coverage::Broken
            || self.changes == Changes::Forbidden;
        let open = self.integrity == Integrity::Unknown
            || self.changes == Changes::Unknown
            || self.trust != Trust::Trusted;
        let facts = match (failed, open) {
            (true, _) => Verdict::Failed,
            (false, true) => Verdict::Indeterminate,
            (false, false) => Verdict::Passed,
        };
        let seal = self.seal.as_ref().map_or(Verdict::Passed, SealReport::verdict);
        facts.max(seal).max(Verdict::of(&self.findings))
    }

    /// The ETSI sub-indication that goes with the verdict.
    pub fn sub_indication(&self) -> Option<SubIndication> {
        sub_indication(self.verdict(), &self.findings)
    }
}
