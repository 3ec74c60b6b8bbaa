//! What stands in for the five papers: two licences, a fact, two materials, and the authorisations.

use std::io::Cursor;

use sidian::licence::{LicenceType, StatusRegister};
use sidian::material::fact::FactDraft;
use sidian::material::grant::{GrantDraft, Operator, ServiceItem};
use sidian::material::package::{Material, PackageDraft, Source};
use sidian::signature::SignatureDraft;
use sidian::time::UnixTime;
use sidian_render::layout::{TextStyle, text_box};
use sidian_render::scene::{Area, Scene};
use sidian_render::{DocumentInfo, Typeface, document};

use super::super::today;
use super::people::{People, Player};
use super::{CASE, PURPOSE, failed};
use crate::book;
use crate::failure::Failure;
use crate::licences::{self, Face};

/// Everything as files.
pub(super) struct Papers {
    pub(super) card: Vec<u8>,
    pub(super) property: Vec<u8>,
    pub(super) marriage: Vec<u8>,
    pub(super) form: Vec<u8>,
    /// Today’s application, and an earlier case, as the fund centre took them in.
    pub(super) application: Vec<u8>,
    pub(super) earlier: Vec<u8>,
    pub(super) grants: Vec<(&'static str, Vec<u8>)>,
    pub(super) status_lists: Vec<Vec<u8>>,
}

const DAY: i64 = 86_400;

/// The type of licence that comes along with the hall alone.
pub(super) fn card_type() -> Result<LicenceType, Failure> {
    LicenceType::from_json(include_bytes!("identity-card.type.json")).map_err(failed)
}

/// Who sits at the counter.
pub(super) fn clerk() -> Operator {
    Operator { account: "u1001".into(), name: "周示例".into(), unit: "综合窗口".into() }
}

/// Issues and signs everything.
pub(super) fn prepare(
    people: &People,
    item: &ServiceItem,
    typeface: &Typeface,
    now: UnixTime,
) -> Result<Papers, Failure> {
    let card = (card_type()?, include_str!("identity-card.json"), &people.police);
    let property =
        (licences::kind("不动产权证书")?, include_str!("property.json"), &people.registry);
    let (card, card_list) = issued(&card, 1, typeface, now)?;
    let (property, property_list) = issued(&property, 2, typeface, now)?;
    let fact = FactDraft::new(
        (&people.bureau.party, &people.fund.party),
        &item.code,
        ("marriage-registered", "婚姻登记信息"),
        (&people.citizen.party, true),
        (now, now.plus(30 * DAY)),
    );
    let fact = fact.sign(&*people.bureau.identity.key, &people.bureau.chain()).map_err(failed)?;
    let form = page(
        "住房公积金提取申请表",
        "申请人李示例申请提取住房公积金，用于购买自住住房。",
        typeface,
        now,
    )?;
    let signer = &people.citizen.identity;
    let form = SignatureDraft::new(&form)
        .with_reason("本人申请")
        .sign_document(&*signer.key, &signer.chain, now)
        .map_err(failed)?;
    let bank = page("银行账户证明", "户名李示例，账号尾号 0018，示例银行。", typeface, now)?;
    let statement = Material::new("form.pdf", "住房公积金提取申请表", "application/pdf")
        .vouched(Source::Statement, None);
    let compared = Material::new("bank-account.pdf", "银行账户证明", "application/pdf")
        .vouched(Source::Copy, Some(clerk().name));
    let mut compared = compared;
    compared.note = Some("与原件一致".to_owned());
    let (application, form_digest) = taken_in(people, statement, &form, now)?;
    let (earlier, bank_digest) = taken_in(people, compared, &bank, now.plus(-60))?;
    let digests = [form_digest, bank_digest];
    Ok(Papers {
        grants: granted(people, item, (&card, &property), &digests, now)?,
        card,
        property,
        marriage: fact.into_bytes(),
        form,
        application,
        earlier,
        status_lists: vec![card_list, property_list],
    })
}

/// A licence, and the status list of its issuer.
fn issued(
    (kind, data, by): &(LicenceType, &str, &Player),
    list: u8,
    typeface: &Typeface,
    now: UnixTime,
) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let uri = format!("https://status.example/hall/{list}");
    let mut register = StatusRegister::new(&uri).map_err(|e| book::refused(&e))?;
    let data = data.replace("{TODAY}", &today(now));
    let issued = licences::issue(
        kind,
        (by.name, data.as_bytes()),
        Some((&mut register, None)),
        (&Face::Layout, typeface),
        (&by.identity, now),
    )?;
    let token = licences::signed_list(&register, &by.identity, now, 30)?;
    Ok((issued.pdf, token.into_bytes()))
}

/// A page with a title and one sentence.
fn page(title: &str, text: &str, typeface: &Typeface, now: UnixTime) -> Result<Vec<u8>, Failure> {
    let mut scene = Scene::new(595.276, 841.89);
    for (y, size, text) in [(90.0, 20.0, title), (150.0, 12.0, text)] {
        let area = Area::new(80.0, y, 435.0, 60.0);
        let style = TextStyle::new(size, size / 2.0);
        text_box(&mut scene, typeface, area, &style, "page", text).map_err(failed)?;
    }
    let info = DocumentInfo::new(title, "李示例");
    Ok(document::write(&[scene], typeface, &info, now).map_err(failed)?.pdf)
}

/// A package that the fund centre signed for, and the digest of its one material.
fn taken_in(
    people: &People,
    mut material: Material,
    content: &[u8],
    now: UnixTime,
) -> Result<(Vec<u8>, String), Failure> {
    material.holder = Some(people.citizen.party.reveal());
    let identity = &people.fund.identity;
    let kind = material.kind.clone();
    let out = Cursor::new(Vec::new());
    let mut draft =
        PackageDraft::new(out, &kind, identity.key.algorithm()).map_err(failed)?.with_case(CASE);
    draft.add(material, &mut &*content).map_err(failed)?;
    let digest = draft.materials().first().map(|m| m.digest.to_ascii_lowercase());
    let package = draft.sign(&*identity.key, &identity.chain, now).map_err(failed)?;
    Ok((package.into_inner(), digest.unwrap_or_default()))
}

/// The citizen’s own authorisation, and the fund centre’s by duty.
fn granted(
    people: &People,
    item: &ServiceItem,
    (card, property): (&[u8], &[u8]),
    digests: &[String],
    now: UnixTime,
) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let id = |pdf: &[u8]| super::id_of(pdf);
    let (fund, citizen) = (&people.fund, &people.citizen);
    let period = (now, now.plus(7 * DAY));
    let draft = || GrantDraft::new(&citizen.party, &fund.party, item, PURPOSE).with_case(CASE);
    let own = digests.iter().fold(draft().with_licence(&id(property)?, &[]), |draft, digest| {
        draft.with_material(digest)
    });
    let own = own.sign(period, &*citizen.identity.key, &citizen.chain()).map_err(failed)?;
    let duty = draft()
        .with_licence(&id(card)?, &[])
        .by_duty("《住房公积金管理条例》第二十四条", clerk())
        .sign(period, &*fund.identity.key, &fund.chain())
        .map_err(failed)?;
    Ok(vec![("grant.jws", own.into_bytes()), ("grant-duty.jws", duty.into_bytes())])
}
