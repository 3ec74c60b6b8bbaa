//! What the commands about signed statements share: how they are judged, and who signs them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use sidian::budget::Budget;
use sidian::licence::{LicenceId, Metadata, VerifiedLicence, metadata_files};
use sidian::material::copy::CopyLedger;
use sidian::material::{MaterialError, NonceStore, Party, UseCounter};
use sidian::pdf::Pdf;
use sidian::report::Report;
use sidian::time::UnixTime;
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;
use sidian_render::{PageReader, SealReader};

use super::moment;
use crate::answer::{self, Outcome};
use crate::failure::Failure;
use crate::files;
use crate::identity::Identity;
use crate::inspect;
use crate::lists;
use crate::locale::text;
use crate::ui::Ui;

/// Whom to trust, and what is brought beside the question.
#[derive(Args)]
pub(crate) struct BroughtArgs {
    /// Trusted certificates: a PEM or DER file, or a directory of them (repeatable)
    #[arg(long, required = true, value_name = "PEM_OR_DIR")]
    trust: Vec<PathBuf>,

    /// A certificate revocation list (repeatable)
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,

    /// A signed licence status list (repeatable)
    #[arg(long, value_name = "FILE")]
    status_list: Vec<PathBuf>,

    /// Further certificates: of authorities, or of a holder (repeatable)
    #[arg(long, value_name = "PEM")]
    chain: Vec<PathBuf>,

    /// A signed statement: withdrawn authorisations, or a holder’s key (repeatable)
    #[arg(long, value_name = "FILE")]
    statement: Vec<PathBuf>,
}

impl BroughtArgs {
    /// What is trusted.
    pub(crate) fn store(&self, ui: &Ui) -> Result<TrustStore, Failure> {
        lists::trust(ui, &self.trust)
    }

    /// What is brought.
    pub(crate) fn evidence(&self) -> Result<Evidence, Failure> {
        let mut evidence = lists::evidence(&self.crl, &self.status_list, &self.chain)?;
        for path in &self.statement {
            evidence = evidence.with_statement(&files::read_some(path, files::SMALL)?);
        }
        Ok(evidence)
    }

    /// A verifier with both.
    pub(crate) fn verifier(&self, ui: &Ui) -> Result<Verifier, Failure> {
        Ok(Verifier::new(self.store(ui)?)
            .with_face_reader(Box::new(PageReader))
            .with_picture_reader(Box::new(SealReader))
            .with_evidence(self.evidence()?))
    }
}

/// The same, and about which moment the question is.
#[derive(Args)]
pub(crate) struct JudgeArgs {
    #[command(flatten)]
    brought: BroughtArgs,

    /// Judge as of this moment, for example 2026-11-22T08:00:00+08:00 (default: now)
    #[arg(long, value_name = "RFC3339")]
    at: Option<String>,

    /// The answer as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

impl JudgeArgs {
    /// The verifier, and the moment as of which it is to judge.
    pub(crate) fn verifier(&self, ui: &Ui) -> Result<(Verifier, UnixTime), Failure> {
        Ok((self.brought.verifier(ui)?, moment("--at", self.at.as_deref())?))
    }

    /// The same with registers of seals.
    pub(crate) fn verifier_with(
        &self,
        registers: &[PathBuf],
        ui: &Ui,
    ) -> Result<(Verifier, UnixTime), Failure> {
        let mut evidence = self.brought.evidence()?;
        for path in registers {
            evidence = evidence.with_seal_register(&files::read_some(path, files::SMALL)?);
        }
        let (verifier, at) = self.verifier(ui)?;
        Ok((verifier.with_evidence(evidence), at))
    }

