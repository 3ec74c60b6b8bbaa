//! `sidian verify`: many files, all cores, one answer each in the order asked.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use serde_json::{Value, json};
use sidian::asn1::ObjectIdentifier;
use sidian::report::{Language, Report};
use sidian::time::UnixTime;
use sidian::trust::{Policy, RevocationMode, TrustStore};
use sidian::verifier::{Document, Verifier};
use sidian_render::report::Section;
use sidian_render::{PageReader, SealReader, room};

use super::page::{self, Page};
use super::{moment_or, now};
use crate::answer::{self, Outcome};
use crate::args::{Revocation, VerifyArgs};
use crate::failure::Failure;
use crate::files;
use crate::licences;
use crate::lists;
use crate::locale::text;
use crate::ui::{Progress, Ui};

/// What was answered about one file.
struct Answer {
    outcome: Outcome,
    /// For standard output; empty where there is a failure to be told instead.
    text: String,
    failure: Option<Failure>,
    /// For the report, if one is asked for.
    section: Option<Section>,
}

pub(super) fn run(args: &VerifyArgs, ui: &Ui) -> Result<u8, Failure> {
    let clock = now()?;
    let at = moment_or("--at", args.at.as_deref(), clock)?;
    let mut page = match &args.report {
        Some(path) => Some(Page::new(path, args.force)?),
        None => None,
    };
    if at > clock {
        let asked = sidian_render::report::words::beijing(at);
        ui.note(&text!(
            "注意：{asked} 晚于本机时间，届时的吊销和状态现在还不知道",
            "note: {asked} lies in the future; what will be revoked by then is not known yet"
        ));
    }
    let mut evidence = lists::evidence(&args.crl, &args.status_list, &args.chain)?;
    for path in &args.seal_register {
        evidence = evidence.with_seal_register(&files::read_some(path, files::SMALL)?);
    }
    let mut verifier = Verifier::new(trust(args, clock, ui)?)
        .with_policy(control(policy(args.revocation, clock), args)?)
        .with_face_reader(Box::new(PageReader))
        .with_picture_reader(Box::new(SealReader))
        .with_evidence(evidence);
    for path in &args.licence_type {
        verifier = verifier.with_licence_type(licences::kind(&path.to_string_lossy())?);
    }
    let made_at = page.is_some().then_some(clock);
    let asked = Asked {
        verifier,
        at,
        json: args.json,
        standard_code: args.standard_code,
        language: ui.language(),
        made_at,
    };
    let outcomes = all(&asked, &args.files, ui, page.as_mut())?;
    if let Some(page) = page {
        page.write(clock, ui)?;
    }
    if outcomes.len() > 1 && !args.json {
        ui.print(&format!("\n{}", answer::summary(&outcomes, ui.language())))?;
    }
    Ok(Outcome::exit_code(&outcomes))
}

/// Whom to trust: certificates put together by hand, and signed lists.
fn trust(args: &VerifyArgs, clock: UnixTime, ui: &Ui) -> Result<TrustStore, Failure> {
    let store = lists::trust_with_makers(ui, &args.trust, &args.seal_makers)?;
    lists::signed(store, &args.trust_list, &args.trust_list_signer, clock)
}

/// The certificate policies that speak of the control of keys.
fn control(mut policy: Policy, args: &VerifyArgs) -> Result<Policy, Failure> {
    let oid = |option: &str, text: &String| {
        ObjectIdentifier::new(text).map_err(|_| {
            Failure::new(
                text!(
                    "{option} 的值“{text}”不是对象标识符",
                    "{option}: “{text}” is no object identifier"
                ),
                text!("请填点分数字，例如 1.2.156.1", "give dotted numbers, such as 1.2.156.1"),
            )
        })
    };
    for text in &args.exclusive_policy {
        policy = policy.with_exclusive_key_policy(oid("--exclusive-policy", text)?);
    }
    for text in &args.control_policy {
        policy = policy.with_sole_control_policy(oid("--control-policy", text)?);
    }
    Ok(policy)
}

pub(super) fn policy(asked: Option<Revocation>, clock: UnixTime) -> Policy {
    let mode = match asked {
        None | Some(Revocation::IfNamed) => RevocationMode::IfNamed,
        Some(Revocation::Require) => RevocationMode::Require,
        Some(Revocation::Skip) => RevocationMode::Skip,
    };
    Policy::new().with_revocation(mode).with_now(clock)
}

/// The question, shared by all threads.
struct Asked {
    verifier: Verifier,
    at: UnixTime,
    json: bool,
    standard_code: bool,
    language: Language,
    /// The moment for the report; `None` where none is asked for.
    made_at: Option<UnixTime>,
}

/// How many answers a thread may be ahead of what is printed.
const AHEAD: usize = 16;

/// Judges every file; each thread holds one file at a time.
fn all(
    asked: &Asked,
    files: &[PathBuf],
    ui: &Ui,
    mut page: Option<&mut Page>,
) -> Result<Vec<Outcome>, Failure> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let workers = cores.min(files.len());
    let next = AtomicUsize::new(0);
    let (send, receive) = sync_channel(workers * AHEAD);
    thread::scope(|scope| {
        for _ in 0..workers {
            let (send, next) = (send.clone(), &next);
            let work = move || work(asked, files, next, &send);
            room::spawn_scoped(scope, "verify", work).map_err(|e| no_thread(&e))?;
        }
        drop(send);
        let progress = Progress::new(files.len());
        let mut early: BTreeMap<usize, Answer> = BTreeMap::new();
        let mut outcomes = Vec::with_capacity(files.len());
        progress.show(0);
        for (index, answer) in receive {
            early.insert(index, answer);
            while let Some(answer) = early.remove(&outcomes.len()) {
                progress.clear();
                tell(&answer, ui, asked.json, outcomes.is_empty())?;
                outcomes.push(answer.outcome);
                if let (Some(page), Some(section)) = (&mut page, answer.section) {
                    page.push(section);
                }
            }
            progress.show(outcomes.len() + early.len());
        }
        progress.clear();
        Ok(outcomes)
    })
}

