//! What a report says about an electronic seal, as a clerk reads it.

use sidian::report::{Fact, Integrity, Language, SealReport, SealState, TimeSource, Trust};
use sidian_render::report::words::beijing;

use crate::locale::pick;
use crate::ui::{Tone, aligned, harmless};

/// The seal's own words and its facts.
pub(crate) fn render(seal: &SealReport, language: Language, indent: &str) -> String {
    let row = |zh, en, tone, value: String| {
        vec![(Tone::Plain, pick(language, zh, en).to_owned()), (tone, harmless(&value))]
    };
    let (from, until) = (beijing(seal.valid_from), beijing(seal.valid_until));
    let maker = seal.maker.clone().unwrap_or_else(|| "?".to_owned());
    let mut rows = vec![
        row("印章", "seal", Tone::Strong, seal.name.clone()),
        row("印章标识", "identifier", Tone::Plain, seal.id.clone()),
        row("标准", "standard", Tone::Plain, seal.standard.to_owned()),
        row("类型值", "type", Tone::Plain, seal.kind.to_string()),
        row("有效期", "valid", Tone::Plain, format!("{from} – {until}")),
        row("制章人", "maker", Tone::Plain, maker),
    ];
    if let Some(signer) = &seal.signer {
        rows.push(row("签章人", "used by", Tone::Strong, signer.clone()));
    }
    if let Some(time) = seal.sealed_at {
        let source = match time.source {
            TimeSource::Timestamp => pick(language, "时间戳", "timestamp"),
            TimeSource::Claimed => pick(language, "自述", "claimed"),
        };
        let at = format!("{} ({source})", beijing(time.at));
        rows.push(row("盖章时间", "used at", Tone::Plain, at));
    }
    let (tone, word) = match seal.intact {
        Integrity::Ok => (Tone::Good, pick(language, "是", "yes")),
        Integrity::Failed => (Tone::Bad, pick(language, "否", "no")),
        Integrity::Unknown => (Tone::Open, pick(language, "无法判定", "unknown")),
    };
    rows.push(row("印章完好", "intact", tone, word.to_owned()));
    let (tone, word) = match seal.maker_trust {
        Trust::Trusted => (Tone::Good, pick(language, "是", "yes")),
        Trust::Untrusted => (Tone::Bad, pick(language, "否", "no")),
        Trust::Unknown => (Tone::Open, pick(language, "无法判定", "unknown")),
    };
    rows.push(row("制章人可信", "maker trusted", tone, word.to_owned()));
    let mut fact = |zh, en, value| {
        let (tone, word) = words(value, language);
        rows.push(row(zh, en, tone, word.to_owned()));
    };
    if seal.sealed_at.is_some() {
        fact("盖章时有效", "valid when used", seal.valid_at_sealing);
        fact("签章人在列", "user is listed", seal.signer_listed);
    }
    // A seal that has ended since is no fault of the document.
    let now = match seal.valid_now {
        Fact::No if seal.valid_at_sealing == Fact::Yes => (Tone::Plain, pick(language, "否", "no")),
        value => words(value, language),
    };
    rows.push(row("现在有效", "valid now", now.0, now.1.to_owned()));
    for (zh, en, state) in [
        ("盖章时状态", "state when used", seal.state_at_sealing),
        ("现在状态", "state now", seal.state_now),
    ] {
        if let Some(state) = state {
            rows.push(row(zh, en, Tone::Plain, state_word(state, language).to_owned()));
        }
    }
    aligned(&rows, indent)
}

fn words(fact: Fact, language: Language) -> (Tone, &'static str) {
    match fact {
        Fact::Yes => (Tone::Good, pick(language, "是", "yes")),
        Fact::No => (Tone::Bad, pick(language, "否", "no")),
        Fact::Unknown => (Tone::Open, pick(language, "无法判定", "unknown")),
    }
}

/// The state of a seal in a register.
pub(crate) fn state_word(state: SealState, language: Language) -> &'static str {
    match state {
        SealState::InUse => pick(language, "在用", "in use"),
        SealState::Stopped => pick(language, "停用", "stopped"),
        SealState::Cancelled => pick(language, "注销", "cancelled"),
        SealState::KeyCompromised => pick(language, "密钥失密", "key compromised"),
    }
}
