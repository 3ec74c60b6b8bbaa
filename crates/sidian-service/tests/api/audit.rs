//! The audit log, from outside.

use base64ct::{Base64, Encoding};
use serde_json::json;
use sidian_service::audit::{self, LogKey, Receipt};
use sidian_service::store::backup;
use tlog_tiles::{Hash, check_tree};

use crate::desk::{Desk, WHY};

async fn text(desk: &Desk, path: &str) -> String {
    String::from_utf8(desk.get("", path).await.bytes).unwrap()
}

#[tokio::test]
async fn a_receipt_is_verified_offline_and_no_word_of_it_can_be_changed() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let read = desk.get(&desk.clerk(), &format!("/api/v1/licences/{id}?{WHY}")).await.expect(200);
    let path = format!("/api/v1/receipts/{}", read["receipt"]);
    let body = desk.get(&desk.clerk(), &path).await.expect(200);
    let key = LogKey::parse(&text(&desk, "/log/key").await).unwrap();
    let receipt: Receipt = serde_json::from_value(body.clone()).unwrap();
    let facts = receipt.verify(&key).unwrap();
    assert_eq!(facts.entry.action, "licence.read");
    assert_eq!(facts.opening.licence.as_deref(), Some(id.as_str()));
    assert_eq!(facts.opening.purpose, "办理");
    let other = Desk::new();
    let foreign = LogKey::parse(&text(&other, "/log/key").await).unwrap();
    assert!(receipt.verify(&foreign).is_err(), "under the key of another log");
    for (field, value) in [
        ("/opening/purpose", json!("别的")),
        ("/opening/licence", json!("1.2")),
        ("/opening/actor", json!("别人")),
        ("/opening/key", json!("00")),
        ("/index", json!(0)),
        ("/proof", json!([])),
        ("/leaf", json!(Base64::encode_string(b"{}"))),
    ] {
        let mut changed = body.clone();
        *changed.pointer_mut(field).unwrap() = value;
        let changed: Receipt = serde_json::from_value(changed).unwrap();
        assert!(changed.verify(&key).is_err(), "{field} was changed");
    }
}

#[tokio::test]
async fn any_two_checkpoints_are_consistent_and_a_rewritten_log_is_not() {
    let desk = Desk::new();
    let key = LogKey::parse(&text(&desk, "/log/key").await).unwrap();
    let mut heads = Vec::new();
    for n in 1..=4 {
        desk.issue(n).await;
        heads.push(key.open(text(&desk, "/log/checkpoint").await.as_bytes()).unwrap());
    }
    for (at, old) in heads.iter().enumerate() {
        for new in &heads[at..] {
            let path = format!("/api/v1/audit/consistency?old={}&new={}", old.size, new.size);
            let proof = desk.get("", &path).await.expect(200);
            let proof = proof["proof"].as_array().unwrap().iter().map(|hash| {
                let mut out = [0; 32];
                Base64::decode(hash.as_str().unwrap(), &mut out).unwrap();
                Hash(out)
            });
            let proof = proof.collect();
            check_tree(&proof, new.size, new.root, old.size, old.root).unwrap();
            if old.size < new.size {
                let other = Hash([7; 32]);
                assert!(check_tree(&proof, new.size, new.root, old.size, other).is_err());
            }
        }
    }
}

#[tokio::test]
async fn an_exported_log_is_verified_with_nothing_but_its_key() {
    let desk = Desk::new();
    for n in 1..=3 {
        desk.issue(n).await;
    }
    let key = LogKey::parse(&text(&desk, "/log/key").await).unwrap();
    let to = desk.dir.path().join("log");
    backup::read_only(&desk.dir.path().join("data"), |c| audit::export(c, &to)).unwrap();
    let checked = audit::verify_export(&to, &key).unwrap();
    assert_eq!(checked.entries, 4);
    assert!(checked.checkpoints.len() >= 4);
    // What is served is what is exported.
    let tile = desk.get("", "/log/tile/0/000.p/4").await.bytes;
    assert_eq!(tile, std::fs::read(to.join("tile/0/000.p/4")).unwrap());
    let bundle = to.join("tile/entries/000.p/4");
    let good = std::fs::read(&bundle).unwrap();
    assert_eq!(desk.get("", "/log/tile/entries/000.p/4").await.bytes, good);
    for at in (0..good.len()).step_by(7) {
        let mut bad = good.clone();
        bad[at] ^= 1;
        std::fs::write(&bundle, bad).unwrap();
        assert!(audit::verify_export(&to, &key).is_err(), "byte {at} flipped");
    }
}

#[tokio::test]
async fn the_public_log_holds_no_identifier() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    desk.file(&id).await;
    let bytes = desk.get("", "/log/tile/entries/000.p/3").await.bytes;
    let text = String::from_utf8_lossy(&bytes);
    for hidden in [id.as_str(), "JY1410800", "示例", "clerk", "办理"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn an_auditor_lists_who_used_what_when_and_why() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    desk.file(&id).await;
    let clerk = desk.clerk();
    for (query, found) in [
        (format!("licence={id}"), 2),
        (format!("licence={id}&action=licence.download"), 1),
        ("actor=clerk&action=licence.issue".to_owned(), 1),
        ("purpose=%E5%8A%9E%E7%90%86".to_owned(), 1),
        ("from=2100-01-01T00:00:00Z".to_owned(), 0),
        ("until=2000-01-01T00:00:00Z".to_owned(), 0),
    ] {
        let uses = desk.get(&clerk, &format!("/api/v1/audit?{query}")).await.expect(200);
        assert_eq!(uses.as_array().unwrap().len(), found, "{query}");
    }
    let days = desk.get(&clerk, "/api/v1/audit/days?action=licence.issue").await.expect(200);
    assert_eq!(days[0]["count"], 1);
    let counted = days[0]["day"].as_str().unwrap().len();
    assert_eq!(counted, 10);
}

#[tokio::test]
async fn a_verification_leaves_a_receipt_where_one_is_asked_for() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let file = desk.file(&id).await;
    let plain = desk.verify("", "", &file).await.expect(200);
    assert!(plain.get("receipt").is_none());
    let answer = desk.verify("", "?receipt=true", &file).await.expect(200);
    let receipt: Receipt = serde_json::from_value(answer["receipt"].clone()).unwrap();
    let key = LogKey::parse(&text(&desk, "/log/key").await).unwrap();
    let facts = receipt.verify(&key).unwrap();
    assert_eq!(
        (facts.entry.action.as_str(), facts.entry.outcome.as_str()),
        ("file.verify", "passed")
    );
    assert_eq!(facts.opening.digest.as_deref(), answer["sha256"].as_str());
}
