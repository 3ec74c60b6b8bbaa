//! A day at the service hall (政务服务大厅的一天): a citizen applies for one thing with five papers on
//! the list, hands in none, and the archive holds five receipts.

mod filing;
mod papers;
mod people;

use sidian::budget::Budget;
use sidian::crypto::Suite;
use sidian::licence::{LicenceId, Metadata, metadata_files};
use sidian::material::MemoryLedger;
use sidian::material::exempt::{Applicant, Exemption, ItemRules, Outcome, builtin_items, exempt};
use sidian::material::grant::{Grant, GrantRequest, ServiceItem, Subject, VerifiedGrant};
use sidian::material::show::{ShowDraft, ShowRequest};
use sidian::pdf::Pdf;
use sidian::report::codes::material as codes;
use sidian::report::{Language, Report, Verdict};
use sidian::time::UnixTime;
use sidian::trust::{Evidence, Policy, TrustStore};
use sidian::verifier::Verifier;
use sidian::x509::Certificate;
use sidian_render::{PageReader, Typeface, qr};

use self::papers::Papers;
use self::people::People;
use super::folder::Folder;
use super::town::Town;
use crate::failure::Failure;
use crate::files::Secrecy;
use crate::locale::{pick, text};
use crate::pem;
use crate::ui::{Tone, aligned, tinted};

const ITEM: &str = "410800-GJJ-0201";
const CASE: &str = "GJJ-2026-0001";
const PURPOSE: &str = "办理住房公积金提取";

/// The papers of the list, in English, and what stands in for each.
const PAPERS: [(&str, &str, &str); 5] = [
    (
        "application form",
        "本人填写并签名的电子申请表",
        "a form that the citizen filled in and signed",
    ),
    (
        "proof of identity",
        "电子身份凭证（依职能核验）",
        "the electronic identity card, used by duty",
    ),
    (
        "proof of purchase",
        "电子不动产权证书（本人授权）",
        "the electronic property certificate, as authorised",
    ),
    ("proof of marital status", "数据管理局共享的婚姻登记信息", "a fact that the data bureau told"),
    (
        "bank account",
        "以前交过的材料（与原件一致）",
        "a material of an earlier case, compared with its original",
    ),
];

/// What came of the day.
pub(super) struct Day {
    /// Paper by paper, as the list names it: whether it fell away.
    papers: Vec<(String, bool)>,
    /// The show code at the counter: accepted, and refused when it came again.
    shown: Option<(bool, bool)>,
    receipts: usize,
    /// Whether the archive passed with the roots and nothing else.
    filed: bool,
}

impl Day {
    /// Whether everything was as it must be.
    pub(super) fn is_right(&self) -> bool {
        let fell = self.papers.len() == PAPERS.len() && self.papers.iter().all(|(_, fell)| *fell);
        let shown = self.shown.is_none_or(|(first, again)| first && again);
        fell && shown && self.filed && self.receipts == PAPERS.len()
    }
}

/// Plays the day in `folder`.
pub(super) fn play(
    suite: Suite,
    folder: &Folder,
    typeface: &Typeface,
    now: UnixTime,
) -> Result<Day, Failure> {
    let rules = builtin_items().find(|rules| rules.code() == ITEM);
    let rules = rules.ok_or_else(|| failed("the list of papers is missing"))?;
    let item = ServiceItem { code: rules.code().to_owned(), name: rules.name().to_owned() };
    let town = Town::found(suite, now)?;
    let people = People::gather(&town, suite, now)?;
    let papers = papers::prepare(&people, &item, typeface, now)?;
    write(folder, &town, &papers)?;
    let verifier = verifier(&town, &people, &papers, now)?;
    let shown = match suite {
        // A signature of RSA is longer than a code may be.
        Suite::Rsa => None,
        _ => Some(at_the_counter(&people, &papers, (folder, &verifier), now)?),
    };
    let (answer, judged) = judged(rules, &people, &papers, &verifier, now)?;
    let receipts = filing::receipts(&people, &papers, (&judged, &verifier), &item, now)?;
    let evidence = evidence(&town, &people, &papers)?;
    let archive = filing::archive(&people, &papers, &receipts, (&town, &evidence, &item), now)?;
    for (name, receipt) in &receipts {
        folder.write(name, receipt, Secrecy::Public)?;
    }
    folder.write("archive.asice", &archive, Secrecy::Public)?;
    // Nothing but the root, and the lists by which the clock’s own certificate is good today.
    let later = Verifier::new(TrustStore::new().with_certificate("trust", town.root.clone()))
        .with_policy(Policy::new().with_now(now))
        .with_face_reader(Box::new(PageReader))
        .with_evidence(lists(&town)?);
    let filed = later.archived(std::io::Cursor::new(&archive), now).map_err(failed)?;
    let kept = filed
        .entries
        .iter()
        .filter(|entry| entry.receipt_of.is_some() && entry.own == Some(Verdict::Passed));
    Ok(Day {
        papers: answer
            .papers()
            .iter()
            .map(|p| (p.paper.clone(), p.outcome == Outcome::Satisfied))
            .collect(),
        shown,
        receipts: kept.count(),
        filed: filed.report.verdict() == Some(Verdict::Passed),
    })
}

