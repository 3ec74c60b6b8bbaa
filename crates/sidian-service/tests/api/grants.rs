//! Authorisations, timestamps and signing in two steps, over HTTP.

use axum::body::Body;
use axum::http::Method;
use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use sidian::crypto::{Hash, Signer, Suite};
use sidian::material::Party;
use sidian::material::grant::{
    GrantDraft, Operator, RevocationList, RevocationReference, ServiceItem,
};
use sidian::time::UnixTime;
use sidian::tsp::{TimestampRequest, TimestampResponse};
use sidian_service::Service;
use sidian_service::config::Config;
use sidian_testkit::pki::{TestPki, pem};

use crate::desk::{Desk, HOLDER, request};

const DEPARTMENT: &str = "11410800MB00000009";

fn now() -> UnixTime {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    UnixTime::from_seconds(i64::try_from(seconds.as_secs()).unwrap()).unwrap()
}

/// Where the withdrawal of an authorisation would be listed, and by whom.
fn reference() -> RevocationReference {
    RevocationReference::new("https://a.example/r", &Party::organisation(DEPARTMENT).unwrap())
}

/// A list of what was withdrawn, issued then and good for two hours.
fn list(desk: &Desk, issued: UnixTime, withdrawn: &[&str]) -> Value {
    let keys = desk.service.app().keyring();
    let held = keys.issuer(DEPARTMENT).unwrap();
    let chain: Vec<Vec<u8>> = held.identity.chain.iter().map(|c| c.der().to_vec()).collect();
    let list = RevocationList::new(&reference(), (issued, issued.plus(7200)));
    let list = withdrawn.iter().fold(list, |list, id| list.with(id, issued));
    json!({ "list": list.sign(&held.identity.key, &chain).unwrap() })
}

/// An authorisation by duty for three uses of a licence.
fn grant(desk: &Desk, id: &str) -> String {
    granted(desk, id, |draft| draft)
}

