//! Other people's programs, asked for a second opinion.
//!
//! Where one is missing, tests say so loudly and end; with `SIDIAN_REQUIRE_PEERS=1` they fail.

mod dss;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

pub use self::dss::{Dss, Opinion, dss};

/// A program that was found and runs.
#[derive(Clone, Copy, Debug)]
pub struct Peer(&'static str);

/// OpenSSL 3, the command.
///
/// # Panics
///
/// If it is missing and peers are required.
pub fn openssl() -> Option<Peer> {
    find("openssl", &["version"], "OpenSSL 3")
}

/// The program `name`, if it answers `arguments` with an output that contains `wanted`.
///
/// # Panics
///
/// If it does not and peers are required.
pub fn find(name: &'static str, arguments: &[&str], wanted: &str) -> Option<Peer> {
    let answers = Command::new(name).args(arguments).output().is_ok_and(|output| {
        let said = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&said).contains(wanted)
    });
    if answers {
        return Some(Peer(name));
    }
    assert!(!required(), "{wanted} is required but was not found");
    eprintln!("skipped: {wanted} not found");
    None
}

/// ofdrw and Bouncy Castle, asked through a small program of our own (`peers/java`). Their libraries
/// are fetched once by maven and kept below `target/peers`.
///
/// # Panics
///
/// If Java, maven or the libraries are missing and peers are required.
pub fn seal_reader() -> Option<SealReader> {
    static PLACE: std::sync::OnceLock<Option<PathBuf>> = std::sync::OnceLock::new();
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let java = find("java", &["-version"], "version")?;
    let place = PLACE.get_or_init(|| {
        let place = own.join("../../target/peers/seal-java");
        let jars = || {
            let found = std::fs::read_dir(&place).ok()?.flatten();
            Some(found.filter(|f| f.path().extension().is_some_and(|e| e == "jar")).count())
        };
        if jars().unwrap_or(0) < 2 {
            find("mvn", &["-version"], "Apache Maven")?;
            let answer = Command::new("mvn")
                .args(["-q", "-B", "-f"])
                .arg(own.join("peers/java/pom.xml"))
                .arg("org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies")
                .arg(format!("-DoutputDirectory={}", place.display()))
                .output()
                .ok()?;
            if !answer.status.success() {
                eprintln!("{}", String::from_utf8_lossy(&answer.stdout));
            }
        }
        jars().filter(|n| *n >= 2).map(|_| place.clone())
    });
    if place.is_none() {
        let required = std::env::var_os("SIDIAN_REQUIRE_PEERS").is_some_and(|value| value == "1");
        assert!(!required, "ofdrw is required but was not found");
        eprintln!("skipped: ofdrw not found");
    }
    let libraries = place.as_ref()?.join("*");
    let program = own.join("peers/java/SealPeer.java");
    Some(SealReader { java, libraries, program })
}

/// A second reader of seals.
#[derive(Debug)]
pub struct SealReader {
    java: Peer,
    libraries: PathBuf,
    program: PathBuf,
}

impl SealReader {
    /// Has it read a file of `folder` as a `seal`, a `signature`, or a seal with a `timestamp`.
    ///
    /// # Panics
    ///
    /// If it cannot be started.
    pub fn read(&self, folder: &Folder, what: &str, file: &str) -> Answer {
        let (libraries, program) = (self.libraries.display(), self.program.display());
        let (libraries, program) = (libraries.to_string(), program.to_string());
        self.java.run(folder, &["-cp", &libraries, &program, what, file])
    }
}

/// Whether a missing peer is a failure.
fn required() -> bool {
    std::env::var_os("SIDIAN_REQUIRE_PEERS").is_some_and(|value| value == "1")
}

impl Peer {
    /// Runs the program in `folder`.
    ///
    /// # Panics
    ///
    /// If it cannot be started.
    pub fn run(&self, folder: &Folder, arguments: &[&str]) -> Answer {
        let output = Command::new(self.0)
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}", self.0));
        Answer { asked: format!("{} {}", self.0, arguments.join(" ")), output }
    }
}

/// What a program said.
#[derive(Debug)]
pub struct Answer {
    asked: String,
    output: Output,
}

impl Answer {
    /// Whether it ended well.
    pub fn succeeded(&self) -> bool {
        self.output.status.success()
    }

    /// Everything it wrote, for people.
    pub fn text(&self) -> String {
        let said = [self.output.stdout.as_slice(), self.output.stderr.as_slice()].concat();
        format!("$ {}\n{}", self.asked, String::from_utf8_lossy(&said))
    }

    /// What it wrote to standard output, after it ended well.
    ///
    /// # Panics
    ///
    /// If it did not.
    pub fn expect(self, why: &str) -> Vec<u8> {
        assert!(self.succeeded(), "{why}\n{}", self.text());
        self.output.stdout
    }
}

/// A folder of its own for one test, removed at the end.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes it.
    ///
    /// # Panics
    ///
    /// If it cannot be made.
    #[expect(clippy::new_without_default, reason = "it has an effect")]
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("sidian-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file into it.
    ///
    /// # Panics
    ///
    /// If it cannot be written.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.0.join(name), content).expect("a file for the test");
    }

    /// Reads a file from it.
    ///
    /// # Panics
    ///
    /// If it cannot be read.
    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Best effort: a folder left behind in the temporary directory harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
