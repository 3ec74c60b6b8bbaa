//! `sidian seal journal`, and the entry that `seal apply --journal` writes.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use sidian::crypto::Hash;
use sidian::report::Language;
use sidian::seal::Seal;
use sidian::seal::journal::{JournalError, SealingJournal, SealingRecord};
use sidian::time::UnixTime;
use sidian::x509::Certificate;

use crate::failure::Failure;
use crate::files;
use crate::identity::{self, Identity};
use crate::locale::text;
use crate::ui::{Ui, harmless};

/// The longest journal, as the library has it.
const MOST: u64 = 256 << 20;

#[derive(Args)]
pub(crate) struct JournalArgs {
    /// The journal
    #[arg(value_name = "JOURNAL")]
    input: PathBuf,

    /// The certificate of somebody who keeps it (repeatable)
    #[arg(long, required = true, value_name = "CERT.pem")]
    keeper: Vec<PathBuf>,

    /// A line that the journal is known to have had: its head, noted earlier
    #[arg(long, value_name = "HEX")]
    head: Option<String>,

    /// Only the uses on this sealed document; the exit code is 3 if there is none
    #[arg(long, value_name = "SEALED.pdf")]
    document: Option<PathBuf>,

    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// A journal held by this process alone, read and found in order, for one more line.
pub(super) struct Open {
    path: PathBuf,
    file: File,
    journal: SealingJournal,
    /// Whether the last line wants its end.
    ragged: bool,
}

impl Open {
    /// Opens the journal at `path`, which is begun where there is none. Its lines must be by the
    /// signer or one of `keepers`.
    pub(super) fn new(
        path: &Path,
        signer: &Identity,
        keepers: &[PathBuf],
    ) -> Result<Self, Failure> {
        let failed = |e: io::Error| unwritable(path, &e);
        let mut all: Vec<Certificate> = signer.leaf().cloned().into_iter().collect();
        all.extend(certificates(keepers)?);
        if path.exists() {
            // refuses what is no plain file, and what is too large
            files::read(path, MOST)?;
        }
        let mut options = OpenOptions::new();
        let mut file = options.read(true).append(true).create(true).open(path).map_err(failed)?;
        // two clerks who seal at the same time must not write the same line
        file.lock().map_err(failed)?;
        let mut bytes = Vec::new();
        Read::by_ref(&mut file).take(MOST + 1).read_to_end(&mut bytes).map_err(failed)?;
        let journal = SealingJournal::verify(&bytes, &all).map_err(|e| broken(path, &e))?;
        let ragged = bytes.last().is_some_and(|last| *last != b'\n');
        Ok(Self { path: path.to_owned(), file, journal, ragged })
    }

    /// Writes the line for the use of `seal` on what is `document` now, and tells the new head.
    pub(super) fn append(
        mut self,
        (seal, signer): (&Seal, &Identity),
        document: &[u8],
        case: &str,
        now: UnixTime,
    ) -> Result<String, Failure> {
        let Some(leaf) = signer.leaf() else { return Ok(self.journal.head().to_owned()) };
        let record = SealingRecord::new(seal, leaf, document, case, now);
        let line = self
            .journal
            .append(record, &*signer.key, &signer.chain)
            .map_err(|e| broken(&self.path, &e))?;
        let start = if self.ragged { "\n" } else { "" };
        let written = self.file.write_all(format!("{start}{line}\n").as_bytes());
        written.and_then(|()| self.file.sync_all()).map_err(|e| unwritable(&self.path, &e))?;
        Ok(self.journal.head().to_owned())
    }
}

pub(super) fn run(args: &JournalArgs, ui: &Ui) -> Result<u8, Failure> {
    let bytes = files::read(&args.input, MOST)?;
    let keepers = certificates(&args.keeper)?;
    let verified = match &args.head {
        Some(head) => SealingJournal::verify_from(&bytes, &keepers, head.trim()),
        None => SealingJournal::verify(&bytes, &keepers),
    };
    let journal = match verified {
        Ok(journal) => journal,
        Err(e) => {
            ui.complain(&broken(&args.input, &e));
            return Ok(1);
        }
    };
    let wanted = args.document.as_deref().map(digest).transpose()?;
    let shown = |record: &&SealingRecord| wanted.as_ref().is_none_or(|w| *w == record.document);
    let records: Vec<&SealingRecord> = journal.records().iter().filter(shown).collect();
    let out = match args.json {
        true => format!("{}\n", json!({ "head": journal.head(), "records": records })),
        false => table(&journal, &records, ui.language()),
    };
    ui.print(&out)?;
    Ok(if wanted.is_some() && records.is_empty() { 3 } else { 0 })
}

fn table(journal: &SealingJournal, records: &[&SealingRecord], language: Language) -> String {
    let mut out = String::new();
    for record in records {
        let (at, document) = (record.at, harmless(&record.document));
        let seal = harmless(&record.seal);
        let (signer, case) = (harmless(&record.signer), harmless(&record.case));
        out += &format!("{at}  {seal}  {signer}  {case}\n    {document}\n");
    }
    let (all, head) = (journal.records().len(), journal.head());
    out + &match language {
        Language::Chinese => format!("用印记录完好：共 {all} 条，末条摘要 {head}\n"),
        Language::English => format!("the journal holds: {all} uses, head {head}\n"),
    }
}

fn digest(path: &Path) -> Result<String, Failure> {
    let bytes = files::read_some(path, files::DOCUMENT)?;
    let digest = Hash::Sm3.digest(&bytes);
    Ok(digest.as_ref().iter().map(|b| format!("{b:02x}")).collect())
}

fn certificates(paths: &[PathBuf]) -> Result<Vec<Certificate>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        all.extend(identity::certificates(path)?);
    }
    Ok(all)
}

fn broken(path: &Path, error: &JournalError) -> Failure {
    let (name, code) = (path.display(), error.code());
    let what = match error {
        JournalError::Broken { line } => text!(
            "{name}：第 {line} 条与前一条不相接：记录被改动、删去或插入（代码 {code}）",
            "{name}: line {line} does not follow the one before it: changed, left out or put in (code {code})"
        ),
        JournalError::Cut => text!(
            "{name}：缺少已知曾有的记录：末尾被截去（代码 {code}）",
            "{name}: a line that it is known to have had is missing: its end was cut off (code {code})"
        ),
        JournalError::Keeper { line } => text!(
            "{name}：第 {line} 条不是记录人所写（代码 {code}）",
            "{name}: line {line} is not by a keeper of this journal (code {code})"
        ),
        other => text!(
            "{name}：用印记录不成立（{other}，代码 {code}）",
            "{name}: the journal does not hold ({other}, code {code})"
        ),
    };
    Failure::new(
        what,
        text!(
            "请与另存的副本核对；用 --keeper 指定记录人证书",
            "compare it with a copy kept elsewhere; name its keepers' certificates with --keeper"
        ),
    )
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let name = path.display();
    Failure::new(
        text!(
            "{name}：用印记录无法写入（{error}）",
            "{name}: the journal cannot be written ({error})"
        ),
        text!("请检查权限和磁盘；未盖章", "check permissions and the disk; nothing was sealed"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_as_the_journal_writes_it() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("abc");
        std::fs::write(&path, b"abc").expect("a file");
        // GB/T 32905-2016, A.1
        assert_eq!(
            digest(&path).map_err(|f| f.what.en),
            Ok("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0".to_owned())
        );
    }
}
