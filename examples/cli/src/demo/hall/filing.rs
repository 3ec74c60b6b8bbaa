//! Receipts of what was verified, and the package for the archive.

use std::io::Cursor;

use sidian::crypto::Hash;
use sidian::material::archive::{ArchiveDraft, CaseFile};
use sidian::material::grant::ServiceItem;
use sidian::material::package::{Material, PendingStamp, Source};
use sidian::material::receipt::ReceiptDraft;
use sidian::time::UnixTime;
use sidian::trust::{Evidence, TrustStore};
use sidian::tsp::{TimestampAuthority, TimestampRequest, TimestampResponse, TokenRegister};
use sidian::verifier::Verifier;

use super::super::town::Town;
use super::papers::{Papers, clerk};
use super::people::People;
use super::{CASE, Proofs, failed};
use crate::cmd::tsa;
use crate::failure::Failure;

/// A receipt for each of the five papers: the name of its file, and the file.
pub(super) fn receipts(
    people: &People,
    papers: &Papers,
    (proofs, verifier): (&Proofs, &Verifier),
    item: &ServiceItem,
    now: UnixTime,
) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let case = (&people.fund.party, CASE);
    let drafts = [
        (
            "receipt-1-form.json",
            ReceiptDraft::new(&proofs.form, ("form.pdf", &papers.form), case, now),
        ),
        (
            "receipt-2-identity.json",
            ReceiptDraft::new(&proofs.card, ("identity-card.pdf", &papers.card), case, now),
        ),
        (
            "receipt-3-property.json",
            ReceiptDraft::new(&proofs.property, ("property.pdf", &papers.property), case, now),
        ),
        (
            "receipt-4-marriage.json",
            ReceiptDraft::new(&proofs.fact, ("marriage.jws", &papers.marriage), case, now),
        ),
        (
            "receipt-5-account.json",
            ReceiptDraft::new(&proofs.earlier, ("earlier.asice", &papers.earlier), case, now),
        ),
    ];
    let mut receipts = Vec::new();
    for (name, draft) in drafts {
        let signed = draft
            .with_operator(clerk())
            .with_item(item)
            .with_sources(verifier.sources())
            .sign(&*people.fund.identity.key, &people.fund.chain(), now)
            .map_err(failed)?;
        let request = TimestampRequest::over(hash(people), &signed.to_be_stamped());
        let answer = answered(people, &request, now)?;
        let response = TimestampResponse::parse(&answer).map_err(failed)?;
        let dated = signed.with_timestamp(response.check(&request, &[]).map_err(failed)?);
        receipts.push((name, dated.to_json().map_err(failed)?));
    }
    Ok(receipts)
}

/// The hash that goes with the suite.
fn hash(people: &People) -> Hash {
    people.clock.key.algorithm().hash()
}

fn answered(
    people: &People,
    request: &TimestampRequest,
    now: UnixTime,
) -> Result<Vec<u8>, Failure> {
    let policy = tsa::policy(tsa::POLICY)?;
    let authority = TimestampAuthority::new(&*people.clock.key, &people.clock.chain, policy);
    let authority = authority.map_err(failed)?;
    let answered = authority.answer(&request.to_der(), now, &TokenRegister::new());
    Ok(answered.map_err(failed)?.response)
}

/// The case as a package, signed by the fund centre and dated.
pub(super) fn archive(
    people: &People,
    papers: &Papers,
    receipts: &[(&'static str, Vec<u8>)],
    (town, evidence, item): (&Town, &Evidence, &ServiceItem),
    now: UnixTime,
) -> Result<Vec<u8>, Failure> {
    let fund = &people.fund;
    let about = CaseFile {
        title: item.name.clone(),
        case: CASE.to_owned(),
        item: Some(item.clone()),
        department: fund.party.clone(),
        department_name: fund.name.to_owned(),
        applicant: Some(people.citizen.name.to_owned()),
    };
    let out = Cursor::new(Vec::new());
    let mut draft = ArchiveDraft::new(out, about, fund.identity.key.algorithm()).map_err(failed)?;
    let pdf = "application/pdf";
    let jws = "application/jose";
    let package = "application/vnd.etsi.asic-e+zip";
    let files: [(&str, &str, &str, Source, &[u8]); 5] = [
        ("form.pdf", "住房公积金提取申请表", pdf, Source::Statement, &papers.form),
        ("identity-card.pdf", "居民身份证", pdf, Source::Licence, &papers.card),
        ("property.pdf", "不动产权证书", pdf, Source::Licence, &papers.property),
        ("marriage.jws", "婚姻登记信息", jws, Source::Extract, &papers.marriage),
        (
            "earlier.asice",
            "银行账户证明（以前的材料包）",
            package,
            Source::Extract,
            &papers.earlier,
        ),
    ];
    let mut add =
        |material: Material, mut content: &[u8]| draft.add(material, &mut content).map_err(failed);
    for (name, kind, media, source, content) in files {
        add(Material::new(name, kind, media).vouched(source, None), content)?;
    }
    for (name, token) in &papers.grants {
        add(Material::new(*name, "授权书", jws), token)?;
    }
    for (name, receipt) in receipts {
        let by = Some(fund.name.to_owned());
        let material = Material::new(format!("receipts/{name}"), "核验回执", "application/json");
        add(material.vouched(Source::Extract, by), receipt)?;
    }
    let anchors = TrustStore::new().with_certificate("trust", town.root.clone());
    let signer = (&*fund.identity.key, fund.identity.chain.as_slice());
    let signed = draft.sign((evidence, &anchors), signer, now).map_err(failed)?;
    let out = Cursor::new(Vec::new());
    let pending = PendingStamp::new(out, signed, &Evidence::new(), hash(people)).map_err(failed)?;
    let answer = answered(people, pending.request(), now)?;
    Ok(pending.complete(&answer).map_err(failed)?.into_inner())
}
