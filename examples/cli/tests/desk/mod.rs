//! A desk with files on it: good ones made by the command itself, and every kind of bad one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A directory with files, in which commands are run.
pub(crate) struct Desk {
    dir: TempDir,
}

/// What a command answered.
pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Answer {
    /// Both streams.
    pub(crate) fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

impl Desk {
    /// Lays a desk; every test has its own.
    pub(crate) fn lay() -> Self {
        let desk = Self { dir: tempfile::tempdir().expect("a temporary directory") };
        desk.done("demo --suite ed25519 --out demo", None);
        desk.done("keys new --suite ed25519 --out other.key", None);
        desk.done("keys new --suite ed25519 --out locked.key", Some("right"));
        desk.done("keys new --suite ed25519 --out me.key --public me.pub", None);
        let ca = "ca issue --ca demo/ed25519/ca.pem --ca-key demo/ed25519/keys/ca.key \
                  --public-key me.pub --name 某人";
        desk.done(&format!("{ca} --from 2020-01-01T00:00:00Z --days 30 --out expired.pem"), None);
        desk.done(&format!("{ca} --from 2090-01-01T00:00:00Z --days 30 --out future.pem"), None);
        desk.done(&format!("{ca} --out me.pem"), None);
        desk.put("wrong.txt", b"wrong\n");
        desk.put("right.txt", b"right\n");
        desk.put("empty.txt", b"\n");
        desk.put("empty.pdf", b"");
        desk.put("text.pdf", b"This is not a PDF.\n");
        desk.put("garbage.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        desk.put("garbage.crl", &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]);
        desk.put("garbage.jwt", b"eyJ.eyJ.x");
        desk.put("bad.json", b"{\"number\": 1}");
        let licence = fs::read(desk.path("demo/ed25519/licence.pdf")).expect("the demo’s licence");
        desk.put("truncated.pdf", licence.get(..licence.len() / 2).unwrap_or_default());
        desk.put("unsigned.pdf", &pdf("<< /Type /Catalog /Pages 2 0 R >>", ""));
        desk.put(
            "looping.pdf",
            &pdf(
                "<< /Type /Catalog /Pages 2 0 R /AcroForm 1 0 R /Fields [1 0 R] /Kids [1 0 R] >>",
                " /Prev {XREF}",
            ),
        );
        let deep = format!(
            "<< /Type /Catalog /Pages 2 0 R /X {}{} >>",
            "[".repeat(200_000),
            "]".repeat(200_000)
        );
        desk.put("deep.pdf", &pdf(&deep, ""));
        let huge = fs::File::create(desk.path("huge.pdf")).expect("a file");
        huge.set_len(8 << 30).expect("a sparse file");
        fs::create_dir(desk.path("nothing")).expect("a directory");
        desk
    }

    /// Runs `sidian` on the desk.
    pub(crate) fn run<'w>(
        &self,
        words: impl IntoIterator<Item = &'w str>,
        password: Option<&str>,
    ) -> Answer {
        self.run_in(".", words, password)
    }

    /// Runs `sidian` in a directory on the desk.
    pub(crate) fn run_in<'w>(
        &self,
        directory: &str,
        words: impl IntoIterator<Item = &'w str>,
        password: Option<&str>,
    ) -> Answer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sidian"));
        command.args(words).current_dir(self.path(directory)).stdin(Stdio::null());
        for name in ["LC_ALL", "LC_MESSAGES", "LANG", "SIDIAN_PASSWORD"] {
            command.env_remove(name);
        }
        if let Some(password) = password {
            command.env("SIDIAN_PASSWORD", password);
        }
        let output = command.output().expect("the command runs");
        Answer {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Where a file lies.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Temporary files that a command left behind.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        names(self.dir.path()).into_iter().filter(|name| name.starts_with(".sidian-")).collect()
    }

    fn done(&self, words: &str, password: Option<&str>) {
        let answer = self.run(words.split_whitespace(), password);
        assert_eq!(answer.code, Some(0), "sidian {words}: {}", answer.all());
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).expect("a file on the desk");
    }
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// A PDF with one empty page and this catalogue. `{XREF}` in the trailer is where its table is.
fn pdf(catalogue: &str, trailer: &str) -> Vec<u8> {
    let objects = [
        catalogue,
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ];
    let mut out = String::from("%PDF-1.7\n");
    let mut table = String::from("xref\n0 4\n0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let at = out.len();
    let trailer = trailer.replace("{XREF}", &at.to_string());
    out += &table;
    out += &format!("trailer\n<< /Size 4 /Root 1 0 R{trailer} >>\nstartxref\n{at}\n%%EOF\n");
    out.into_bytes()
}