    /// Tells the answer; the number is the exit code.
    pub(crate) fn tell<T>(&self, report: &Report<T>, name: &str, ui: &Ui) -> Result<u8, Failure> {
        tell(report, name, self.json, ui)
    }
}

/// Tells an answer, as one JSON object or for people; the number is the exit code.
pub(crate) fn tell<T>(
    report: &Report<T>,
    name: &str,
    as_json: bool,
    ui: &Ui,
) -> Result<u8, Failure> {
    match as_json {
        true => ui.print(&format!("{}\n", report.to_json(name, ui.language())))?,
        false => ui.print(&answer::render(report, name, None, ui.language()))?,
    }
    Ok(Outcome::exit_code(&[Outcome::of(report.verdict())]))
}

/// The licence in a file, if it passes; else the answer about it is told and it is the exit code.
pub(crate) fn licence(
    verifier: &Verifier,
    path: &Path,
    at: UnixTime,
    as_json: bool,
    ui: &Ui,
) -> Result<Result<VerifiedLicence, u8>, Failure> {
    let bytes = files::read_some(path, files::DOCUMENT)?;
    let name = path.to_string_lossy();
    let report = verifier.licence(&bytes, at).map_err(|e| {
        let (name, code) = (path.display(), e.code());
        Failure::new(
            text!(
                "{name}：无法核验（{e}，代码 {code}）",
                "{name}: cannot be judged ({e}, code {code})"
            ),
            text!("请选择 PDF 格式的电子证照", "choose a licence in PDF"),
        )
    })?;
    match report.accepted() {
        Some(licence) => Ok(Ok(licence.clone())),
        None => tell(&report, &name, as_json, ui).map(|code| Err(code.max(1))),
    }
}

/// The metadata in a licence file, as its issuer wrote it; nothing is verified.
pub(crate) fn metadata(path: &Path) -> Result<Metadata, Failure> {
    let bytes = files::read_some(path, files::DOCUMENT)?;
    let budget = Budget::for_file(bytes.len());
    let read = Pdf::open(&bytes, &budget)
        .and_then(|pdf| metadata_files(pdf.latest()))
        .ok()
        .and_then(|files| Metadata::from_json(files.first()?).ok());
    read.ok_or_else(|| {
        let name = path.display();
        Failure::new(
            text!("{name}：不是电子证照", "{name}: is not a licence"),
            text!("请给出证照文件", "give the file of a licence"),
        )
    })
}

/// The identifier that is given, or that of the licence in the file that is given.
pub(crate) fn identifier(asked: &str) -> Result<LicenceId, Failure> {
    let path = Path::new(asked);
    let given = match path.is_file() {
        true => inspect::identifier(path, &files::read_some(path, files::DOCUMENT)?)?,
        false => asked.to_owned(),
    };
    given.parse::<LicenceId>().map_err(|e| {
        let zh = e.to_chinese();
        Failure::new(
            text!("“{asked}”不是证照标识（{zh}）", "“{asked}” is not a licence identifier ({e})"),
            text!("请给出证照标识或证照文件", "give the identifier or the file of the licence"),
        )
    })
}

/// A party from its text.
pub(crate) fn party(option: &str, asked: &str) -> Result<Party, Failure> {
    asked.parse::<Party>().map_err(|e| {
        Failure::new(
            // The code may be a person's, so it is not repeated.
            text!("{option}：代码无效（{e}）", "{option}: not a valid code ({e})"),
            text!(
                "请写成“类型:代码”，例如 001:91410800MA4400D94H（001 统一社会信用代码，111 公民身份号码）",
                "write it as kind:code, for example 001:91410800MA4400D94H (001 unified social credit code, 111 citizen number)"
            ),
        )
    })
}

/// The certificates of a signer as DER, its own first.
pub(crate) fn chain(identity: &Identity) -> Vec<Vec<u8>> {
    identity.chain.iter().map(|certificate| certificate.der().to_vec()).collect()
}

/// A statement that could not be made or read.
pub(crate) fn refused(what: &str, e: MaterialError) -> Failure {
    let code = e.code();
    Failure::new(
        text!("{what}：{e}（代码 {code}）", "{what}: {e} (code {code})"),
        text!("请核对各项参数", "check the values that were given"),
    )
}

/// A file that cannot be read as what it should be.
pub(crate) fn unreadable(path: &Path, e: impl std::fmt::Display) -> Failure {
    let name = path.display();
    Failure::new(
        text!("{name}：格式不正确（{e}）", "{name}: cannot be read ({e})"),
        text!("请核对是否选错了文件", "check that it is the file you mean"),
    )
}

/// What was used, in a file that one machine's processes share. Each question holds a lock on it.
pub(crate) struct FileLedger(PathBuf);

impl FileLedger {
    pub(crate) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Lets `change` look at the entries and change them, with the file locked.
    fn with<T>(&self, change: impl FnOnce(&mut BTreeMap<String, i64>) -> T) -> Option<T> {
        let mut options = fs::OpenOptions::new();
        let mut file: File =
            options.read(true).write(true).create(true).truncate(false).open(&self.0).ok()?;
        file.lock().ok()?;
        let mut text = String::new();
        (&mut file).take(files::SMALL).read_to_string(&mut text).ok()?;
        let mut entries: BTreeMap<String, i64> = match text.trim().is_empty() {
            true => BTreeMap::new(),
            false => serde_json::from_str(&text).ok()?,
        };
        let before = entries.clone();
        let answer = change(&mut entries);
        if entries != before {
            let text = serde_json::to_string(&entries).ok()?;
            file.seek(SeekFrom::Start(0)).ok()?;
            file.write_all(text.as_bytes()).ok()?;
            file.set_len(text.len() as u64).ok()?;
            file.sync_all().ok()?;
        }
        Some(answer)
    }
}

impl UseCounter for FileLedger {
    fn used(&self, grant: &str) -> Option<u32> {
        let used = self.with(|entries| entries.get(grant).copied().unwrap_or(0))?;
        u32::try_from(used).ok()
    }

    fn take(&self, grant: &str, most: u32) -> Option<bool> {
        self.with(|entries| {
            let used = entries.entry(grant.to_owned()).or_insert(0);
            if *used >= i64::from(most) {
                return false;
            }
            *used += 1;
            true
        })
    }
}

impl NonceStore for FileLedger {
    fn first_use(&self, code: &[u8], until: UnixTime, now: UnixTime) -> Option<bool> {
        let name: String = code.iter().map(|b| format!("{b:02x}")).collect();
        self.with(|entries| {
            entries.retain(|_, end| *end >= now.seconds());
            entries.insert(name, until.seconds()).is_none()
        })
    }
}

impl CopyLedger for FileLedger {
    fn enter(&self, licence: &str, since: UnixTime, now: UnixTime, most: u32) -> Option<bool> {
        self.with(|entries| {
            // One entry a copy, by licence, moment and number.
            let of = format!("{licence} ");
            let mine = entries.iter().filter(|(name, _)| name.starts_with(&of));
            let recent = mine.filter(|(_, at)| **at >= since.seconds()).count();
            if u32::try_from(recent).unwrap_or(u32::MAX) >= most {
                return false;
            }
            let number = entries.len() + 1;
            entries.insert(format!("{of}{}#{number}", now.seconds()), now.seconds());
            true
        })
    }
}
