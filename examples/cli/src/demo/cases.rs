//! The licence, its forgeries, and what must be said of each.

use sidian::crypto::{CryptoError, Suite};
use sidian::licence::{Event, LicenceId, StatusRegister};
use sidian::report::codes::{changes, cms, licence, seal, trust};
use sidian::report::{Code, Language, Report, Severity};
use sidian::time::UnixTime;
use sidian::trust::{Evidence, Policy, TrustStore};
use sidian::verifier::Verifier;
use sidian_render::{PageReader, SealReader, Typeface};

use super::folder::Folder;
use super::town::Town;
use super::{sealing, tamper, today};
use crate::answer;
use crate::book;
use crate::failure::Failure;
use crate::files::{self, Secrecy};
use crate::licences::{self, Face, Issued};
use crate::locale::{Text, text};
use crate::pem;

/// One file to be judged, and what must be found.
pub(super) struct Case {
    pub(super) file: &'static str,
    pub(super) status_list: &'static str,
    /// The register of seals, for what is sealed.
    pub(super) seals: Option<&'static str>,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    must: answer::Outcome,
    /// Findings of which one must be there; empty where none may be.
    reasons: &'static [&'static Code],
}

/// What was said about one file.
pub(super) struct Outcome {
    pub(super) outcome: answer::Outcome,
    pub(super) reason: Text,
    pub(super) right: bool,
}

/// Every case, in the order of the table.
pub(super) const CASES: [Case; 9] = [
    Case {
        file: "licence.pdf",
        status_list: "status.jwt",
        seals: None,
        zh: "真证照",
        en: "the genuine licence",
        must: answer::Outcome::Passed,
        reasons: &[],
    },
    Case {
        file: "changed-field.pdf",
        status_list: "status.jwt",
        seals: None,
        zh: "改了数据中的编号",
        en: "the number in its data was changed",
        must: answer::Outcome::Failed,
        reasons: &[cms::DIGEST_MISMATCH],
    },
    Case {
        file: "swapped-page.pdf",
        status_list: "status.jwt",
        seals: None,
        zh: "换了页面",
        en: "its page was swapped",
        must: answer::Outcome::Failed,
        reasons: &[changes::PAGE_CONTENT, changes::PAGES],
    },
    Case {
        file: "appended-revision.pdf",
        status_list: "status.jwt",
        seals: None,
        zh: "签名后又添加内容",
        en: "something was added to it",
        must: answer::Outcome::Failed,
        reasons: &[changes::ANNOTATING_FORBIDDEN],
    },
    Case {
        file: "licence.pdf",
        status_list: "status-revoked.jwt",
        seals: None,
        zh: "真证照，但已被吊销",
        en: "genuine, but revoked since",
        must: answer::Outcome::Failed,
        reasons: &[licence::LICENCE_REVOKED],
    },
    Case {
        file: "untrusted-issuer.pdf",
        status_list: "status.jwt",
        seals: None,
        zh: "冒名机构签发",
        en: "issued by an impostor",
        must: answer::Outcome::Indeterminate,
        reasons: &[trust::PATH_NOT_FOUND],
    },
    Case {
        file: "sealed.pdf",
        status_list: "status.jwt",
        seals: Some("seals.jwt"),
        zh: "盖有电子印章的真证照",
        en: "the genuine licence under a seal",
        must: answer::Outcome::Passed,
        reasons: &[],
    },
    Case {
        file: "sealed.pdf",
        status_list: "status.jwt",
        seals: Some("seals-stopped.jwt"),
        zh: "盖章时印章已停用",
        en: "its seal had been stopped before",
        must: answer::Outcome::Failed,
        reasons: &[seal::SEAL_STOPPED],
    },
    Case {
        file: "other-seal.pdf",
        status_list: "status.jwt",
        seals: Some("seals.jwt"),
        zh: "显示的是别的印章的图像",
        en: "it shows the picture of another seal",
        must: answer::Outcome::Failed,
        reasons: &[seal::SEAL_PICTURE_DIFFERS],
    },
];