fn granted(desk: &Desk, id: &str, more: impl FnOnce(GrantDraft) -> GrantDraft) -> String {
    let keys = desk.service.app().keyring();
    let held = keys.issuer(DEPARTMENT).unwrap();
    let chain: Vec<Vec<u8>> = held.identity.chain.iter().map(|c| c.der().to_vec()).collect();
    let holder = Party::organisation(HOLDER).unwrap();
    let department = Party::organisation(DEPARTMENT).unwrap();
    let item = ServiceItem { code: "410800001".to_owned(), name: "食品经营许可".to_owned() };
    let operator =
        Operator {
            account: "clerk".to_owned(), name: "示例".to_owned(), unit: "窗口".to_owned()
        };
    let now = now();
    let draft = GrantDraft::new(&holder, &department, &item, "许可审查")
        .by_duty("食品安全法第三十五条", operator)
        .with_licence(&id.parse().unwrap(), &[])
        .with_uses(3)
        .with_id("grant-1");
    more(draft).sign((now.plus(-60), now.plus(3600)), &held.identity.key, &chain).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_more_uses_are_taken_than_were_granted_however_many_ask_at_once() {
    let desk = std::sync::Arc::new(Desk::new());
    let id = desk.issue(1).await;
    let grant = grant(&desk, &id);
    let asked = |purpose: &str, grant: &str| json!({ "grant": grant, "licence": id, "item": "410800001", "purpose": purpose });
    let path = "/api/v1/grants/use";
    let clerk = desk.clerk();
    let refused = desk.post(&clerk, path, &asked("别的", &grant)).await;
    assert_eq!(refused.status, 403, "for another purpose");
    let (head, tail) = grant.split_at(grant.len() - 8);
    let forged = format!("{head}{}", if tail.starts_with('A') { "BAAAAAAA" } else { "AAAAAAAA" });
    let refused = desk.post(&clerk, path, &asked("许可审查", &forged)).await;
    assert!([403, 422].contains(&refused.status.as_u16()), "with a forged signature");
    let asked = asked("许可审查", &grant);
    let running: Vec<_> = (0..8)
        .map(|_| {
            let (desk, clerk, asked) = (desk.clone(), clerk.clone(), asked.clone());
            tokio::spawn(async move { desk.post(&clerk, path, &asked).await })
        })
        .collect();
    let mut given = 0;
    for task in running {
        let answer = task.await.unwrap();
        if answer.status == 200 {
            assert!(answer.bytes.starts_with(b"%PDF"));
            given += 1;
        } else {
            assert_eq!(answer.status, 403, "{}", String::from_utf8_lossy(&answer.bytes));
        }
    }
    assert_eq!(given, 3);
    let uses = desk.get(&clerk, "/api/v1/audit?action=grant.use").await.expect(200);
    let done = uses.as_array().unwrap().iter().filter(|u| u["outcome"] == "done").count();
    assert_eq!(done, 3);
    let other = desk.account("other", json!({ "roles": ["verifier"] })).await;
    assert_eq!(desk.post(&other, path, &asked).await.code(403), 9202, "no department code");
}

#[tokio::test]
async fn timestamp_requests_are_answered_with_growing_numbers() {
    let desk = Desk::new();
    let mut last = Vec::new();
    for n in 0..3_u8 {
        let asked = TimestampRequest::over(Hash::Sm3, b"a contract").with_nonce([n, 2, 3]);
        let headers = [("content-type", "application/timestamp-query")];
        let body = Body::from(asked.to_der());
        let answer = desk.ask(request(Method::POST, "", "/api/v1/tsa", body, &headers)).await;
        assert_eq!(answer.status, 200);
        let response = TimestampResponse::parse(&answer.bytes).unwrap();
        response.check(&asked, &[]).unwrap();
        assert_ne!(answer.bytes, last, "the same answer twice");
        last = answer.bytes;
    }
    let stamps = desk.get(&desk.clerk(), "/api/v1/audit?action=timestamp").await.expect(200);
    assert_eq!(stamps.as_array().unwrap().len(), 3);
    let headers = [("content-type", "application/timestamp-query")];
    let broken = request(Method::POST, "", "/api/v1/tsa", Body::from("x"), &headers);
    assert_eq!(desk.ask(broken).await.status, 200, "a refusal is an answer of the protocol");
}

#[tokio::test]
async fn a_document_is_signed_in_two_steps_by_a_key_that_stays_elsewhere() {
    let desk = Desk::new();
    let pki = TestPki::new(Suite::P256);
    let document = sidian_testkit::pdf::with_table("1.7", 1);
    let chain: String =
        pki.chain(&pki.signer).iter().map(|c| pem("CERTIFICATE", c.der())).collect();
    let body = json!({ "document": Base64::encode_string(&document), "chain": chain });
    let clerk = desk.clerk();
    let prepared = desk.post(&clerk, "/api/v1/signatures", &body).await.expect(201);
    let bytes = Base64::decode_vec(prepared["to_be_signed"].as_str().unwrap()).unwrap();
    let value = pki.signer.key.sign(&bytes).unwrap();
    let path = format!("/api/v1/signatures/{}", prepared["id"].as_str().unwrap());
    let body = json!({ "value": Base64::encode_string(&value) });
    let other = desk.account("other", json!({ "roles": ["sealer"] })).await;
    assert_eq!(desk.post(&other, &path, &body).await.code(404), 9205, "somebody else’s");
    let signed = desk.post(&clerk, &path, &body).await;
    assert_eq!(signed.status, 200);
    assert!(signed.bytes.starts_with(&document), "the document was rewritten");
    let answer = desk.verify("", "", &signed.bytes).await.expect(200);
    assert_eq!(answer["report"]["signatures"][0]["integrity"], "ok");
    assert_eq!(desk.post(&clerk, &path, &body).await.code(404), 9205, "completed once");
}

#[tokio::test]
async fn an_authorisation_is_kept_counted_and_refused_once_it_is_withdrawn() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let grant = grant(&desk, &id);
    let (clerk, path) = (desk.clerk(), "/api/v1/grants");
    let order = json!({ "grant": grant });
    let issuer = desk.account("issuer", json!({ "roles": ["issuer"] })).await;
    assert_eq!(desk.post(&issuer, path, &order).await.code(403), 9202);
    let bare = desk.account("bare", json!({ "roles": ["verifier"] })).await;
    assert_eq!(desk.post(&bare, path, &order).await.code(403), 9202, "no department code");
    let accepted = desk.post(&clerk, path, &order).await.expect(201);
    assert_eq!((&accepted["number"], &accepted["uses"]), (&json!("grant-1"), &json!(3)));
    let again = desk.post(&clerk, path, &order).await.expect(201);
    assert_eq!(again["id"], accepted["id"], "accepted twice");
    let asked =
        json!({ "grant": grant, "licence": id, "item": "410800001", "purpose": "许可审查" });
    assert_eq!(desk.post(&clerk, "/api/v1/grants/use", &asked).await.status, 200);
    let listed = desk.get(&clerk, path).await.expect(200);
    assert_eq!((&listed[0]["used"], &listed[0]["withdrawn"]), (&json!(1), &json!(false)));
    let withdraw = json!({ "number": "grant-1" });
    let withdrawals = "/api/v1/grants/withdrawals";
    assert_eq!(desk.post(&clerk, withdrawals, &withdraw).await.code(403), 9202);
    let other =
        json!({ "roles": ["holder"], "holder": "91410800MA4400D95X", "holder_type": "001" });
    let stranger = desk.account("stranger", other).await;
    // Somebody else's word over a grant with the same number is about their own, if they have one.
    desk.post(&stranger, withdrawals, &withdraw).await.expect(201);
    assert_eq!(desk.post(&clerk, "/api/v1/grants/use", &asked).await.status, 200);
    let own = json!({ "roles": ["holder"], "holder": HOLDER, "holder_type": "001" });
    let holder = desk.account("holder", own).await;
    desk.post(&holder, withdrawals, &withdraw).await.expect(201);
    assert_eq!(desk.post(&holder, withdrawals, &withdraw).await.code(409), 9216, "once");
    assert_eq!(desk.post(&clerk, "/api/v1/grants/use", &asked).await.code(403), 9221);
    assert_eq!(desk.post(&clerk, path, &order).await.code(403), 9221);
    let copy = json!({
        "grant": grant, "item": "410800001", "item_name": "x", "purpose": "许可审查",
    });
    let copies = format!("/api/v1/licences/{id}/copies");
    assert_eq!(desk.post(&clerk, &copies, &copy).await.code(403), 9221);
    for (action, count) in [("grant.accept", 2), ("grant.withdraw", 2)] {
        let audit = desk.get(&clerk, &format!("/api/v1/audit?action={action}")).await.expect(200);
        assert_eq!(audit.as_array().unwrap().len(), count, "{action}");
    }
    let forged = json!({ "grant": format!("{}AAAA", &grant[..grant.len() - 4]) });
    assert_ne!(desk.post(&clerk, path, &forged).await.status, 201);
}

