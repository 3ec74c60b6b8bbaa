//! The service held to the description of its API by schemathesis (PyPI): requests made from the
//! description, and some that it forbids, are answered as it says.

use std::path::{Path, PathBuf};
use std::process::Command;

use sidian_testkit::peers;

use crate::client::ask;
use crate::run::Running;

/// How many requests of each kind for one address: enough for the gate. People run more (SECURITY).
const EXAMPLES: &str = "3";

fn program() -> Option<PathBuf> {
    let python = std::env::var_os("SIDIAN_PYTHON").map(PathBuf::from);
    let beside = python.and_then(|python| Some(python.parent()?.join("schemathesis")));
    beside.filter(|path| path.exists()).or_else(|| {
        peers::find("schemathesis", &["--version"], "schemathesis").map(|_| "schemathesis".into())
    })
}

#[test]
fn requests_made_from_the_description_are_answered_as_it_says() {
    let Some(program) = program() else { return };
    let dir = tempfile::tempdir().unwrap();
    let often = "60000000";
    let patient = [
        ("SIDIAN_LIMITS__ACCOUNT_PER_MINUTE", often),
        ("SIDIAN_LIMITS__ANONYMOUS_PER_MINUTE", often),
        ("SIDIAN_LIMITS__OPEN_UPLOADS", "1000"),
    ];
    let running = Running::start(&dir.path().join("data"), &patient);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.ci");
    for (token, phases) in
        [(&running.clerk, "coverage,fuzzing"), (&running.administrator, "fuzzing")]
    {
        let bearer = format!("Authorization: Bearer {}", token.as_deref().unwrap());
        let output = Command::new(&program)
            .current_dir(dir.path())
            .env("SCHEMATHESIS_HOOKS", "schemathesis_hooks")
            .env("PYTHONPATH", &root)
            .arg("--config-file")
            .arg(root.join("schemathesis.toml"))
            .arg("run")
            .arg(format!("http://127.0.0.1:{}/api/v1/openapi.json", running.port))
            .args(["--header", &bearer, "--phases", phases, "--max-examples", EXAMPLES])
            .args(["--seed", "1", "--workers", "1", "--no-color", "--no-shrink"])
            .args(["--generation-database", "none"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
    let (status, ready) = ask(running.port, "GET", "/readyz", &[], b"").unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&ready));
}