/// The cases that this suite can play.
pub(super) fn of(suite: Suite) -> impl Iterator<Item = &'static Case> {
    CASES.iter().filter(move |case| case.seals.is_none() || sealing::known_to(suite))
}

/// Makes everything for one suite and judges it. Every file is judged as it lies on the disk.
pub(super) fn play(
    suite: Suite,
    folder: &Folder,
    typeface: &Typeface,
    now: UnixTime,
) -> Result<Vec<(&'static Case, Outcome)>, Failure> {
    make(suite, folder, typeface, now)?;
    of(suite).map(|case| Ok((case, judge(case, folder, now)?))).collect()
}

fn make(suite: Suite, folder: &Folder, typeface: &Typeface, now: UnixTime) -> Result<(), Failure> {
    let town = Town::found(suite, now)?;
    write_town(folder, &town)?;
    let data = include_str!("data.json").replace("{TODAY}", &today(now));
    folder.write("data.json", data.as_bytes(), Secrecy::Public)?;

    let mut register =
        StatusRegister::new("https://status.example/licences/1").map_err(|e| book::refused(&e))?;
    let issued = issue(&data, &mut register, typeface, (&town, now))?;
    folder.write("licence.pdf", &issued.pdf, Secrecy::Public)?;
    if sealing::known_to(suite) {
        sealing::play(folder, &town, &mut register, (typeface, now))?;
    }
    let list = licences::signed_list(&register, &town.department, now, 30)?;
    folder.write("status.jwt", list.as_bytes(), Secrecy::Public)?;

    let number = issued.metadata.number().reveal();
    let forged = number.replace('1', "7");
    let changed = tamper::changed_field(&issued.pdf, number, &forged)?;
    folder.write("changed-field.pdf", &changed, Secrecy::Public)?;
    let swapped = tamper::swapped_page(&issued.pdf)?;
    folder.write("swapped-page.pdf", &swapped, Secrecy::Public)?;
    let appended = tamper::appended_revision(&issued.pdf)?;
    folder.write("appended-revision.pdf", &appended, Secrecy::Public)?;

    let id = LicenceId::try_from(issued.metadata.id().clone()).map_err(|e| {
        let zh = e.to_chinese();
        Failure::new(text!("{zh}", "{e}"), text!("请向开发者报告", "please report this"))
    })?;
    register.record(&id, Event::Revoke, "示例", now).map_err(|e| book::refused(&e))?;
    folder.write("register.json", &register.to_json(), Secrecy::Public)?;
    let list = licences::signed_list(&register, &town.department, now, 30)?;
    folder.write("status-revoked.jwt", list.as_bytes(), Secrecy::Public)?;

    // The impostor's certificates bear the same names; only the keys differ.
    let impostor = Town::found(suite, now)?;
    let mut register =
        StatusRegister::new("https://status.example/licences/1").map_err(|e| book::refused(&e))?;
    let issued = issue(&data, &mut register, typeface, (&impostor, now))?;
    folder.write("untrusted-issuer.pdf", &issued.pdf, Secrecy::Public)
}

fn issue(
    data: &str,
    register: &mut StatusRegister,
    typeface: &Typeface,
    (town, now): (&Town, UnixTime),
) -> Result<Issued, Failure> {
    let kind = licences::kind("食品经营许可证")?;
    let data = ("data.json", data.as_bytes());
    let face = (&Face::Layout, typeface);
    licences::issue(&kind, data, Some((register, None)), face, (&town.department, now))
}