#[tokio::test]
async fn a_list_of_withdrawals_by_others_counts_from_the_moment_it_is_taken_in() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let grant = granted(&desk, &id, |draft| draft.with_revocations(reference()));
    let (clerk, administrator) = (desk.clerk(), desk.administrator());
    let (path, using) = ("/api/v1/withdrawal-lists", "/api/v1/grants/use");
    let asked =
        json!({ "grant": grant, "licence": id, "item": "410800001", "purpose": "许可审查" });
    let unknown = desk.post(&clerk, using, &asked).await;
    assert_eq!(unknown.code(403), 8028, "no list is at hand");
    let begun = now();
    let ago = |seconds: i64| begun.plus(-seconds);
    let old = list(&desk, ago(600), &["another"]);
    let new = list(&desk, ago(300), &["another", "grant-1"]);
    assert_eq!(desk.post(&clerk, path, &old).await.code(403), 9202, "not by a clerk");
    let taken = desk.post(&administrator, path, &old).await.expect(201);
    assert_eq!((&taken["uri"], &taken["entries"]), (&json!("https://a.example/r"), &json!(1)));
    assert_eq!(desk.post(&clerk, using, &asked).await.status, 200, "it is not listed");
    desk.post(&administrator, path, &new).await.expect(201);
    assert_eq!(desk.post(&clerk, using, &asked).await.code(403), 8027, "it is listed");
    for (list, why) in [
        (old.clone(), "an older one"),
        (list(&desk, ago(300), &[]), "another one of the same second"),
    ] {
        assert_eq!(desk.post(&administrator, path, &list).await.code(409), 9232, "{why}");
    }
    desk.post(&administrator, path, &new).await.expect(200);
    let over = list(&desk, ago(9000), &[]);
    assert_eq!(desk.post(&administrator, path, &over).await.code(403), 8007, "it is over");
    let text = new["list"].as_str().unwrap();
    let (signed, value) = text.rsplit_once('.').unwrap();
    let other = list(&desk, ago(1), &[]);
    let foreign = other["list"].as_str().unwrap().rsplit_once('.').unwrap().1;
    assert_ne!(value, foreign);
    let forged = json!({ "list": format!("{signed}.{foreign}") });
    assert_eq!(desk.post(&administrator, path, &forged).await.code(403), 8002, "forged");
    let nothing = json!({ "list": "x" });
    assert_eq!(desk.post(&administrator, path, &nothing).await.code(403), 8001, "no list");
    assert_eq!(desk.post(&clerk, using, &asked).await.code(403), 8027, "it is still listed");
    let all = desk.get(&clerk, path).await.expect(200);
    assert_eq!((all.as_array().unwrap().len(), &all[0]["entries"]), (1, &json!(2)));
    let audit = desk.get(&clerk, "/api/v1/audit?action=withdrawals.take").await.expect(200);
    assert_eq!(audit.as_array().unwrap().len(), 2, "the two that were taken in");
    desk.service.close();
    let config = Config { data: desk.dir.path().join("data"), ..Config::default() };
    let (again, _) = Service::open(config).unwrap();
    let again = Desk { service: again, first: desk.first, dir: desk.dir };
    assert_eq!(again.post(&clerk, using, &asked).await.code(403), 8027, "after a restart");
}