/// What was verified for the case.
struct Proofs {
    card: Report<sidian::licence::VerifiedLicence>,
    property: Report<sidian::licence::VerifiedLicence>,
    fact: Report<sidian::material::fact::VerifiedFact>,
    form: Report<sidian::verifier::Document>,
    earlier: Report<sidian::material::package::VerifiedPackage>,
}

fn judged(
    rules: &ItemRules,
    people: &People,
    papers: &Papers,
    verifier: &Verifier,
    now: UnixTime,
) -> Result<(Exemption, Proofs), Failure> {
    let package = |bytes: &[u8]| verifier.package(std::io::Cursor::new(bytes.to_vec()), now);
    let application = package(&papers.application).map_err(failed)?.report;
    let proofs = Proofs {
        card: verifier.licence(&papers.card, now).map_err(failed)?,
        property: verifier.licence(&papers.property, now).map_err(failed)?,
        fact: verifier.fact(&papers.marriage, (&people.fund.party, ITEM), now),
        form: verifier.document(&papers.form, now).map_err(failed)?,
        earlier: package(&papers.earlier).map_err(failed)?.report,
    };
    let mut grants: Vec<VerifiedGrant> = Vec::new();
    for (_, token) in &papers.grants {
        let said = Grant::inspect(token).map_err(failed)?;
        let mut request = GrantRequest::new(&people.fund.party, ITEM, PURPOSE).with_case(CASE);
        for resource in said.resources() {
            let licences = [&proofs.card, &proofs.property].into_iter();
            let of = |id: &str| {
                licences.filter_map(|l| l.accepted()).find(|l| l.metadata().id().to_string() == id)
            };
            request = match &resource.subject {
                Subject::Material(digest) => request.with_material(digest),
                Subject::Licence(id) => match of(id) {
                    Some(licence) => request.with_licence(licence, &[]),
                    None => request,
                },
            };
        }
        grants.extend(verifier.grant(token, &request, now).accepted().cloned());
    }
    let mut applicant = Applicant::new(&people.citizen.party).with_case(CASE);
    for licence in [&proofs.card, &proofs.property] {
        applicant = licence.accepted().into_iter().fold(applicant, Applicant::with_licence);
    }
    applicant = proofs.fact.accepted().into_iter().fold(applicant, Applicant::with_fact);
    for package in [&application, &proofs.earlier] {
        applicant = package.accepted().into_iter().fold(applicant, Applicant::with_package);
    }
    applicant = grants.iter().fold(applicant, Applicant::with_grant);
    let answer = exempt(rules, &applicant, now);
    Ok((answer, proofs))
}

/// The citizen shows the identity card by a code; whether it is accepted, and refused a second time.
fn at_the_counter(
    people: &People,
    papers: &Papers,
    (folder, verifier): (&Folder, &Verifier),
    now: UnixTime,
) -> Result<(bool, bool), Failure> {
    let draft = ShowDraft::new(&id_of(&papers.card)?).to(&people.fund.party);
    let code = draft.sign(&*people.citizen.identity.key, now).map_err(failed)?;
    let picture = qr::png(&code, 4).map_err(failed)?;
    folder.write("show-code.png", &picture, Secrecy::Public)?;
    let report = verifier.licence(&papers.card, now).map_err(failed)?;
    let Some(licence) = report.accepted() else { return Ok((false, false)) };
    let request = ShowRequest::new(licence).by(&people.fund.party);
    let first = verifier.show(&code, &request, now);
    let again = verifier.show(&code, &request, now);
    let passed = first.verdict() == Some(Verdict::Passed);
    Ok((passed, again.has(codes::SHOW_REPLAYED)))
}

fn lists(town: &Town) -> Result<Evidence, Failure> {
    let mut evidence = Evidence::new().with_certificates(town.ca.der()).map_err(failed)?;
    for crl in &town.crls {
        evidence = evidence.with_crl(crl.der()).map_err(failed)?;
    }
    Ok(evidence)
}

fn evidence(town: &Town, people: &People, papers: &Papers) -> Result<Evidence, Failure> {
    let citizen = people.citizen.identity.leaf().map(Certificate::der).unwrap_or_default();
    let evidence = lists(town)?.with_certificates(citizen).map_err(failed)?;
    Ok(papers.status_lists.iter().fold(evidence, |e, list| e.with_status_list(list)))
}

