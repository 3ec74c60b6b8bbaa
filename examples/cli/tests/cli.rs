//! The command as people meet it: `cmd/*.toml` say what is typed and what must be answered.

mod dated;
mod desk;
mod elsewhere;
mod materials;
mod page;
mod schema;
mod seal;
mod trust_list;

use std::time::{Duration, Instant};

use desk::{Answer, Desk};
use serde::Deserialize;

/// One file of cases.
#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// What is typed, and what must be answered in both languages.
#[derive(Deserialize)]
struct Case {
    /// The words after `sidian`.
    args: String,
    /// The exit code.
    code: i32,
    /// What the Chinese answer must say, on either stream.
    #[serde(default)]
    zh: Vec<String>,
    /// What the English answer must say.
    #[serde(default)]
    en: Vec<String>,
    /// A file that must not be there afterwards.
    #[serde(default)]
    absent: Option<String>,
    /// The password in the environment.
    #[serde(default)]
    password: Option<String>,
}

/// Nothing that goes wrong may take longer than this, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

fn play(file: &str, text: &str) {
    let desk = Desk::lay();
    let cases: Cases = toml::from_str(text).unwrap_or_else(|e| panic!("{file}: {e}"));
    assert!(!cases.case.is_empty(), "{file} has no case");
    for case in cases.case {
        for (language, wanted) in [("zh", &case.zh), ("en", &case.en)] {
            let begun = Instant::now();
            let words = case.args.split_whitespace().chain(["--lang", language]);
            let answer = desk.run(words, case.password.as_deref());
            let all = answer.all();
            let what = format!("{file}: sidian {} --lang {language}\n{all}", case.args);
            assert_eq!(answer.code, Some(case.code), "{what}");
            assert!(begun.elapsed() < PATIENCE, "took {:?}: {what}", begun.elapsed());
            assert!(!wanted.is_empty(), "says nothing about {language}: {what}");
            for wanted in wanted {
                assert!(all.contains(wanted.as_str()), "lacks “{wanted}”: {what}");
            }
            assert!(!all.contains("panicked"), "{what}");
            if let Some(absent) = &case.absent {
                assert!(!desk.path(absent).exists(), "{absent} was left: {what}");
            }
            assert_eq!(desk.leftovers(), Vec::<String>::new(), "half-written files: {what}");
        }
    }
}

#[test]
fn bad_files_are_answered_clearly() {
    play("bad-files.toml", include_str!("cmd/bad-files.toml"));
}

#[test]
fn bad_keys_and_certificates_are_answered_clearly() {
    play("bad-keys.toml", include_str!("cmd/bad-keys.toml"));
}

#[test]
fn wrong_use_is_answered_clearly() {
    play("wrong-use.toml", include_str!("cmd/wrong-use.toml"));
}

#[test]
fn verdicts_have_their_exit_codes_and_words() {
    play("verdicts.toml", include_str!("cmd/verdicts.toml"));
}

