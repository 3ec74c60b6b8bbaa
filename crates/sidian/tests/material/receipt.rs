//! Acts upon receipts.

use sidian::crypto::Hash;
use sidian::material::Party;
use sidian::material::grant::Operator;
use sidian::material::receipt::{Receipt, ReceiptDraft, ReceiptRequest};
use sidian::time::UnixTime;
use sidian::tsp::{TimestampAuthority, TimestampRequest, TimestampResponse, TokenRegister};
use sidian::x509::issue::{CertificateDraft, NameDraft, Usage};
use sidian_testkit::clock::{at, now};
use sidian_testkit::licence;
use sidian_testkit::material::{Cast, Player, item};
use sidian_testkit::pki::{TestPki, key, years};

use super::{Act, Outcome};

pub(super) const ACTS: &[Act] = &[
    ("as-signed", |c| judged(c, &receipt(c, &c.department), |r| r, now())),
    ("edited", |c| {
        // A receipt about a file that failed is made to say that it passed.
        let mut file = licence::licence();
        let middle = file.len() / 2;
        file[middle] ^= 1;
        let signed = drafted(c, &file, &c.department.party);
        let signed = signed.sign(c.department.key(), c.department.chain(), now()).expect("signed");
        assert_eq!(signed.verdict(), "failed");
        let text = String::from_utf8(signed.to_json().expect("JSON")).expect("text");
        let file_json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let payload = file_json["payload"].as_str().expect("a payload");
        let claims = String::from_utf8(sidian::jose::decode(payload).unwrap()).unwrap();
        let changed = claims.replace("\"verdict\":\"failed\"", "\"verdict\":\"passed\"");
        assert_ne!(claims, changed);
        let text = text.replace(payload, &sidian::jose::encode(changed.as_bytes()));
        let request = ReceiptRequest::new().about(&file).in_case(CASE);
        c.verifier(&[]).receipt(text.as_bytes(), &request, now()).into()
    }),
    ("other-document", |c| {
        let request = ReceiptRequest::new().about(b"another").in_case(CASE);
        let json = receipt(c, &c.department).to_json().expect("JSON");
        c.verifier(&[]).receipt(&json, &request, now()).into()
    }),
    ("other-case", |c| judged(c, &receipt(c, &c.department), |r| r.in_case("2026-0002"), now())),
    ("signed-by-a-stranger", |c| judged(c, &receipt(c, &c.other_department), |r| r, now())),
    ("time-stamped", |c| {
        let receipt = receipt(c, &c.department);
        let token = stamp(c, &receipt.to_be_stamped());
        judged(c, &receipt.with_timestamp(&token), |r| r, now())
    }),
    ("after-its-certificate-ended", |c| {
        let receipt = short_lived(c);
        let token = stamp(c, &receipt.to_be_stamped());
        judged(c, &receipt.with_timestamp(&token), |r| r, later())
    }),
    ("after-its-certificate-ended-without-timestamp", |c| {
        judged(c, &short_lived(c), |r| r, later())
    }),
    ("anothers-timestamp", |c| {
        let token = stamp(c, b"another");
        judged(c, &receipt(c, &c.department).with_timestamp(&token), |r| r, now())
    }),
];

const CASE: &str = "2026-0001";

fn later() -> UnixTime {
    at("2044-06-01T00:00:00Z")
}

fn drafted(c: &Cast, file: &[u8], department: &Party) -> ReceiptDraft {
    let report = licence::verifier().licence(file, now()).expect("a PDF");
    let operator =
        Operator { account: "u1001".into(), name: "经办人".into(), unit: "综合窗口".into() };
    ReceiptDraft::new(&report, ("licence.pdf", file), (department, CASE), now())
        .with_operator(operator)
        .with_item(&item())
        .with_sources(c.verifier(&[]).sources())
}

fn receipt(c: &Cast, by: &Player) -> Receipt {
    let draft = drafted(c, licence_file(), &c.department.party);
    draft.sign(by.key(), by.chain(), now()).expect("signed")
}

