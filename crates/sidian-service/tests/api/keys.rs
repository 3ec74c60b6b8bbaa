//! Keys that end, and what CRL and OCSP say of their certificates.

use axum::body::Body;
use axum::http::Method;
use base64ct::{Base64, Encoding};
use serde_json::json;
use sidian::crypto::Hash;
use sidian::x509::{CertStatus, Certificate, Crl, OcspCertId, OcspResponse, ocsp_request};
use sidian_testkit::pki::{TestPki, pem};

use crate::desk::{Desk, licence, request};

fn own(desk: &Desk, purpose: &str) -> (i64, Certificate, Certificate) {
    let keys = desk.service.app().keyring();
    let held = keys.for_purpose(purpose).next().unwrap();
    (held.id, held.identity.chain[0].clone(), held.identity.chain[1].clone())
}

async fn asked(desk: &Desk, question: Vec<u8>) -> Vec<u8> {
    let headers = [("content-type", "application/ocsp-request")];
    let body = Body::from(question);
    let answer = desk.ask(request(Method::POST, "", "/ocsp", body, &headers)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "application/ocsp-response");
    answer.bytes
}

#[tokio::test]
async fn a_revoked_key_signs_nothing_and_crl_and_ocsp_say_so() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let file = desk.file(&id).await;
    let (number, certificate, authority) = own(&desk, "licence");
    let question = ocsp_request(&certificate, &authority);
    let before = OcspResponse::from_der(&asked(&desk, question.clone()).await).unwrap();
    assert_eq!(before.answers()[0].status, CertStatus::Good);
    let path = format!("/api/v1/keys/{number}/revoke");
    let lost = json!({ "reason": "keyCompromise" });
    assert_eq!(desk.post(&desk.clerk(), &path, &lost).await.code(403), 9202);
    let odd = json!({ "reason": "boredom" });
    assert_eq!(desk.post(&desk.administrator(), &path, &odd).await.code(422), 9226);
    desk.post(&desk.administrator(), &path, &lost).await.expect(200);
    assert_eq!(desk.post(&desk.administrator(), &path, &lost).await.code(409), 9216, "once");
    let after = OcspResponse::from_der(&asked(&desk, question).await).unwrap();
    assert!(matches!(after.answers()[0].status, CertStatus::Revoked { .. }));
    let crl = Crl::from_der(&desk.get("", "/pki/ca.crl").await.bytes).unwrap();
    assert!(crl.find(certificate.serial(), certificate.issuer()).unwrap().is_some());
    let refused = desk.post_once(&desk.clerk(), "/api/v1/licences", "k", &licence(2)).await;
    assert_eq!(refused.code(422), 7201, "nothing is issued with it");
    assert_ne!(desk.verdict(&file).await, "passed", "signed with a key that was lost");
    let uses = desk.get(&desk.clerk(), "/api/v1/audit?action=key.revoke").await.expect(200);
    assert_eq!(uses[0]["basis"], "keyCompromise");
    for purpose in ["root", "ca"] {
        let keys = desk.service.app().keyring();
        let path = format!("/api/v1/keys/{}/revoke", keys.for_purpose(purpose).next().unwrap().id);
        assert_eq!(desk.post(&desk.administrator(), &path, &lost).await.code(409), 9216);
    }
}

#[tokio::test]
async fn the_responder_answers_for_its_own_authority_and_nobody_else() {
    let desk = Desk::new();
    let (_, certificate, authority) = own(&desk, "seal");
    let question = ocsp_request(&certificate, &authority);
    let path = format!(
        "/ocsp/{}",
        Base64::encode_string(&question)
            .replace('/', "%2F")
            .replace('+', "%2B")
            .replace('=', "%3D")
    );
    let answer = desk.get("", &path).await;
    let answer = OcspResponse::from_der(&answer.bytes).unwrap();
    assert_eq!(answer.answers()[0].status, CertStatus::Good);
    assert_eq!(answer.certificates().len(), 1);
    // A serial number that was never given out is not good.
    let id = OcspCertId::of(Hash::Sha256, &[0x42], &authority);
    let question = |id: &OcspCertId| {
        use sidian::asn1::writer::sequence;
        sequence(&[&sequence(&[&sequence(&[&sequence(&[id.der()])])])])
    };
    let unknown = OcspResponse::from_der(&asked(&desk, question(&id)).await).unwrap();
    assert_eq!(unknown.answers()[0].status, CertStatus::Unknown);
    let pki = TestPki::new(sidian::crypto::Suite::P256);
    let other = ocsp_request(&pki.signer.certificate, &pki.issuing.certificate);
    assert_eq!(asked(&desk, other).await, [0x30, 3, 0x0a, 1, 6], "unauthorized");
    for bad in [&b""[..], b"\x30\x00", b"hello", &[0x30; 4000]] {
        assert_eq!(asked(&desk, bad.to_vec()).await, [0x30, 3, 0x0a, 1, 1], "malformed");
    }
    let headers = [("content-type", "text/plain")];
    let odd = desk.ask(request(Method::POST, "", "/ocsp", Body::from("x"), &headers)).await;
    assert_eq!(odd.code(415), 9209);
    let headers = [("content-type", "application/ocsp-request")];
    let large = Body::from(vec![0x30; 9000]);
    assert_eq!(desk.ask(request(Method::POST, "", "/ocsp", large, &headers)).await.code(413), 9208);
}

#[tokio::test]
async fn openssl_believes_the_responder_of_a_p256_authority() {
    // SM2 in OCSP is not spoken by openssl: what it reads is the structure.
    use sidian::x509::issue::OcspDraft;
    use sidian_testkit::{clock, peers};
    let Some(_) = peers::find("openssl", &["version"], "OpenSSL") else { return };
    let pki = TestPki::new(sidian::crypto::Suite::P256);
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let id = OcspCertId::of(Hash::Sha1, pki.signer.certificate.serial(), &pki.issuing.certificate);
    let draft = OcspDraft::new(clock::now(), clock::now().plus(86_400)).unwrap();
    let responder = &pki.ocsp_responder;
    let signed =
        draft.with_answer(&id, CertStatus::Good).sign(&responder.certificate, &responder.key);
    let answer = write("answer.der", signed.unwrap().der());
    let issuing =
        write("issuing.pem", pem("CERTIFICATE", pki.issuing.certificate.der()).as_bytes());
    let root = write("root.pem", pem("CERTIFICATE", pki.root.certificate.der()).as_bytes());
    let signer = write("signer.pem", pem("CERTIFICATE", pki.signer.certificate.der()).as_bytes());
    let at = clock::now().seconds().to_string();
    let out = std::process::Command::new("openssl")
        .args(["ocsp", "-respin", &answer, "-issuer", &issuing, "-cert", &signer])
        .args(["-CAfile", &root, "-verify_other", &issuing, "-attime", &at, "-no_nonce"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned();
    assert!(text.contains("Response verify OK") && text.contains("good\n"), "{text}");
}