fn json(answer: &Answer) -> Vec<serde_json::Value> {
    answer.out.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

#[test]
fn json_is_one_object_a_file_in_the_order_asked() {
    let files = "demo/ed25519/changed-field.pdf nothere.pdf unsigned.pdf demo/ed25519/licence.pdf";
    let options = "--trust demo/ed25519/trust --crl demo/ed25519/crls.pem --json \
                   --status-list demo/ed25519/status.jwt";
    let desk = Desk::lay();
    let words = format!("verify {files} {options}");
    let answer = desk.run(words.split_whitespace(), None);
    let objects = json(&answer);
    let verdicts: Vec<_> = objects.iter().map(|o| o["verdict"].as_str().unwrap_or("?")).collect();
    assert_eq!(verdicts, ["failed", "unreadable", "no-signature", "passed"], "{}", answer.all());
    assert_eq!(answer.code, Some(1));
    let [failed, unreadable, unsigned, passed] = objects.as_slice() else { panic!("{objects:?}") };
    for key in ["file", "kind", "verdict", "indication", "sub_indication", "signatures", "findings"]
    {
        for object in &objects {
            assert!(object.get(key).is_some(), "no {key} in {object}");
        }
    }
    assert_eq!(unreadable["error"]["message"], "nothere.pdf: there is no such file");
    assert_eq!((&unsigned["kind"], &passed["kind"]), (&"pdf".into(), &"licence".into()));
    assert_eq!(passed["licence"]["ZZBH"], "JY24108000000001");
    assert!(failed.get("licence").is_none(), "data of a licence that failed: {failed}");
    let signature = &passed["signatures"][0];
    for (key, value) in [
        ("verdict", "passed"),
        ("integrity", "ok"),
        ("coverage", "whole"),
        ("changes", "none"),
        ("trust", "trusted"),
        ("level", "B-B"),
        ("algorithm", "Ed25519"),
    ] {
        assert_eq!(signature[key], value, "{key} in {signature}");
    }
}

#[test]
fn many_files_keep_their_order() {
    let desk = Desk::lay();
    let files: Vec<String> = (0..40)
        .map(|n| if n % 3 == 0 { "demo/ed25519/licence.pdf" } else { "unsigned.pdf" }.to_owned())
        .collect();
    let mut words = vec!["verify".to_owned()];
    words.extend(files.iter().cloned());
    words.extend(["--trust", "demo/ed25519/trust", "--json"].map(str::to_owned));
    let answer = desk.run(words.iter().map(String::as_str), None);
    let told: Vec<String> =
        json(&answer).iter().map(|o| o["file"].as_str().unwrap_or("?").to_owned()).collect();
    assert_eq!(told, files);
    assert_eq!(answer.code, Some(3));
}

#[test]
fn what_is_signed_here_verifies_here() {
    let desk = Desk::lay();
    let dir = "demo/ed25519";
    for (out, extra, changes) in [
        ("approved.pdf", "--reason approved --field Approval", "approval"),
        ("certified.pdf", "--certify 2 --format pkcs7", "certification"),
    ] {
        let sign = format!(
            "sign unsigned.pdf --key {dir}/keys/department.key --cert {dir}/department.pem \
             --chain {dir}/ca.pem --out {out} {extra}"
        );
        let signed = desk.run(sign.split_whitespace(), None);
        assert_eq!(signed.code, Some(0), "{}", signed.all());
        let verify = format!("verify {out} --trust {dir}/trust --crl {dir}/crls.pem --json");
        let answer = desk.run(verify.split_whitespace(), None);
        assert_eq!(answer.code, Some(0), "{}", answer.all());
        assert_eq!(json(&answer)[0]["signatures"][0]["kind"], changes);
    }
}

#[test]
fn a_licence_lives_from_issue_to_revocation() {
    let desk = Desk::lay();
    let dir = "demo/ed25519";
    let signer =
        format!("--key {dir}/keys/department.key --cert {dir}/department.pem --chain {dir}/ca.pem");
    let done = |words: String| {
        let answer = desk.run(words.split_whitespace(), None);
        assert_eq!(answer.code, Some(0), "{words}: {}", answer.all());
    };
    let verify = |list: &str| {
        let words = format!(
            "verify life.pdf --trust {dir}/trust --crl {dir}/crls.pem --status-list {list} --json"
        );
        json(&desk.run(words.split_whitespace(), None)).remove(0)
    };
    done(format!(
        "licence issue --type 食品经营许可证 --data {dir}/data.json {signer} --out life.pdf \
         --register life.json --status-url https://status.example/life"
    ));
    done(format!("licence status --register life.json {signer} --out l1.jwt"));
    assert_eq!(verify("l1.jwt")["verdict"], "passed");
    let record = |event: &str, list: &str| {
        done(format!(
            "licence status --register life.json --licence life.pdf --event {event} {signer} \
             --out {list}"
        ));
    };
    record("suspend", "l2.jwt");
    record("restore", "l3.jwt");
    record("revoke", "l4.jwt");
    let found = |report: &serde_json::Value, name: &str| {
        let mut findings = report["findings"].as_array().into_iter().flatten();
        findings.any(|f| f["name"] == name)
    };
    for (list, verdict, name) in [
        ("l2.jwt", "failed", "licence-suspended"),
        ("l3.jwt", "passed", ""),
        ("l4.jwt", "failed", "licence-revoked"),
    ] {
        let report = verify(list);
        assert_eq!(report["verdict"], verdict, "{list}: {report}");
        assert!(name.is_empty() || found(&report, name), "{list}: {report}");
    }
    let again = "licence status --register life.json --licence life.pdf --event restore";
    assert_eq!(desk.run(again.split_whitespace(), None).code, Some(2));
}

#[test]
fn a_renewed_licence_takes_the_place_of_the_old() {
    let desk = Desk::lay();
    let dir = "demo/ed25519";
    let signer =
        format!("--key {dir}/keys/department.key --cert {dir}/department.pem --chain {dir}/ca.pem");
    let data = std::fs::read_to_string(desk.path("demo/ed25519/data.json")).expect("data.json");
    let next: Vec<&str> = data.lines().filter(|line| !line.contains("\"serial\"")).collect();
    std::fs::write(desk.path("next.json"), next.join("\n")).expect("a file on the desk");
    let issue = format!("licence issue --type 食品经营许可证 --register r.json {signer}");
    for words in [
        format!(
            "{issue} --data {dir}/data.json --out v1.pdf --status-url https://status.example/1"
        ),
        format!("{issue} --data next.json --out v2.pdf --replaces v1.pdf --event renew"),
        format!("licence status --register r.json {signer} --out list.jwt"),
    ] {
        let answer = desk.run(words.split_whitespace(), None);
        assert_eq!(answer.code, Some(0), "{words}: {}", answer.all());
    }
    let verify = format!(
        "verify v1.pdf v2.pdf --trust {dir}/trust --crl {dir}/crls.pem --status-list list.jwt"
    );
    let answer = desk.run(verify.split_whitespace(), None);
    assert!(answer.out.contains("FAILED  v1.pdf"), "{}", answer.all());
    assert!(answer.out.contains("a newer version"), "{}", answer.all());
    assert!(answer.out.contains("PASSED  v2.pdf"), "{}", answer.all());
    let again = format!("{issue} --data {dir}/data.json --out v3.pdf");
    let refused = desk.run(again.split_whitespace(), None);
    assert_eq!(refused.code, Some(2), "entered twice: {}", refused.all());
    assert!(!desk.path("v3.pdf").exists(), "a licence without an entry was left");
}

#[test]
fn every_suite_signs_and_is_inspected() {
    let desk = Desk::lay();
    for suite in ["sm2", "ed25519", "p256", "p384", "rsa"] {
        for words in [
            format!("keys new --suite {suite} --out {suite}.key --public {suite}.pub"),
            format!("ca root --key {suite}.key --name 根 --out {suite}.pem"),
            format!(
                "ca crl --ca {suite}.pem --ca-key {suite}.key --revoke 0a:01 --out {suite}.crl"
            ),
            format!("inspect {suite}.key {suite}.pub {suite}.pem {suite}.crl --json"),
        ] {
            let answer = desk.run(words.split_whitespace(), None);
            assert_eq!(answer.code, Some(0), "{words}: {}", answer.all());
        }
    }
}

#[test]
fn the_demonstration_can_be_run_again_and_by_hand() {
    let desk = Desk::lay();
    for (language, closing) in [("zh", "9 项回答全部正确"), ("en", "All 9 answers are right")]
    {
        let words = format!("demo --suite ed25519 --out demo --lang {language}");
        let answer = desk.run(words.split_whitespace(), None);
        assert_eq!(answer.code, Some(0), "{}", answer.all());
        assert!(answer.out.contains(closing), "{}", answer.all());
    }
    let readme = std::fs::read_to_string(desk.path("demo/README.txt")).expect("README.txt");
    let commands: Vec<&str> = readme.lines().filter_map(|l| l.strip_prefix("sidian ")).collect();
    let codes: Vec<Option<i32>> = commands
        .iter()
        .map(|words| {
            // What is verified lies with its algorithm, what happened at the counter in the hall.
            let place = if words.starts_with("verify") { "demo/ed25519" } else { "demo/hall" };
            desk.run_in(place, words.split_whitespace(), None).code
        })
        .collect();
    assert_eq!(codes, [0, 1, 1, 1, 1, 3, 0, 1, 1, 0, 0].map(Some), "{readme}");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;

    let desk = Desk::lay();
    let path = desk.path("unsigned.pdf");
    let shut = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(&path, shut).expect("own file");
    if std::fs::File::open(&path).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let answer = desk.run(["verify", "unsigned.pdf", "--trust", "me.pem"], None);
    assert_eq!(answer.code, Some(2));
    assert!(answer.err.contains("unsigned.pdf: you may not read this file"), "{}", answer.err);
}

#[cfg(unix)]
#[test]
fn private_keys_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let desk = Desk::lay();
    for key in ["me.key", "locked.key", "demo/ed25519/keys/department.key"] {
        let found = std::fs::metadata(desk.path(key)).expect(key);
        assert_eq!(found.permissions().mode() & 0o777, 0o600, "{key}");
    }
}
