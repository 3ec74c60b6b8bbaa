//! The electronic seal that a signature applies: what it says, its facts, and its picture.

use base64ct::{Base64, Encoding};
use sidian::report::{Fact, Integrity, Language, SealReport, Trust};

use super::escape::escaped;
use super::head::marked;
use super::words::{self, Mark, pick};
use crate::seal::SealPicture;

/// What a seal says and how it stands: names, marks and values in plain text, as the file gave them.
pub(super) fn facts(
    seal: &SealReport,
    language: Language,
) -> Vec<(&'static str, Option<Mark>, String)> {
    let day = |at| words::beijing(at);
    let said = |zh, en, value: &str| (pick(language, zh, en), None, value.to_owned());
    let fact = |zh, en, fact| {
        let (mark, word) = answer(fact, language);
        (pick(language, zh, en), Some(mark), word.to_owned())
    };
    // a seal that has ended since is no fault of the document
    let now = match answer(seal.valid_now, language) {
        (Mark::Bad, word) if seal.valid_at_sealing == Fact::Yes => (Mark::Plain, word),
        other => other,
    };
    let (mark, word) = words::integrity(seal.intact, language);
    let mut rows = vec![
        said("印章名称", "seal", &seal.name),
        said("印章标识", "seal identifier", &seal.id),
        said("印章类型", "seal type", &seal.kind.to_string()),
        said("所依标准", "standard", &format!("{} (V{})", seal.standard, seal.version)),
        (pick(language, "印章完整性", "seal itself"), Some(mark), word.to_owned()),
        fact("签章人在名单内", "signer on its list", seal.signer_listed),
        fact("盖章时有效", "valid when applied", seal.valid_at_sealing),
        (pick(language, "现在有效", "valid now"), Some(now.0), now.1.to_owned()),
    ];
    let (mark, word) = match seal.maker_trust {
        Trust::Trusted => (Mark::Good, pick(language, "可信", "trusted")),
        Trust::Untrusted => (Mark::Bad, pick(language, "不可信", "not trusted")),
        Trust::Unknown => (Mark::Open, pick(language, "无法判定", "could not be determined")),
    };
    rows.push((pick(language, "制章人可信", "maker’s trust"), Some(mark), word.to_owned()));
    if let Some(maker) = &seal.maker {
        rows.push(said("制章人", "maker", maker));
    }
    if seal.intact == Integrity::Ok && picture(seal).is_none() {
        let format = seal.picture.format.unwrap_or("?");
        let zh = format!("未绘制（{format}），请用制章单位的软件查看");
        let en = format!("not drawn ({format}): look at it with the maker’s software");
        let words = if language == Language::Chinese { zh } else { en };
        rows.push((pick(language, "印章图样", "picture"), Some(Mark::Open), words));
    }
    let span = format!("{} – {}", day(seal.valid_from), day(seal.valid_until));
    rows.push(said("印章有效期", "seal valid", &span));
    rows
}

fn answer(fact: Fact, language: Language) -> (Mark, &'static str) {
    match fact {
        Fact::Yes => (Mark::Good, pick(language, "是", "yes")),
        Fact::No => (Mark::Bad, pick(language, "否", "no")),
        _ => (Mark::Open, pick(language, "无法判定", "could not be determined")),
    }
}

/// The seal's picture, if it is one that can be shown. It is shown only where the seal is as its
/// maker signed it.
pub(super) fn picture(seal: &SealReport) -> Option<SealPicture> {
    let whole = seal.intact == Integrity::Ok;
    whole.then(|| SealPicture::from_bytes(&seal.picture.bytes).ok())?
}

/// The rows of a table, then the picture.
pub(super) fn html(seal: &SealReport, language: Language) -> String {
    let heading = pick(language, "电子印章", "Electronic seal");
    let mut out = format!("<h4>{heading}</h4>\n<table class=\"facts\">\n");
    for (name, mark, text) in facts(seal, language) {
        let cell = match mark {
            Some(mark) => marked("td", mark, &text),
            None => format!("<td>{}</td>", escaped(&text)),
        };
        out += &format!("<tr><th scope=\"row\">{name}</th>{cell}</tr>\n");
    }
    out += "</table>\n";
    if let Some(picture) = picture(seal) {
        let (kind, data) = picture.for_viewers();
        out += &format!(
            "<figure><img class=\"seal\" alt=\"\" src=\"data:{kind};base64,{}\">\
             <figcaption>{}</figcaption></figure>\n",
            Base64::encode_string(data),
            caption(language)
        );
    }
    out
}

/// What stands under the picture.
pub(super) fn caption(language: Language) -> &'static str {
    pick(
        language,
        "印章数据中的图样（示意图，不作证明）",
        "The picture in the seal (a picture only; it proves nothing)",
    )
}
