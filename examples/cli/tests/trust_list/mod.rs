//! Signed trust lists: made, used, and refused.

use super::desk::Desk;
use super::{json, schema};

const VERIFY: &str = "verify demo/ed25519/licence.pdf --crl demo/ed25519/crls.pem \
                      --status-list demo/ed25519/status.jwt";

fn desk() -> Desk {
    let desk = Desk::lay();
    let root = std::fs::read_dir(desk.path("demo/ed25519/trust")).expect("the demo’s roots");
    let root = root.map(|entry| entry.expect("an entry").path()).next().expect("a root");
    let root = root.to_str().expect("a name").to_owned();
    for (purpose, out) in [("anchor", "list.jwt"), ("timestamps", "times.jwt")] {
        let words = format!(
            "ca trust-list --name 省级信任列表 --issuer 测试局 --sequence 7 --{purpose} {root} \
             --key me.key --cert me.pem --out {out}"
        );
        let answer = desk.run(words.split_whitespace(), None);
        assert_eq!(answer.code, Some(0), "{}", answer.all());
    }
    desk
}

#[test]
fn the_answer_names_the_signed_list_that_it_rests_on() {
    let desk = desk();
    let words = format!("{VERIFY} --trust-list list.jwt --trust-list-signer me.pem");
    for (language, said) in
        [("zh", "省级信任列表（测试局 "), ("en", "省级信任列表 (测试局, number 7 of ")]
    {
        let answer = desk.run(words.split_whitespace().chain(["--lang", language]), None);
        assert_eq!(answer.code, Some(0), "{}", answer.all());
        assert!(answer.out.contains(said), "{}", answer.out);
    }
    let answer = desk.run(words.split_whitespace().chain(["--json"]), None);
    for object in json(&answer) {
        assert_eq!(schema::check(&object), Vec::<String>::new(), "{object}");
        let list = &object["signatures"][0]["trust_list"];
        assert_eq!(list["name"], "省级信任列表");
        assert_eq!(list["issuer"], "测试局");
        assert_eq!(list["sequence"], 7);
        assert!(list["issued"].is_string() && list["next_update"].is_string(), "{list}");
    }
}

#[test]
fn a_list_of_somebody_else_or_for_something_else_passes_nothing() {
    let desk = desk();
    let stranger = "--trust-list list.jwt --trust-list-signer demo/ed25519/department.pem";
    let edited = "--trust-list garbage.jwt --trust-list-signer me.pem";
    for (lists, said) in [(stranger, "4305"), (edited, "3705")] {
        let answer = desk.run(format!("{VERIFY} {lists}").split_whitespace(), None);
        assert_eq!(answer.code, Some(2), "{}", answer.all());
        assert!(answer.err.contains(said), "{}", answer.all());
        assert!(answer.out.is_empty(), "{}", answer.out);
    }
    let other = format!("{VERIFY} --trust-list times.jwt --trust-list-signer me.pem --lang zh");
    let answer = desk.run(other.split_whitespace(), None);
    assert_eq!(answer.code, Some(3), "{}", answer.all());
    assert!(answer.out.contains("4025"), "{}", answer.out);
    let unsaid = desk.run(format!("{VERIFY} --trust-list list.jwt").split_whitespace(), None);
    assert_eq!(unsaid.code, Some(2), "{}", unsaid.all());
}
