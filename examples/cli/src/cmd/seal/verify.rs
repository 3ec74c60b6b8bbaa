//! `sidian seal verify`.

use std::path::Path;

use serde_json::Value;
use sidian::report::{Language, Report};
use sidian::seal::VerifiedSeal;
use sidian::time::UnixTime;
use sidian::verifier::Verifier;

use super::args::SealVerifyArgs;
use crate::answer::{self, Outcome};
use crate::cmd::verify::policy;
use crate::cmd::{moment_or, now};
use crate::failure::Failure;
use crate::files;
use crate::lists;
use crate::locale::text;
use crate::ui::Ui;

pub(super) fn run(args: &SealVerifyArgs, ui: &Ui) -> Result<u8, Failure> {
    let clock = now()?;
    let at = moment_or("--at", args.at.as_deref(), clock)?;
    let store = lists::trust_with_makers(ui, &args.trust, &args.seal_makers)?;
    let mut evidence = lists::evidence(&args.crl, &[], &args.chain)?;
    for path in &args.seal_register {
        evidence = evidence.with_seal_register(&files::read_some(path, files::SMALL)?);
    }
    let verifier =
        Verifier::new(store).with_policy(policy(args.revocation, clock)).with_evidence(evidence);
    let data = match &args.data {
        Some(path) => Some(files::read(path, files::DOCUMENT)?),
        None => None,
    };
    let mut outcomes = Vec::new();
    for (index, path) in args.files.iter().enumerate() {
        let report = one(&verifier, path, data.as_deref(), at);
        let gap = if index == 0 || args.json { "" } else { "\n" };
        match report {
            Ok(report) => {
                outcomes.push(Outcome::of(report.verdict()));
                ui.print(&format!("{gap}{}", shown(&report, path, at, args.json, ui.language())))?;
            }
            Err(failure) => {
                outcomes.push(Outcome::Unreadable);
                ui.complain(&failure);
            }
        }
    }
    Ok(Outcome::exit_code(&outcomes))
}

fn one(
    verifier: &Verifier,
    path: &Path,
    data: Option<&[u8]>,
    at: UnixTime,
) -> Result<Report<VerifiedSeal>, Failure> {
    let bytes = files::read_some(path, files::SMALL)?;
    let report = match data {
        Some(data) => verifier.sealed_data(&bytes, data, at),
        None => verifier.seal(&bytes, at),
    };
    report.map_err(|e| {
        let (name, code) = (path.display(), e.code());
        Failure::new(
            text!(
                "{name}：不是电子印章或签章（{e}，代码 {code}）",
                "{name}: is no seal and no use of one ({e}, code {code})"
            ),
            text!("盖章的 PDF 请用 sidian verify 核验", "verify a sealed PDF with sidian verify"),
        )
    })
}

fn shown(
    report: &Report<VerifiedSeal>,
    path: &Path,
    at: UnixTime,
    json: bool,
    language: Language,
) -> String {
    let name = path.to_string_lossy();
    if !json {
        return answer::render(report, &name, None, language);
    }
    let mut object = report.to_json(&name, language);
    if let Value::Object(map) = &mut object {
        map.insert("at".to_owned(), at.to_string().into());
    }
    format!("{object}\n")
}
