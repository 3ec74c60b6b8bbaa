//! Licence types, registers and issuing: what the `licence` and `demo` commands share.

use std::path::Path;

use sidian::licence::kind::{builtin, builtin_named};
use sidian::licence::status::Claims;
use sidian::licence::{
    Event, IssueError, LicenceDraft, LicenceId, LicenceIssuer, LicenceType, Metadata,
    StatusRegister,
};
use sidian::pades::Placement;
use sidian::seal::Seal;
use sidian::time::UnixTime;
use sidian_render::{FontUse, PageReader, Typeface, face, template};

use crate::book;
use crate::failure::Failure;
use crate::files;
use crate::identity::Identity;
use crate::locale::text;

/// The licence type that `asked` names: by code, by name, or by file.
pub(crate) fn kind(asked: &str) -> Result<LicenceType, Failure> {
    if let Some(kind) = builtin_named(asked) {
        return Ok(kind.clone());
    }
    let path = Path::new(asked);
    if !path.exists() {
        let names: Vec<&str> = builtin().map(LicenceType::name).collect();
        let names = names.join("、");
        return Err(Failure::new(
            text!(
                "没有证照类型“{asked}”，也没有这个文件",
                "there is no licence type and no file “{asked}”"
            ),
            text!("内置类型：{names}", "built in: {names}"),
        ));
    }
    let bytes = files::read_some(path, 1 << 20)?;
    LicenceType::from_json(&bytes).map_err(|e| {
        Failure::new(
            text!(
                "{asked}：证照类型文件有误（{e}）",
                "{asked}: the licence type has a fault ({e})"
            ),
            text!(
                "请对照 sidian licence types --show 输出的示例修改",
                "compare it with what sidian licence types --show writes"
            ),
        )
    })
}

/// A licence that was issued.
pub(crate) struct Issued {
    pub(crate) pdf: Vec<u8>,
    pub(crate) metadata: Metadata,
    pub(crate) font: FontUse,
}

/// How its face comes about.
pub(crate) enum Face<'a> {
    /// From the type's own layout.
    Layout,
    /// From a department's own form: its name and its bytes.
    Template(&'a Path, &'a [u8]),
}

/// What takes the place of what.
pub(crate) struct Replacement {
    pub(crate) old: LicenceId,
    pub(crate) event: Event,
}

