//! The index of an archive package: for archive systems, for people, and how to check it by hand.

use std::fmt::Write as _;

use super::super::package::Material;
use super::draft::CaseFile;
use crate::crypto::SignatureAlgorithm;
use crate::time::UnixTime;

/// What a case says of itself: a name in both languages, and the value.
fn facts(about: &CaseFile, now: UnixTime) -> Vec<(&'static str, &'static str, String)> {
    let mut facts =
        vec![("标题", "title", about.title.clone()), ("办件编号", "case", about.case.clone())];
    if let Some(item) = &about.item {
        facts.push(("事项编码", "item code", item.code.clone()));
        facts.push(("事项名称", "item", item.name.clone()));
    }
    facts.push(("办理部门", "department", about.department_name.clone()));
    facts.push(("部门代码", "department code", about.department.label()));
    if let Some(applicant) = &about.applicant {
        facts.push(("申请人", "applicant", applicant.clone()));
    }
    facts.push(("归档时间", "filed", now.to_string()));
    facts
}

/// The digest that a material states, as algorithm and value.
fn digest(material: &Material) -> (&str, &str) {
    material.digest.split_once(':').unwrap_or(("", &material.digest))
}

/// `index.xml`.
pub(super) fn xml(about: &CaseFile, materials: &[Material], now: UnixTime) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<归档包 版本=\"1\">\n<办件>\n");
    // Writing into a String cannot fail.
    for (name, _, value) in facts(about, now) {
        let _ = writeln!(out, "<{name}>{}</{name}>", escaped(&value));
    }
    out += "</办件>\n<目录>\n";
    for (number, material) in materials.iter().enumerate() {
        let (algorithm, value) = digest(material);
        let _ = writeln!(out, "<文件 序号=\"{}\">", number + 1);
        let mut put = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                let _ = writeln!(out, "<{name}>{}</{name}>", escaped(value));
            }
        };
        put("文件名", Some(&material.name));
        put("材料名称", Some(&material.kind));
        put("格式", Some(&material.media_type));
        put("来源", Some(material.source.name_zh()));
        put("出具者", material.vouched_by.as_deref());
        put("有效期至", material.valid_until.as_deref());
        put("备注", material.note.as_deref());
        let _ = writeln!(out, "<大小 单位=\"字节\">{}</大小>", material.size);
        let _ = writeln!(out, "<数字摘要 算法=\"{algorithm}\">{value}</数字摘要>\n</文件>");
    }
    out + "</目录>\n</归档包>\n"
}

/// `index.html`.
pub(super) fn html(about: &CaseFile, materials: &[Material], now: UnixTime) -> String {
    let title = escaped(&about.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title>\n\
         <style>body{{font-family:serif;margin:2em auto;max-width:60em;line-height:1.5}}\
         table{{border-collapse:collapse;width:100%}}td,th{{border:1px solid #999;padding:.3em .5em;\
         text-align:left;vertical-align:top}}code{{font-size:80%;word-break:break-all}}</style></head>\n\
         <body><h1>归档目录 Archive index</h1>\n<table>\n"
    );
    for (zh, en, value) in facts(about, now) {
        let _ = writeln!(out, "<tr><th>{zh} {en}</th><td>{}</td></tr>", escaped(&value));
    }
    out += "</table>\n<h2>文件 Files</h2>\n<table>\n<tr><th></th><th>材料 material</th>\
            <th>来源 source</th><th>文件 file</th><th>字节 bytes</th><th>摘要 digest</th></tr>\n";
    for (number, material) in materials.iter().enumerate() {
        let (algorithm, value) = digest(material);
        let link: String = material.name.split('/').map(linked).collect::<Vec<_>>().join("/");
        let by = material.vouched_by.as_deref().map(escaped).unwrap_or_default();
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{} {by}</td><td><a href=\"{link}\">{}</a></td>\
             <td>{}</td><td>{algorithm} <code>{value}</code></td></tr>",
            number + 1,
            escaped(&material.kind),
            material.source.name_zh(),
            escaped(&material.name),
            material.size,
        );
    }
    out + "</table>\n<p>核验方法见 <a href=\"README.txt\">README.txt</a>。 \
           How to check it: <a href=\"README.txt\">README.txt</a>.</p></body></html>\n"
}

/// `README.txt`.
pub(super) fn instructions(algorithm: &SignatureAlgorithm) -> String {
    let (name, hash) = (algorithm.name(), algorithm.hash().name());
    let option = hash.to_ascii_lowercase().replace("sha-", "sha");
    format!(
        "归档包说明 / About this archive package\n\n\
         1. 本文件是 ZIP 压缩包（ASiC-E，ETSI EN 319 162-1），可用任何解压软件打开；index.html 是目录。\n\
         \x20  This is a ZIP archive (ASiC-E, ETSI EN 319 162-1) that any tool unpacks; index.html lists it.\n\
         2. 每个文件的 {hash} 摘要记在 index.xml 和 META-INF/ASiCManifest1.xml（Base64）中：\n\
         \x20  The {hash} digest of each file stands in index.xml and META-INF/ASiCManifest1.xml (Base64):\n\
         \x20    openssl dgst -{option} FILE\n\
         3. 归档单位对 ASiCManifest1.xml 的签名（{name}，CAdES）：\n\
         \x20  The department's signature over ASiCManifest1.xml ({name}, CAdES):\n\
         \x20    openssl x509 -inform DER -in evidence/anchor-1.cer -out root.pem\n\
         \x20    openssl cms -verify -binary -inform DER -in META-INF/signature1.p7s \
         -content META-INF/ASiCManifest1.xml -CAfile root.pem -purpose any -out /dev/null\n\
         4. 时间戳（RFC 3161）证明全部内容在该时间已经存在；续加的时间戳编号递增：\n\
         \x20  A time-stamp (RFC 3161) proves that all of it was there at that time; later ones count on:\n\
         \x20    openssl ts -verify -token_in -in META-INF/timestamp2.tst \
         -data META-INF/ASiCManifest2.xml -CAfile root.pem\n\
         5. evidence/ 保存验证所需的证书（certificate）、吊销列表（revocation-list）、状态列表（status-list）等；\n\
         \x20  anchor 是归档时信任的根证书，请与权威来源核对后再使用。\n\
         \x20  evidence/ keeps what verifying needs; anchor-*.cer are the roots that were trusted then:\n\
         \x20  compare them with a source of your own before you rely on them.\n\
         6. 证书过期后，签名和回执以时间戳的时间为准验证，并使用 evidence/ 中当时的吊销列表。\n\
         \x20  Once certificates have ended, judge signatures and receipts as of the time of the time-stamp,\n\
         \x20  with the revocation lists of then in evidence/.\n"
    )
}

/// A part of a path as a relative reference (RFC 3986).
fn linked(part: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    part.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// Text as XML or HTML has it, without what neither may hold.
fn escaped(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    quick_xml::escape::escape(plain.as_str()).into_owned()
}