/// A receipt whose signer's certificate ends in 2030.
pub(super) fn short_lived(c: &Cast) -> Receipt {
    let suite = c.department.key().public_key().suite().expect("a suite");
    let (pki, key) = (TestPki::new(suite), key(suite, "short-lived department"));
    let name = NameDraft::new("四电测试局").with_serial_number(c.department.party.code());
    let certificate = CertificateDraft::end_entity(
        name,
        sidian::crypto::Signer::public_key(&key),
        years(2025, 2030),
    )
    .with_key_usage(&[Usage::DigitalSignature])
    .issue(&pki.issuing.issuer())
    .expect("a certificate");
    let chain = [certificate.der().to_vec(), pki.issuing.certificate.der().to_vec()];
    let draft = drafted(c, licence_file(), &c.department.party);
    draft.sign(&key, &chain, now()).expect("signed")
}

fn stamp(c: &Cast, content: &[u8]) -> Vec<u8> {
    let suite = c.department.key().public_key().suite().expect("a suite");
    let pki = TestPki::new(suite);
    let chain = pki.chain(&pki.time_stamper);
    let policy = "1.2.3.4".parse().expect("an identifier");
    let authority = TimestampAuthority::new(&pki.time_stamper.key, &chain, policy).expect("fit");
    let request = TimestampRequest::over(Hash::Sm3, content);
    let answered = authority.answer(&request.to_der(), now(), &TokenRegister::new());
    let response = answered.expect("an answer").response;
    let response = TimestampResponse::parse(&response).expect("a response");
    response.token().expect("a token").to_vec()
}

fn judged<'a>(
    c: &Cast,
    receipt: &Receipt,
    change: impl FnOnce(ReceiptRequest<'a>) -> ReceiptRequest<'a>,
    moment: UnixTime,
) -> Outcome {
    let (json, document) = (receipt.to_json().expect("JSON"), licence_file());
    let request = change(ReceiptRequest::new().about(document).in_case(CASE));
    c.verifier(&[]).receipt(&json, &request, moment).into()
}

/// The document of every receipt: one file for all, since two issues of it differ.
fn licence_file() -> &'static [u8] {
    static FILE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    FILE.get_or_init(licence::licence)
}

#[test]
fn a_receipt_holds_what_was_checked_and_against_what() {
    let c = Cast::new(sidian::crypto::Suite::Sm2);
    let receipt = receipt(c, &c.department);
    assert_eq!(receipt.verdict(), "passed");
    assert_eq!(receipt.report()["kind"], "licence");
    let kinds: Vec<&str> = receipt.sources().map(|(kind, ..)| kind).collect();
    for kind in ["trust", "crl", "status"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert_eq!(receipt.case(), CASE);
    assert!(receipt.document().sha256.len() == 64 && receipt.document().sm3.len() == 64);
    let again = Receipt::inspect(&receipt.to_json().unwrap()).unwrap();
    assert_eq!(again.id(), receipt.id());
    assert_eq!(Receipt::inspect(&receipt.to_be_stamped()).unwrap().id(), receipt.id());
}

#[test]
fn the_numbers_of_sharing_interfaces_follow_from_the_report() {
    let file = licence::licence();
    let verifier = licence::verifier();
    let codes = |file: &[u8], moment| {
        let report = verifier.licence(file, moment).expect("a PDF");
        (report.file_verification_code(), report.information_verification_code())
    };
    assert_eq!(codes(&file, now()), (Some(0), Some(0)));
    let mut broken = file.clone();
    let middle = file.len() / 2;
    broken[middle] ^= 1;
    let (of_file, of_information) = codes(&broken, now());
    assert!(matches!(of_file, Some(1 | 2)), "{of_file:?}");
    assert!(matches!(of_information, Some(4 | 6)), "{of_information:?}");
    assert_eq!(codes(&file, at("2040-01-01T00:00:00Z")), (Some(0), Some(3)), "its term is over");
    let bare = sidian::verifier::Verifier::new(sidian::trust::TrustStore::new());
    let report = bare.licence(&file, now()).expect("a PDF");
    assert_eq!(report.file_verification_code(), None, "nobody is trusted, so it is open");
    assert_eq!(report.information_verification_code(), Some(4));
    let unsigned = sidian_testkit::pdf::with_table("1.7", 1);
    let report = bare.licence(&unsigned, now()).expect("a PDF");
    assert_eq!(report.file_verification_code(), Some(1));
    assert_eq!(report.information_verification_code(), Some(5));
}
