//! EU DSS, through a test-only Java program of our own that Maven builds under `target/peers`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use super::{Folder, Peer};

/// The program, built.
#[derive(Clone, Debug)]
pub struct Dss {
    java: Peer,
    classes: String,
}

/// What DSS says about one signature.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Opinion {
    /// The file.
    pub file: String,
    /// TOTAL_PASSED, TOTAL_FAILED or INDETERMINATE.
    pub indication: String,
    /// Why, by the standard's word.
    pub sub_indication: String,
    /// PAdES_BASELINE_B and so on.
    pub level: String,
    /// Its reasons.
    pub errors: String,
}

/// EU DSS, where Java and Maven are there and Maven can have its libraries.
///
/// # Panics
///
/// If it cannot be built and peers are required.
pub fn dss() -> Option<Dss> {
    let java = super::find("java", &["-version"], "version")?;
    super::find("mvn", &["-version"], "Apache Maven")?;
    let kit = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = kit.join("peers/java/dss");
    let place = kit.join("../../target/peers/dss");
    // Tests run side by side; it is built once.
    static BUILDING: Mutex<()> = Mutex::new(());
    let building = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    let built = build(&source, &place);
    drop(building);
    match built {
        Ok(()) => {
            let place = place.canonicalize().unwrap_or(place);
            let classes = format!("{0}/target/classes:{0}/target/dependency/*", place.display());
            Some(Dss { java, classes })
        }
        Err(why) => {
            let required = super::required();
            assert!(!required, "EU DSS is required but could not be built: {why}");
            eprintln!("skipped: EU DSS could not be built: {why}");
            None
        }
    }
}

/// Builds the program, unless it was built from the same source before.
fn build(source: &Path, place: &Path) -> Result<(), String> {
    let files =
        ["pom.xml", "src/main/java/test/dss/Judge.java", "src/main/java/test/dss/Pack.java"];
    let read = |from: &Path| -> Vec<Option<Vec<u8>>> {
        files.iter().map(|file| std::fs::read(from.join(file)).ok()).collect()
    };
    let wanted = read(source);
    let done: PathBuf = place.join("built");
    if done.exists() && read(place) == wanted {
        return Ok(());
    }
    let said = |error: std::io::Error| error.to_string();
    for (file, content) in files.iter().zip(wanted) {
        let to = place.join(file);
        std::fs::create_dir_all(to.parent().unwrap_or(place)).map_err(said)?;
        std::fs::write(to, content.ok_or("its source is missing")?).map_err(said)?;
    }
    let maven = ["-q", "-B", "package"];
    let output = Command::new("mvn").args(maven).current_dir(place).output().map_err(said)?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    std::fs::write(done, b"").map_err(said)
}

impl Dss {
    /// What it says about every signature of `files` in `folder`, at `time` (RFC 3339 in UTC), with
    /// the roots of the PEM file `anchors`. It fetches nothing.
    ///
    /// # Panics
    ///
    /// If it does not run.
    pub fn judge(
        &self,
        folder: &Folder,
        anchors: &str,
        time: &str,
        files: &[&str],
    ) -> Vec<Opinion> {
        let program = ["-cp", &self.classes, "test.dss.Judge", anchors, time];
        let answer = self.java.run(folder, &[&program[..], files].concat());
        let said = answer.expect("EU DSS ran");
        let text = String::from_utf8_lossy(&said).into_owned();
        let mut opinions = Vec::new();
        for line in text.lines() {
            let parts: Vec<&str> = line.split('\t').collect();
            let [file, _, indication, sub_indication, level, errors] = parts.as_slice() else {
                continue;
            };
            let own = |text: &str| text.to_owned();
            opinions.push(Opinion {
                file: own(file),
                indication: own(indication),
                sub_indication: own(sub_indication),
                level: own(level),
                errors: own(errors),
            });
        }
        opinions
    }

    /// Lets it make an ASiC-E package `out` of `files`, with the EC key and the certificates of these
    /// PEM files, signed at `time` (RFC 3339 in UTC).
    ///
    /// # Panics
    ///
    /// If it does not run.
    pub fn pack(
        &self,
        folder: &Folder,
        (key, certificates): (&str, &str),
        time: &str,
        (out, files): (&str, &[&str]),
    ) {
        let program = ["-cp", &self.classes, "test.dss.Pack", key, certificates, time, out];
        self.java.run(folder, &[&program[..], files].concat()).expect("EU DSS packed");
    }
}