fn write_town(folder: &Folder, town: &Town) -> Result<(), Failure> {
    let keys = folder.below("keys")?;
    keys.write("department.key", town.department_key.as_bytes(), Secrecy::Private)?;
    keys.write("maker.key", town.maker_key.as_bytes(), Secrecy::Private)?;
    for (name, key) in [("root.key", &town.root_key), ("ca.key", &town.ca_key)] {
        let pem = key.to_pkcs8_pem(None).map_err(no_key)?;
        keys.write(name, pem.as_bytes(), Secrecy::Private)?;
    }
    let certificate = |c: &sidian::x509::Certificate| pem::encode(pem::CERTIFICATE, c.der());
    folder.below("trust")?.write(
        "root.pem",
        certificate(&town.root)?.as_bytes(),
        Secrecy::Public,
    )?;
    folder.write("ca.pem", certificate(&town.ca)?.as_bytes(), Secrecy::Public)?;
    if let Some(leaf) = town.department.leaf() {
        folder.write("department.pem", certificate(leaf)?.as_bytes(), Secrecy::Public)?;
    }
    if let Some(leaf) = town.maker.leaf() {
        folder.write("maker.pem", certificate(leaf)?.as_bytes(), Secrecy::Public)?;
    }
    let mut crls = String::new();
    for crl in &town.crls {
        crls += &pem::encode(pem::CRL, crl.der())?;
    }
    folder.write("crls.pem", crls.as_bytes(), Secrecy::Public)
}

fn judge(case: &Case, folder: &Folder, now: UnixTime) -> Result<Outcome, Failure> {
    let read = |name: &str| files::read_some(&folder.path().join(name), files::DOCUMENT);
    let trusted = || TrustStore::new().with_file("trust", &read("trust/root.pem")?).map_err(own);
    let mut store = trusted()?;
    let mut evidence = Evidence::new()
        .with_crl(&read("crls.pem")?)
        .map_err(own)?
        .with_status_list(&read(case.status_list)?);
    if let Some(seals) = case.seals {
        // the town's makers of seals stand under the same root
        store = store.with_seal_makers(trusted()?);
        evidence = evidence
            .with_seal_register(&read(seals)?)
            .with_certificates(&read("ca.pem")?)
            .map_err(own)?;
    }
    let verifier = Verifier::new(store)
        .with_evidence(evidence)
        .with_policy(Policy::new().with_now(now))
        .with_face_reader(Box::new(PageReader))
        .with_picture_reader(Box::new(SealReader));
    let report = verifier.document(&read(case.file)?, now).map_err(|e| {
        Failure::new(
            text!("无法核验（{e}）", "cannot be judged ({e})"),
            text!("请向开发者报告", "please report this"),
        )
    })?;
    let outcome = answer::Outcome::of(report.verdict());
    let right = outcome == case.must && as_expected(&report, case.reasons);
    Ok(Outcome { outcome, reason: reason(&report, case.reasons), right })
}

/// The right reason must be among the grave findings; a genuine licence has none.
fn as_expected<T>(report: &Report<T>, reasons: &[&Code]) -> bool {
    let mut grave = report.all_findings().filter(|f| f.severity() >= Severity::Undetermined);
    match reasons {
        [] => grave.next().is_none(),
        some => grave.any(|f| some.contains(&f.code())),
    }
}

/// The reason that the case is about, else the gravest there is.
fn reason<T>(report: &Report<T>, reasons: &[&Code]) -> Text {
    let grave = || report.all_findings().filter(|f| f.severity() >= Severity::Undetermined);
    let telling = grave().find(|f| reasons.contains(&f.code()));
    match telling.or_else(|| grave().max_by_key(|f| f.severity())) {
        Some(f) => {
            let number = f.code().number;
            let (zh, en) = (f.message(Language::Chinese), f.message(Language::English));
            text!("{zh} [{number}]", "{en} [{number}]")
        }
        None => text!("", ""),
    }
}

fn own(error: sidian::x509::X509Error) -> Failure {
    Failure::new(
        text!("证书无法读回（{error}）", "a certificate cannot be read back ({error})"),
        text!("请向开发者报告", "please report this"),
    )
}

fn no_key(error: CryptoError) -> Failure {
    Failure::new(
        text!("密钥无法写出（{error}）", "a key cannot be written ({error})"),
        text!("请检查系统随机数来源", "check this machine’s source of random numbers"),
    )
}
