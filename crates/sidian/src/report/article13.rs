//! Article 13 of the Electronic Signature Law (电子签名法 第十三条): the four conditions of a reliable
//! electronic signature, each answered apart.
//!
//! Whether a later change to the signature (3) or to the document (4) can be detected is mathematics,
//! and follows from the verification. Whether the signature creation data were the signatory's alone
//! (1) and under their sole control when they signed (2) no mathematics can tell: it takes evidence,
//! and without it the answer is "not shown", whatever the verdict.

use super::code::{Language, Severity};
use super::codes::{cms, signature as codes};
use super::finding::Finding;
use super::signature::{Changes, Coverage, Integrity, SignatureKind, SignatureReport, Trust};
use super::verdict::Verdict;

/// What is known beyond mathematics about the key of one signature.
///
/// It comes from the caller, who answers for it: sidian repeats it and does not check it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ControlEvidence {
    key_location: Option<String>,
    consent: Option<String>,
}

impl ControlEvidence {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where the key lives and that it never leaves there, as its device or its keeper attests, in
    /// words: speaks for condition 1.
    #[must_use]
    pub fn with_key_location(mut self, statement: impl Into<String>) -> Self {
        self.key_location = Some(statement.into());
        self
    }

    /// The record of the signatory's own act when they signed (a PIN at the device, a face check, a
    /// confirmed message), in words: speaks for condition 2.
    #[must_use]
    pub fn with_consent(mut self, record: impl Into<String>) -> Self {
        self.consent = Some(record.into());
        self
    }
}

/// What the signer's certificate policies say about the control of the key. Filled by the verifier
/// from the policies that its configuration names, and only for a path that is valid under them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ControlPolicies {
    /// The policy under which the key is the signatory's alone.
    pub exclusive: Option<String>,
    /// The policy under which only the signatory can use it.
    pub control: Option<String>,
}

/// The answer about one condition.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Answer {
    /// It is met.
    Met,
    /// It is not met.
    NotMet,
    /// Nothing shows that it is met, or that it is not.
    NotShown,
}

/// What an answer rests on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Basis {
    /// Mathematics: digests, signatures, the comparison of revisions.
    Mathematics,
    /// What somebody says: a certificate policy, an attestation, a record.
    Evidence,
}

impl Answer {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::NotShown => "not-shown",
        }
    }

    /// The word for people.
    pub const fn word(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Met, Language::Chinese) => "符合",
            (Self::Met, Language::English) => "met",
            (Self::NotMet, Language::Chinese) => "不符合",
            (Self::NotMet, Language::English) => "not met",
            (Self::NotShown, Language::Chinese) => "未证明",
            (Self::NotShown, Language::English) => "not shown",
        }
    }
}

impl Basis {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mathematics => "mathematics",
            Self::Evidence => "evidence",
        }
    }
}

/// One condition and its answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Condition {
    /// Its number in the article.
    pub number: u8,
    /// The answer.
    pub answer: Answer,
    /// What it rests on.
    pub basis: Basis,
    zh: String,
    en: String,
}

impl Condition {
    /// Its name in JSON.
    pub const fn name(&self) -> &'static str {
        match self.number {
            1 => "exclusive-data",
            2 => "sole-control",
            3 => "signature-changes-detectable",
            _ => "content-changes-detectable",
        }
    }

    /// The condition in words.
    pub const fn text(&self, language: Language) -> &'static str {
        match (self.number, language) {
            (1, Language::Chinese) => "电子签名制作数据用于电子签名时，属于电子签名人专有",
            (1, Language::English) => "the data used for signing were the signatory’s alone",
            (2, Language::Chinese) => "签署时电子签名制作数据仅由电子签名人控制",
            (2, Language::English) => "at signing only the signatory controlled them",
            (3, Language::Chinese) => "签署后对电子签名的任何改动能够被发现",
            (3, Language::English) => "any later change to the signature can be detected",
            (_, Language::Chinese) => "签署后对数据电文内容和形式的任何改动能够被发现",
            (_, Language::English) => {
                "any later change to content or form of the document can be detected"
            }
        }
    }

    /// Why this is the answer.
    pub fn reason(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// The article's answer about one signature.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Article13 {
    conditions: [Condition; 4],
    verdict: Verdict,
}

impl Article13 {
    /// Answers for `signature`; `file` are the findings about the file that it stands in. `None` for
    /// a document timestamp, which nobody signed.
    pub fn of(
        signature: &SignatureReport,
        file: &[Finding],
        evidence: &ControlEvidence,
    ) -> Option<Self> {
        if signature.kind == SignatureKind::DocTimeStamp {
            return None;
        }
        let conditions = [
            exclusive(signature, evidence),
            control(signature, evidence),
            signature_changes(signature),
            content_changes(signature, file),
        ];
        Some(Self { conditions, verdict: signature.verdict() })
    }

    /// The four conditions, in the order of the article.
    pub fn conditions(&self) -> &[Condition; 4] {
        &self.conditions
    }

