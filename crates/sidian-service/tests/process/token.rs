//! The master key from a key on a token: SoftHSM 2.

use std::path::PathBuf;
use std::process::Command;

use sidian::crypto::{SigningKey, Suite};
use sidian_testkit::peers;

use crate::client::{licence, post};
use crate::run::Running;

const LIBRARIES: [&str; 4] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
];

#[test]
fn a_store_opens_with_the_token_and_pin_of_its_master_key_and_with_nothing_else() {
    let library = LIBRARIES.map(PathBuf::from).into_iter().find(|path| path.exists());
    let found = peers::find("softhsm2-util", &["--version"], "2.");
    let (Some(library), Some(_)) = (library, found) else {
        let required = std::env::var_os("SIDIAN_REQUIRE_PEERS").is_some_and(|v| v == "1");
        assert!(!required, "SoftHSM 2 is required but was not found");
        eprintln!("skipped: SoftHSM 2 not found");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let tokens = dir.path().join("tokens");
    std::fs::create_dir(&tokens).unwrap();
    let settings = dir.path().join("softhsm2.conf");
    let text = format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display());
    std::fs::write(&settings, text).unwrap();
    let key = SigningKey::generate(Suite::Rsa).unwrap();
    let pem = dir.path().join("key.pem");
    std::fs::write(&pem, key.to_pkcs8_pem(None).unwrap().as_bytes()).unwrap();
    let util = |arguments: &[&str]| {
        let output = Command::new("softhsm2-util")
            .args(arguments)
            .env("SOFTHSM2_CONF", &settings)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    util(&["--init-token", "--free", "--label", "master", "--pin", "7319", "--so-pin", "90210"]);
    let import = ["--import", pem.to_str().unwrap(), "--token", "master", "--label", "master"];
    util(&[&import[..], &["--id", "01", "--pin", "7319"]].concat());
    let data = dir.path().join("data");
    let config = dir.path().join("sidian.toml");
    let toml = format!(
        "[master_token]\nmodule = {:?}\nkey = \"pkcs11:token=master;object=master\"\n",
        library.display().to_string()
    );
    std::fs::write(&config, toml).unwrap();
    let (config, hsm) = (config.to_str().unwrap(), settings.to_str().unwrap());
    let environment =
        [("SOFTHSM2_CONF", hsm), ("SIDIAN_MASTER_PIN", "7319"), ("SIDIAN_CONFIG", config)];
    let running = Running::start(&data, &environment);
    let clerk = running.clerk.clone().unwrap();
    let (status, made) = post(running.port, &clerk, "/api/v1/licences", "k", &licence(1)).unwrap();
    assert_eq!(status, 201, "{made}");
    assert!(running.stop());
    assert!(!data.join("master.key").exists(), "a master key beside the data");
    let running = Running::start(&data, &environment);
    let (status, again) =
        post(running.port, &clerk, "/api/v1/licences", "k2", &licence(2)).unwrap();
    assert_eq!(status, 201, "{again}");
    assert!(running.stop());
    for pin in ["7318", ""] {
        let output = Command::new(env!("CARGO_BIN_EXE_sidian-service"))
            .args(["--data", data.to_str().unwrap(), "--listen", "127.0.0.1:1"])
            .args(["--config", config])
            .env("SOFTHSM2_CONF", hsm)
            .env("SIDIAN_MASTER_PIN", pin)
            .output()
            .unwrap();
        assert!(!output.status.success(), "with the PIN “{pin}”");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("token"), "{said}");
    }
}
