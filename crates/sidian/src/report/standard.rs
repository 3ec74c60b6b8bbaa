//! The codes under which deployed sharing interfaces answer (of the kind that GB/T 36906 describes):
//! file verification 文件验证 (0 to 2) and information verification 信息验证 (0 to 6).
//!
//! The text of the standard was not at hand; the meanings are those of running systems. Both are
//! narrower than a report: they have no word for most of what can be wrong, and file verification
//! has none for what could not be determined.

use super::codes::licence as codes;
use super::{Code, Finding, Kind, Report, Severity, SubIndication};

impl<T> Report<T> {
    /// 文件验证: 0 passed, 1 the seal or signature did not pass (签章校验失败), 2 the file did not pass
    /// (文件校验失败). What concerns the licence's term and state is not asked here. `None` where it is
    /// open: the interfaces have no number for that, and a caller must not make it a 0.
    pub fn file_verification_code(&self) -> Option<u8> {
        let of_file = |f: &&Finding| !is_state(f.code());
        let failed = |f: &&Finding| f.severity() == Severity::Failure;
        let mut failures = self.all_findings().filter(of_file).filter(failed).peekable();
        if failures.peek().is_some() {
            let about_bytes = |f: &Finding| {
                let sub = f.code().sub_indication;
                matches!(sub, Some(SubIndication::FormatFailure | SubIndication::HashFailure))
                    || (2000..3000).contains(&f.code().number)
            };
            return Some(if failures.any(about_bytes) { 2 } else { 1 });
        }
        if self.signatures().is_empty() {
            return Some(1);
        }
        let open = |f: &Finding| f.severity() == Severity::Undetermined;
        let is_open = self.all_findings().filter(of_file).any(open);
        (!is_open).then_some(0)
    }

    /// 信息验证 of a licence: 0 correct and valid, 1 correct and not yet active, 2 correct and for the
    /// time being not valid, 3 correct and no longer valid, 4 incomplete so that it cannot be verified,
    /// 5 no such record, 6 wrong. `None` where the file is no licence.
    ///
    /// Where the file itself did not pass or is open, its information is not to be relied on: 4.
    pub fn information_verification_code(&self) -> Option<u8> {
        if self.kind() != Kind::Licence {
            return None;
        }
        let has = |list: &[&Code]| list.iter().any(|code| self.has(code));
        if has(&[codes::METADATA_MISSING]) {
            return Some(5);
        }
        let wrong = [
            codes::METADATA_MALFORMED,
            codes::FACE_DIFFERS,
            codes::XMP_DIFFERS,
            codes::ISSUER_DIFFERS,
            codes::METADATA_TWICE,
        ];
        if has(&wrong) {
            return Some(6);
        }
        if self.file_verification_code() != Some(0) {
            return Some(4);
        }
        let gone = [
            codes::LICENCE_EXPIRED,
            codes::LICENCE_REVOKED,
            codes::LICENCE_ANNULLED,
            codes::LICENCE_CANCELLED,
            codes::LICENCE_SUPERSEDED,
            codes::LICENCE_TRANSFERRED,
            codes::LICENCE_INVALID,
        ];
        let by_state: [(&[&Code], u8); 4] = [
            (&gone, 3),
            (&[codes::LICENCE_SUSPENDED], 2),
            (&[codes::LICENCE_NOT_ACTIVE, codes::LICENCE_NOT_YET_VALID], 1),
            (&[codes::STATUS_OUT_OF_RANGE], 5),
        ];
        if let Some((_, code)) = by_state.iter().find(|(list, _)| has(list)) {
            return Some(*code);
        }
        Some(if self.accepted().is_some() { 0 } else { 4 })
    }
}

/// Whether a finding is about the licence's term or state, and so not about the file.
fn is_state(code: &Code) -> bool {
    (codes::LICENCE_NOT_YET_VALID.number..7100).contains(&code.number)
}