fn work(asked: &Asked, files: &[PathBuf], next: &AtomicUsize, send: &SyncSender<(usize, Answer)>) {
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(path) = files.get(index) else { return };
        // A mistake of ours on one file must not cost the answers about the others.
        let judged = catch_unwind(AssertUnwindSafe(|| judge(asked, path)));
        let answer = judged.unwrap_or_else(|_| unreadable(asked, path, 9900, our_mistake(path)));
        if send.send((index, answer)).is_err() {
            return;
        }
    }
}

fn judge(asked: &Asked, path: &Path) -> Answer {
    let bytes = match files::read(path, files::DOCUMENT) {
        Ok(bytes) if bytes.is_empty() => return unreadable(asked, path, 2, files::empty(path)),
        Ok(bytes) => bytes,
        Err(failure) => return unreadable(asked, path, 2, failure),
    };
    let report = match asked.verifier.document(&bytes, asked.at) {
        Ok(report) => report,
        Err(e) => return unreadable(asked, path, e.code(), not_judged(path, &e)),
    };
    let outcome = Outcome::of(report.verdict());
    let name = path.to_string_lossy();
    let licence = match report.accepted() {
        Some(Document::Licence(licence)) => Some(licence.metadata()),
        _ => None,
    };
    let text = match asked.json {
        true => {
            let mut object = report.to_json(&name, asked.language);
            if let Value::Object(map) = &mut object {
                if asked.standard_code {
                    map.insert("standard_codes".to_owned(), standard_codes(&report));
                }
                map.insert("at".to_owned(), asked.at.to_string().into());
                if let Some(metadata) =
                    licence.and_then(|m| serde_json::from_slice(&m.to_json()).ok())
                {
                    map.insert("licence".to_owned(), metadata);
                }
            }
            format!("{object}\n")
        }
        false => {
            let mut text = answer::render(&report, &name, licence, asked.language);
            if asked.standard_code {
                text += &standard_line(&report, asked.language);
            }
            text
        }
    };
    let section = asked.made_at.map(|made_at| {
        page::section(&report, (&name, &bytes), licence, (asked.at, made_at), asked.language)
    });
    Answer { outcome, text, failure: None, section }
}

/// 文件验证 and 信息验证 as sharing interfaces number them; null where they have no number for it.
fn standard_codes<T>(report: &Report<T>) -> Value {
    json!({
        "file_verification": report.file_verification_code(),
        "information_verification": report.information_verification_code(),
    })
}

fn standard_line<T>(report: &Report<T>, language: Language) -> String {
    let word = |code: Option<u8>| code.map_or_else(|| "-".to_owned(), |code| code.to_string());
    let file = word(report.file_verification_code());
    let information = word(report.information_verification_code());
    match language {
        Language::Chinese => format!("  文件验证 {file}  信息验证 {information}\n"),
        Language::English => format!("  file verification {file}  information {information}\n"),
    }
}

fn unreadable(asked: &Asked, path: &Path, code: u32, failure: Failure) -> Answer {
    let outcome = Outcome::Unreadable;
    let (why, advice) = (failure.what.get(asked.language), failure.advice.get(asked.language));
    let section = asked.made_at.map(|made_at| {
        let name = path.to_string_lossy();
        Section::unreadable(&name, (code, why, advice), made_at, asked.language)
    });
    if !asked.json {
        return Answer { outcome, text: String::new(), failure: Some(failure), section };
    }
    let object = json!({
        "file": path.to_string_lossy(),
        "kind": "unknown",
        "verdict": "unreadable",
        "indication": null,
        "sub_indication": null,
        "signatures": [],
        "findings": [],
        "error": {
            "code": code,
            "message": why,
            "next_step": advice,
        },
    });
    Answer { outcome, text: format!("{object}\n"), failure: None, section }
}

fn tell(answer: &Answer, ui: &Ui, json: bool, first: bool) -> Result<(), Failure> {
    if let Some(failure) = &answer.failure {
        ui.complain(failure);
        return Ok(());
    }
    let gap = if json || first { "" } else { "\n" };
    ui.print(&format!("{gap}{}", answer.text))
}

fn not_judged(path: &Path, error: &sidian::error::Error) -> Failure {
    let name = path.display();
    match error {
        sidian::error::Error::Pdf(sidian::pdf::PdfError::NotPdf) => Failure::new(
            text!("{name}：不是 PDF 文件", "{name}: is not a PDF"),
            text!("请选择 PDF 格式的电子证照或文件", "choose a licence or document in PDF"),
        ),
        other => {
            let code = other.code();
            Failure::new(
                text!(
                    "{name}：无法核验（{other}，代码 {code}）",
                    "{name}: cannot be judged ({other}, code {code})"
                ),
                text!(
                    "请向出具单位重新索取原始电子文件",
                    "ask whoever issued the file for the original"
                ),
            )
        }
    }
}

fn no_thread(error: &io::Error) -> Failure {
    Failure::new(
        text!(
            "系统无法启动核验线程（{error}）",
            "no thread can be started to verify with ({error})"
        ),
        text!("请关闭其他程序后重试", "close other programs and try again"),
    )
}

fn our_mistake(path: &Path) -> Failure {
    let name = path.display();
    Failure::new(
        text!(
            "{name}：核验程序出错，未能判定",
            "{name}: the verifier made a mistake and cannot answer"
        ),
        text!("请将该文件报告给开发者", "please report this, with the file"),
    )
}
