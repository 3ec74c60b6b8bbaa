//! The words of an answer in both languages: of the pages, and of whoever tells it elsewhere.

use sidian::licence::Metadata;
use sidian::report::{
    ChangeClass, Changes, Coverage, Integrity, Language, Severity, SignatureKind, SignatureReport,
    SigningTime, TimeSource, Trust, Verdict,
};
use sidian::time::UnixTime;

/// One of two words.
pub fn pick(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Chinese => zh,
        Language::English => en,
    }
}

/// How something is marked: by shape as well as by colour.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mark {
    /// As it should be.
    Good,
    /// Wrong.
    Bad,
    /// Open, or to be looked at.
    Open,
    /// Neither good nor bad.
    Plain,
}

impl Mark {
    /// Its CSS class.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Open => "open",
            Self::Plain => "plain",
        }
    }

    /// Its sign within a line.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Bad => "✗",
            Self::Open => "?",
            Self::Plain => "·",
        }
    }

    /// That of a verdict.
    pub fn of(verdict: Option<Verdict>) -> Self {
        match verdict {
            Some(Verdict::Passed) => Self::Good,
            Some(Verdict::Failed) => Self::Bad,
            Some(Verdict::Indeterminate) => Self::Open,
            None => Self::Plain,
        }
    }

    /// That of a finding.
    pub fn of_severity(severity: Severity) -> Self {
        match severity {
            Severity::Failure => Self::Bad,
            Severity::Undetermined | Severity::Warning => Self::Open,
            Severity::Note => Self::Plain,
        }
    }
}

/// The verdict in big words.
pub fn verdict(verdict: Option<Verdict>, language: Language) -> &'static str {
    match verdict {
        Some(Verdict::Passed) => pick(language, "通过", "PASSED"),
        Some(Verdict::Failed) => pick(language, "未通过", "FAILED"),
        Some(Verdict::Indeterminate) => pick(language, "无法判定", "INDETERMINATE"),
        None => pick(language, "无签名", "NO SIGNATURE"),
    }
}

/// What the verdict means for the case.
pub(super) fn meaning(verdict: Option<Verdict>, language: Language) -> &'static str {
    match verdict {
        Some(Verdict::Passed) => pick(
            language,
            "每个签名都完好，签名人可信，签名之后没有不被允许的修改。",
            "Every signature is intact, its signer is trusted, and nothing was changed that was not \
             permitted.",
        ),
        Some(Verdict::Failed) => pick(
            language,
            "请勿凭此文件办理。原因和处理办法见下。",
            "Do not act on this file. The reasons, and what to do, are below.",
        ),
        Some(Verdict::Indeterminate) => pick(
            language,
            "目前既不能说通过，也不能说未通过：缺少判定所需的材料。补齐办法见下。",
            "It can be called neither passed nor failed yet: something needed to decide is missing. \
             How to get it is below.",
        ),
        None => pick(
            language,
            "文件中没有电子签名：无法说明由谁出具，也无法说明是否被改过。",
            "The file holds no electronic signature: nothing shows who made it or whether it was \
             changed.",
        ),
    }
}

/// Fact 1.
pub fn integrity(fact: Integrity, language: Language) -> (Mark, &'static str) {
    match fact {
        Integrity::Ok => (Mark::Good, pick(language, "完好", "intact")),
        Integrity::Failed => (Mark::Bad, pick(language, "已被破坏", "broken")),
        Integrity::Unknown => (Mark::Open, pick(language, "无法判定", "could not be determined")),
    }
}

/// Fact 2.
pub fn coverage(fact: Coverage, language: Language) -> (Mark, &'static str) {
    match fact {
        Coverage::Whole => (Mark::Good, pick(language, "整个文件", "the whole file")),
        Coverage::Revision => (
            Mark::Plain,
            pick(
                language,
                "签名当时的文件，其后有追加",
                "the file as it was when signed; more follows",
            ),
        ),
        Coverage::Broken => {
            (Mark::Bad, pick(language, "不是一份完整的文件", "not a whole version of the file"))
        }
    }
}

/// Fact 3.
pub fn changes(fact: Changes, language: Language) -> (Mark, &'static str) {
    match fact {
        Changes::None => (Mark::Good, pick(language, "无", "none")),
        Changes::Permitted => {
            (Mark::Good, pick(language, "有，均在允许范围内", "some, all permitted"))
        }
        Changes::Forbidden => {
            (Mark::Bad, pick(language, "有不被允许的修改", "some that are not permitted"))
        }
        Changes::Unknown => (Mark::Open, pick(language, "无法判定", "could not be determined")),
    }
}

/// Fact 4, with the anchor that was used.
pub fn trust(s: &SignatureReport, language: Language) -> (Mark, String) {
    match (s.trust, s.path.last()) {
        (Trust::Trusted, Some(anchor)) => match language {
            Language::Chinese => (Mark::Good, format!("可信（所依据的根证书：{anchor}）")),
            Language::English => (Mark::Good, format!("trusted (by the root: {anchor})")),
        },
        (Trust::Trusted, None) => (Mark::Good, pick(language, "可信", "trusted").to_owned()),
        (Trust::Untrusted, _) => (Mark::Bad, pick(language, "不可信", "not trusted").to_owned()),
        (Trust::Unknown, _) => {
            (Mark::Open, pick(language, "无法判定", "could not be determined").to_owned())
        }
    }
}