fn verifier(
    town: &Town,
    people: &People,
    papers: &Papers,
    now: UnixTime,
) -> Result<Verifier, Failure> {
    Ok(Verifier::new(TrustStore::new().with_certificate("trust", town.root.clone()))
        .with_policy(Policy::new().with_now(now))
        .with_face_reader(Box::new(PageReader))
        .with_licence_type(papers::card_type()?)
        .with_nonce_store(Box::new(MemoryLedger::new()))
        .with_use_counter(Box::new(MemoryLedger::new()))
        .with_evidence(evidence(town, people, papers)?))
}

/// The identifier of a licence, as its file says.
fn id_of(pdf: &[u8]) -> Result<LicenceId, Failure> {
    let budget = Budget::for_file(pdf.len());
    let files = Pdf::open(pdf, &budget).and_then(|pdf| metadata_files(pdf.latest()));
    let file = files.map_err(failed)?.into_iter().next().unwrap_or_default();
    let metadata = Metadata::from_json(&file).map_err(failed)?;
    metadata.id().to_string().parse().map_err(failed)
}

fn write(folder: &Folder, town: &Town, papers: &Papers) -> Result<(), Failure> {
    let public = |name: &str, bytes: &[u8]| folder.write(name, bytes, Secrecy::Public);
    let certificate = |c: &Certificate| pem::encode(pem::CERTIFICATE, c.der());
    folder.below("trust")?.write(
        "root.pem",
        certificate(&town.root)?.as_bytes(),
        Secrecy::Public,
    )?;
    public("ca.pem", certificate(&town.ca)?.as_bytes())?;
    let mut crls = String::new();
    for crl in &town.crls {
        crls += &pem::encode(pem::CRL, crl.der())?;
    }
    public("crls.pem", crls.as_bytes())?;
    public("identity-card.pdf", &papers.card)?;
    public("property.pdf", &papers.property)?;
    public("marriage.jws", &papers.marriage)?;
    public("application.asice", &papers.application)?;
    public("earlier.asice", &papers.earlier)?;
    for (name, token) in &papers.grants {
        public(name, token)?;
    }
    for (number, list) in papers.status_lists.iter().enumerate() {
        public(&format!("status-{}.jwt", number + 1), list)?;
    }
    Ok(())
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::new(
        text!("大厅一天无法演示（{error}）", "the day at the hall cannot be played ({error})"),
        text!("请向开发者报告", "please report this"),
    )
}

/// The day as people read it.
pub(super) fn told(day: &Day, language: Language) -> String {
    let head = pick(
        language,
        "\n政务服务大厅的一天：李示例申请“住房公积金提取”，清单上有五份材料\n",
        "\nA day at the service hall: a citizen applies for a withdrawal from the housing fund; five papers are on the list\n",
    );
    let mark = |right| match right {
        true => (Tone::Good, "✓"),
        false => (Tone::Bad, "✗"),
    };
    let mut rows = Vec::new();
    for ((paper, fell), (en, by_zh, by_en)) in day.papers.iter().zip(PAPERS) {
        let (tone, sign) = mark(*fell);
        let word = match (fell, language) {
            (true, Language::Chinese) => "免提交",
            (true, Language::English) => "not needed",
            (false, Language::Chinese) => "须提交",
            (false, Language::English) => "to hand in",
        };
        let name = match language {
            Language::Chinese => paper.as_str(),
            Language::English => en,
        };
        rows.push(vec![
            (Tone::Strong, name.to_owned()),
            (tone, format!("{sign} {word}")),
            (Tone::Plain, pick(language, by_zh, by_en).to_owned()),
        ]);
    }
    let mut out = tinted(Tone::Strong, head.trim_end_matches('\n')) + "\n" + &aligned(&rows, "");
    if let Some((first, again)) = day.shown {
        let (tone, sign) = mark(first && again);
        let line = pick(
            language,
            "窗口亮证一次通过，同一亮证码再出示即被拒绝",
            "the show code is accepted at the counter once, and refused when it comes again",
        );
        out += &format!("{} {line}\n", tinted(tone, sign));
    }
    let (tone, sign) = mark(day.filed && day.receipts == PAPERS.len());
    let handed = day.papers.iter().filter(|(_, fell)| !fell).count();
    let receipts = day.receipts;
    let line = match language {
        Language::Chinese => format!(
            "交来纸质材料 {handed} 份；归档包内有核验回执 {receipts} 份，带时间戳，凭根证书即可核验"
        ),
        Language::English => format!(
            "papers handed in: {handed}; the archive holds {receipts} receipts, dated, and verifies with the root alone"
        ),
    };
    out + &format!("{} {line}\n", tinted(tone, sign))
}