/// Drafts the metadata from `data`, enters the licence in the register, draws the face and signs.
pub(crate) fn issue(
    kind: &LicenceType,
    data: (&str, &[u8]),
    register: Option<(&mut StatusRegister, Option<Replacement>)>,
    (face, typeface): (&Face<'_>, &Typeface),
    (identity, now): (&Identity, UnixTime),
) -> Result<Issued, Failure> {
    issue_sealed(kind, data, register, (face, typeface), (identity, now), None)
}

/// As [`issue`], under the issuer's electronic seal where one is given.
pub(crate) fn issue_sealed(
    kind: &LicenceType,
    data: (&str, &[u8]),
    register: Option<(&mut StatusRegister, Option<Replacement>)>,
    (face, typeface): (&Face<'_>, &Typeface),
    (identity, now): (&Identity, UnixTime),
    seal: Option<(&Seal, Placement)>,
) -> Result<Issued, Failure> {
    let metadata = metadata(kind, data, register, now)?;
    let qr = metadata.qr_text();
    let made = match face {
        Face::Template(path, form) => template::licence(form, kind, &metadata, &qr, typeface, now)
            .map_err(|e| {
                let name = path.display();
                Failure::new(
                    text!("{name}：模板无法填写（{e}）", "{name}: the form cannot be filled ({e})"),
                    text!(
                        "请核对模板的表单域名称和大小",
                        "check the names and sizes of its fields"
                    ),
                )
            })?,
        Face::Layout => face::licence(kind, &metadata, &qr, typeface, now).map_err(|e| {
            Failure::new(
                text!("照面无法绘制（{e}）", "the face cannot be drawn ({e})"),
                text!(
                    "请缩短过长的内容，或用 --font 更换字体",
                    "shorten what is too long, or name a font with --font"
                ),
            )
        })?,
    };
    let mut issuer = LicenceIssuer::new(&*identity.key, &identity.chain);
    if let Some((seal, placement)) = seal {
        issuer = issuer.with_seal(seal, Some(placement));
    }
    let pdf =
        issuer.issue(kind, &metadata, &made.pdf, &PageReader, now).map_err(|e| not_issued(&e))?;
    Ok(Issued { pdf, metadata, font: made.font })
}

fn metadata(
    kind: &LicenceType,
    (name, data): (&str, &[u8]),
    register: Option<(&mut StatusRegister, Option<Replacement>)>,
    now: UnixTime,
) -> Result<Metadata, Failure> {
    let wrong = |e: sidian::licence::DraftError| {
        let zh = e.to_chinese();
        Failure::new(
            text!("{name}：{zh}", "{name}: {e}"),
            text!("请改正上述各项", "put these right"),
        )
    };
    let mut draft = LicenceDraft::from_json(kind, data).map_err(wrong)?;
    let Some((register, replacement)) = register else { return draft.build().map_err(wrong) };
    draft = draft.with_status(register.next_place().map_err(|e| book::refused(&e))?);
    if let Some(replacement) = &replacement {
        draft = draft.with_supersedes(replacement.old.parts().clone());
    }
    let metadata = draft.build().map_err(wrong)?;
    let id = LicenceId::try_from(metadata.id().clone()).map_err(|e| {
        let zh = e.to_chinese();
        Failure::new(
            text!("{name}：{zh}", "{name}: {e}"),
            text!("请核对流水号", "check the serial"),
        )
    })?;
    let entered = match replacement {
        None => register.enter(&id, Event::Issue, now),
        Some(r) => register.replace(&r.old, &id, r.event, "", now),
    };
    entered.map_err(|e| book::refused(&e))?;
    Ok(metadata)
}

fn not_issued(error: &IssueError) -> Failure {
    let code = error.code();
    let (why, advice) = match error {
        IssueError::Authority { subject, issuer } => (
            text!("证书“{subject}”不是颁发机构“{issuer}”的证书", "{error}"),
            text!(
                "请使用颁发机构自己的证书和私钥",
                "sign with the certificate and key of the issuing authority"
            ),
        ),
        IssueError::FaceDiffers { elements } => {
            let elements = elements.join("、");
            (
                text!("照面与数据不一致：{elements}", "face and data differ: {elements}"),
                text!("请使照面与数据一致后再签发", "make the face say what the data says"),
            )
        }
        IssueError::FaceUnreadable => (
            text!(
                "照面文字无法读回，不能核对",
                "the text of the face cannot be read back and compared"
            ),
            text!(
                "请换用文字可读取的照面（不能是图片）",
                "use a face whose text can be read, not a picture"
            ),
        ),
        IssueError::MetadataInside => (
            text!("照面文件未带有同样的证照数据", "the face does not carry the same data"),
            text!("请用 sidian 生成照面", "have the face made by sidian"),
        ),
        other => (
            text!("{other}，代码 {code}", "{other}, code {code}"),
            text!(
                "请核对照面、数据和颁发机构证书",
                "check the face, the data and the issuer’s certificate"
            ),
        ),
    };
    let (zh, en) = (&why.zh, &why.en);
    Failure::new(text!("证照未签发：{zh}", "the licence was not issued: {en}"), advice)
}

/// The register's states as a signed status list, good for `days`.
pub(crate) fn signed_list(
    register: &StatusRegister,
    identity: &Identity,
    now: UnixTime,
    days: u32,
) -> Result<String, Failure> {
    let claims = Claims {
        uri: register.uri().to_owned(),
        issued: now,
        expires: Some(now.plus(i64::from(days) * 86_400)),
        ttl: None,
        has_profile: true,
    };
    let ders: Vec<Vec<u8>> = identity.chain.iter().map(|c| c.der().to_vec()).collect();
    let signed = register.to_list().and_then(|list| list.sign(&claims, &*identity.key, &ders));
    signed.map_err(|e| {
        Failure::new(
            text!("状态列表未能签发（{e}）", "the status list could not be signed ({e})"),
            text!("请核对密钥和登记簿", "check the key and the register"),
        )
    })
}