    /// Whether the signature is reliable in the sense of the article: met only if all four conditions
    /// are and the signature itself passed.
    pub fn conclusion(&self) -> Answer {
        let any = |wanted| self.conditions.iter().any(|c| c.answer == wanted);
        if any(Answer::NotMet) || self.verdict == Verdict::Failed {
            Answer::NotMet
        } else if any(Answer::NotShown) || self.verdict != Verdict::Passed {
            Answer::NotShown
        } else {
            Answer::Met
        }
    }
}

fn condition(
    number: u8,
    answer: Answer,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Condition {
    let basis = if number <= 2 { Basis::Evidence } else { Basis::Mathematics };
    Condition { number, answer, basis, zh: zh.into(), en: en.into() }
}

/// Evidence about a key counts only where it is known whose key it is.
fn untrusted(number: u8, signature: &SignatureReport) -> Option<Condition> {
    let known = signature.trust == Trust::Trusted && signature.integrity == Integrity::Ok;
    (!known).then(|| {
        condition(
            number,
            Answer::NotShown,
            "签名人身份未得到确认，无从谈及其密钥",
            "it is not established who signed, so nothing can be said about their key",
        )
    })
}

fn exclusive(signature: &SignatureReport, evidence: &ControlEvidence) -> Condition {
    if let Some(open) = untrusted(1, signature) {
        return open;
    }
    if let Some(policy) = &signature.control.exclusive {
        let zh = format!("证书依据策略 {policy} 签发，该策略规定密钥为签名人专有");
        let en = format!("certified under the policy {policy}, by which the key is theirs alone");
        return condition(1, Answer::Met, zh, en);
    }
    match &evidence.key_location {
        Some(said) => condition(
            1,
            Answer::Met,
            format!("调用方提供的密钥存放证明：{said}"),
            format!("the caller’s statement of where the key lives: {said}"),
        ),
        None => condition(
            1,
            Answer::NotShown,
            "没有证据：证书策略未表明密钥专有，也没有密钥存放证明",
            "no evidence: no certificate policy says so, and no statement of where the key lives",
        ),
    }
}

fn control(signature: &SignatureReport, evidence: &ControlEvidence) -> Condition {
    let revoked = |f: &Finding| f.code().number == codes::SIGNED_AFTER_REVOCATION.number;
    if signature.findings().iter().any(revoked) {
        return condition(
            2,
            Answer::NotMet,
            "签署时证书已被吊销",
            "the certificate had been revoked when it was signed",
        );
    }
    if let Some(open) = untrusted(2, signature) {
        return open;
    }
    if let Some(said) = &evidence.consent {
        let zh = format!("调用方提供的签署意愿记录：{said}");
        return condition(2, Answer::Met, zh, format!("the caller’s record of consent: {said}"));
    }
    match &signature.control.control {
        Some(policy) => condition(
            2,
            Answer::Met,
            format!("证书依据策略 {policy} 签发，该策略规定仅签名人能使用密钥"),
            format!("certified under the policy {policy}, by which nobody else can use the key"),
        ),
        None => condition(
            2,
            Answer::NotShown,
            "没有证据：证书策略未表明仅由签名人控制，也没有签署意愿记录",
            "no evidence: no certificate policy says so, and no record of consent",
        ),
    }
}

fn signature_changes(signature: &SignatureReport) -> Condition {
    let weak = |f: &Finding| f.code().number == cms::WEAK_ALGORITHM.number;
    match signature.integrity {
        Integrity::Ok if signature.findings().iter().any(weak) => condition(
            3,
            Answer::NotShown,
            "签名算法已不安全",
            "the algorithm of the signature is no longer safe",
        ),
        Integrity::Ok => {
            condition(3, Answer::Met, "签名值经验证未被改动", "the signature value verifies")
        }
        Integrity::Failed => condition(
            3,
            Answer::NotMet,
            "签名或所签内容已被改动",
            "the signature, or what was signed, has been changed",
        ),
        Integrity::Unknown => {
            condition(3, Answer::NotShown, "签名无法验证", "the signature cannot be verified")
        }
    }
}

fn content_changes(signature: &SignatureReport, file: &[Finding]) -> Condition {
    let broken = signature.integrity == Integrity::Failed
        || signature.coverage == Coverage::Broken
        || signature.changes == Changes::Forbidden;
    if broken {
        return condition(
            4,
            Answer::NotMet,
            "文件内容已被改动，或签名未覆盖完整的文件",
            "the document has been changed, or the signature does not cover a whole one",
        );
    }
    // What concerns how the file is read: two readers might show two documents.
    let form = |f: &Finding| matches!(f.code().number, 2000..=2999 | 5001..=5009);
    let doubt = |f: &&Finding| form(f) && f.severity() >= Severity::Undetermined;
    let same = matches!(signature.changes, Changes::None | Changes::Permitted);
    match (same && signature.integrity == Integrity::Ok, file.iter().find(doubt)) {
        (true, None) => condition(
            4,
            Answer::Met,
            "签名覆盖整个文件，其后没有不被允许的改动",
            "the signature covers the whole document, and nothing forbidden was done since",
        ),
        (true, Some(found)) => condition(
            4,
            Answer::NotShown,
            found.message(Language::Chinese),
            found.message(Language::English),
        ),
        (false, _) => condition(
            4,
            Answer::NotShown,
            "无法确定签名之后的改动",
            "what was done since cannot be determined",
        ),
    }
}
