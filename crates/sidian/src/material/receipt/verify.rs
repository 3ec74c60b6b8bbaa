//! Judging a receipt.

use super::super::statement::{SKEW, certified, unreadable};
use super::{Receipt, hex, sha256};
use crate::crypto::Hash;
use crate::report::codes::material as codes;
use crate::report::{Expiry, Finding, Integrity, Verdict};
use crate::signature::verify::time::{self, When};
use crate::signature::verify::{Context, Horizon};
use crate::time::UnixTime;
use crate::trust::{Evidence, PathCache};

/// What a receipt is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReceiptRequest<'a> {
    document: Option<&'a [u8]>,
    case: Option<&'a str>,
}

impl<'a> ReceiptRequest<'a> {
    /// The receipt by itself.
    pub fn new() -> Self {
        Self::default()
    }

    /// It must be about this document.
    #[must_use]
    pub fn about(mut self, document: &'a [u8]) -> Self {
        self.document = Some(document);
        self
    }

    /// It must belong to this case.
    #[must_use]
    pub fn in_case(mut self, case: &'a str) -> Self {
        self.case = Some(case);
        self
    }
}

/// A receipt that passed: the department that it names signed it and nothing was changed since.
///
/// It proves what the department answered, and not that the answer was right; the answer itself may be
/// "failed": look at [`Receipt::verdict`].
#[derive(Clone, Debug)]
pub struct VerifiedReceipt {
    receipt: Receipt,
    signer: String,
    proven_at: Option<UnixTime>,
    until: Option<Expiry>,
}

impl VerifiedReceipt {
    /// The receipt.
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// Subject of the certificate that signed it.
    pub fn signer(&self) -> &str {
        &self.signer
    }

    /// The time at which it is proven to have been there, by a trusted time-stamp.
    pub fn proven_at(&self) -> Option<UnixTime> {
        self.proven_at
    }

    /// Before when it has to be renewed, and what ends then of what its newest time-stamp rests on.
    /// Nothing where it has none, or where that one has ended already and only proves the past.
    pub fn renew_before(&self) -> Option<&Expiry> {
        self.until.as_ref()
    }
}

/// Judges a receipt at `now`.
pub(crate) fn judge(
    bytes: &[u8],
    request: &ReceiptRequest<'_>,
    context: &Context<'_>,
    now: UnixTime,
) -> (Vec<Finding>, Option<VerifiedReceipt>) {
    let receipt = match Receipt::inspect(bytes) {
        Ok(receipt) => receipt,
        Err(e) => return (vec![unreadable(e)], None),
    };
    let mut findings = Vec::new();
    let stamps = stamped(&receipt, context, now, &mut findings);
    let mut own = Vec::new();
    // What a receipt brings along is looked at anew each time.
    let paths = PathCache::new();
    let past = Horizon::new(now, context.policy).past(context.policy);
    let then = Context { evidence: &stamps.evidence, policy: &past, paths: &paths, ..*context };
    let signer = match stamps.proven {
        Some(at) => certified(&receipt.jws, &then, at, &mut own),
        None => certified(&receipt.jws, context, now, &mut own),
    };
    for finding in own {
        findings.push(match finding.code() == codes::STATEMENT_BROKEN {
            true => Finding::new(codes::RECEIPT_EDITED),
            false => finding,
        });
    }
    if let Some(signer) = &signer
        && !receipt.department.is_named_by(signer)
    {
        let signer = signer.subject().label();
        findings.push(Finding::new(codes::STATEMENT_SIGNER).with("signer", signer));
    }
    if receipt.issued > now.plus(SKEW) {
        findings.push(Finding::new(codes::GRANT_FUTURE).with("issued", receipt.issued));
    }
    belongs(&receipt, request, &mut findings);
    let proof = signer.map(|signer| VerifiedReceipt {
        receipt,
        signer: signer.subject().label(),
        proven_at: stamps.proven,
        until: stamps.until,
    });
    (findings, proof)
}

fn belongs(receipt: &Receipt, request: &ReceiptRequest<'_>, findings: &mut Vec<Finding>) {
    match request.document {
        None => findings.push(Finding::new(codes::RECEIPT_DOCUMENT_NOT_GIVEN)),
        Some(document) => {
            let sm3 = hex(Hash::Sm3.digest(document).as_ref());
            if receipt.document.sha256 != sha256(document) || receipt.document.sm3 != sm3 {
                findings.push(Finding::new(codes::RECEIPT_DOCUMENT));
            }
        }
    }
    if request.case.is_some_and(|case| case != receipt.case) {
        findings.push(Finding::new(codes::RECEIPT_CASE).with("case", &receipt.case));
    }
    if receipt.verdict != Verdict::Passed.as_str() {
        findings.push(Finding::new(codes::RECEIPT_VERDICT).with("verdict", &receipt.verdict));
    }
}

/// What the time-stamps come to.
struct Stamps {
    /// When the receipt is proven to have been there.
    proven: Option<UnixTime>,
    /// Until when the newest goes on proving it.
    until: Option<Expiry>,
    /// The caller's and the receipt's own, with what is proven of each item.
    evidence: Evidence,
}

/// Judges every token, newest first: each proves what the next one is judged as of.
fn stamped(
    receipt: &Receipt,
    context: &Context<'_>,
    now: UnixTime,
    findings: &mut Vec<Finding>,
) -> Stamps {
    if !receipt.has_timestamp() {
        findings.push(Finding::new(codes::RECEIPT_NO_TIMESTAMP));
    }
    let evidence = context.evidence.and(&receipt.proofs.evidence());
    let mut stamps = Stamps { proven: None, until: None, evidence };
    let tokens = receipt.proofs.stamped(receipt.jws.token());
    for (back, (token, content)) in tokens.enumerate() {
        let when = When { horizon: Horizon::new(now, context.policy), proven: stamps.proven };
        let content = content.as_slice();
        let mut stamp = time::judge_within(token, &content, context, &stamps.evidence, when);
        if stamp.integrity == Integrity::Failed {
            findings.push(Finding::new(codes::RECEIPT_TIMESTAMP));
        }
        findings.append(&mut stamp.findings);
        if back == 0 {
            stamps.until = stamp.until.take();
        }
        if let Some(at) = stamp.proven.filter(|_| stamp.trusted) {
            stamps.proven = Some(stamps.proven.map_or(at, |known| known.min(at)));
            let travelling = receipt.jws.header().certificates.iter().map(Vec::as_slice);
            let covered = receipt.proofs.covered(back).chain(travelling);
            stamps.evidence = stamps.evidence.with_proof(covered, at);
        }
    }
    stamps
}