/// On whose word fact 4 rests.
pub fn trust_list(s: &SignatureReport, language: Language) -> Option<String> {
    let list = s.trust_list.as_ref()?;
    let Some(signed) = &list.signed else { return Some(list.name.clone()) };
    let (issuer, number) = (&signed.issuer, signed.sequence);
    let (issued, until) = (beijing(signed.issued), beijing(signed.next_update));
    Some(match language {
        Language::Chinese => {
            format!("{}（{issuer} {issued} 签发第 {number} 期，{until} 前更新）", list.name)
        }
        Language::English => {
            format!("{} ({issuer}, number {number} of {issued}, next by {until})", list.name)
        }
    })
}

/// Fact 5.
pub fn time(fact: Option<SigningTime>, language: Language) -> (Mark, String) {
    let Some(time) = fact else {
        return (Mark::Plain, pick(language, "未说明", "not stated").to_owned());
    };
    let (mark, source) = match time.source {
        TimeSource::Timestamp => (Mark::Good, pick(language, "可信时间戳", "trusted timestamp")),
        TimeSource::Claimed => (
            Mark::Plain,
            pick(language, "签名人自述，未经证明", "by the signer’s own clock, not proved"),
        ),
    };
    let at = beijing(time.at);
    match language {
        Language::Chinese => (mark, format!("{at}（{source}）")),
        Language::English => (mark, format!("{at} ({source})")),
    }
}

/// What a signature is for.
pub fn kind(kind: SignatureKind, language: Language) -> &'static str {
    match kind {
        SignatureKind::Approval => pick(language, "普通签名", "approval signature"),
        SignatureKind::Certification(1) => {
            pick(language, "认证签名：此后不得修改", "certification: nothing may change")
        }
        SignatureKind::Certification(2) => {
            pick(language, "认证签名：此后只可填表和签名", "certification: forms may be filled")
        }
        SignatureKind::Certification(_) => pick(
            language,
            "认证签名：此后可填表、签名、批注",
            "certification: forms and annotations",
        ),
        SignatureKind::DocTimeStamp => pick(language, "文档时间戳", "document timestamp"),
    }
}

/// How far a change reaches.
pub(super) fn class(class: ChangeClass, language: Language) -> &'static str {
    match class {
        ChangeClass::Maintenance => pick(language, "维护", "maintenance"),
        ChangeClass::Signing => pick(language, "再次签名", "further signature"),
        ChangeClass::FormFill => pick(language, "填表", "form filled"),
        ChangeClass::Annotation => pick(language, "批注", "annotation"),
        ChangeClass::Other => pick(language, "其他", "other"),
    }
}

/// The weight of a finding.
pub fn severity(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Failure => pick(language, "错误", "failure"),
        Severity::Undetermined => pick(language, "待定", "undetermined"),
        Severity::Warning => pick(language, "注意", "warning"),
        Severity::Note => pick(language, "说明", "note"),
    }
}

/// What stands at the foot of every page.
pub(super) fn foot(language: Language) -> &'static str {
    pick(
        language,
        "本页由核验程序生成，仅供阅读；其本身未签名，不能代替原始电子文件。",
        "This page was made by a verifier for reading. It is not signed itself and does not stand in \
         for the electronic file.",
    )
}

/// A moment in Beijing time, in which Chinese public service works.
pub fn beijing(at: UnixTime) -> String {
    let local = at.plus(8 * 3600);
    let ((y, mo, d), (h, mi, s)) = (local.date_utc(), local.time_utc());
    format!("{y:04}-{mo:02}-{d:02} {h:02}:{mi:02}:{s:02} +08:00")
}

/// A day.
pub fn day(date: sidian::licence::Date, language: Language) -> String {
    match language {
        Language::Chinese => date.to_chinese(),
        Language::English => {
            let (year, month, day) = date.parts();
            format!("{year:04}-{month:02}-{day:02}")
        }
    }
}

/// The validity of a licence as one text.
pub fn term(licence: &Metadata, language: Language) -> String {
    if language == Language::Chinese {
        return licence.validity_text();
    }
    let from = licence.valid_from().map(|d| format!("from {} ", day(d, language)));
    let until = licence
        .valid_until()
        .map_or("without end".to_owned(), |d| format!("until {}", day(d, language)));
    from.unwrap_or_default() + &until
}

#[cfg(test)]
mod tests {
    use sidian::time::UnixTime;

    use super::beijing;

    #[test]
    fn moments_are_told_in_beijing_time() {
        let at = UnixTime::from_rfc3339("2026-11-22T16:30:00Z");
        assert_eq!(at.map(beijing), Ok("2026-11-23 00:30:00 +08:00".to_owned()));
    }
}
