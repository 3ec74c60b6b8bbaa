//! What a verifier demands unless it is told otherwise.
//!
//! | Question | Default | Why |
//! |---|---|---|
//! | Revocation | required where a certificate names where to ask | an answer that nobody asked for is not *good*; a certificate that names nothing cannot be asked about |
//! | Missing evidence | indeterminate | it can be fetched; *failed* would accuse somebody |
//! | Weak hash or key | indeterminate, unless a proof of existence is older than the weakness | nothing was shown either way |
//! | Unknown algorithm, unread kind of signature | indeterminate | not looked at is not good |
//! | Change after a signature that no rule permits | failed | the signer did not see it |
//! | Damaged PDF | failed; no PDF at all is refused | nobody can say what a damaged file shows, so nothing is repaired |
//! | Hybrid references, annotations over a seal | indeterminate | two programs may show two documents |
//! | No signature | the answer is *no signature*, never *passed* | |
//! | Licence without its status list | indeterminate | it may have been revoked |
//! | Signer of a licence | the certificate names the issuing authority by its credit code, else by its name | anybody can sign; only the authority can issue |
//! | Time of judgement | the caller's `now`; a proven earlier time where that helps | the library reads no clock |
//!
//! A caller can ask for more (`Policy`). Asking for less has a name that says so, and leaves a finding.
