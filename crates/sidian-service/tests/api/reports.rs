//! The answer in other forms: many files at once, a report to print, a signed receipt.

use axum::body::Body;
use axum::http::{Method, header};
use serde_json::json;
use sidian::material::receipt::{Receipt, ReceiptRequest};
use sidian::time::UnixTime;
use sidian_testkit::pdf;

use crate::desk::{Answer, Desk, request};

fn form(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend(b"--part--\r\n");
    body
}

async fn batch(desk: &Desk, token: &str, body: Vec<u8>) -> Answer {
    let headers = [("content-type", "multipart/form-data; boundary=part")];
    let path = "/api/v1/verify/batch?lang=en";
    desk.ask(request(Method::POST, token, path, Body::from(body), &headers)).await
}

/// The first file that a PDF carries (ISO 32000-2 14.13).
fn inside(pdf: &[u8]) -> Vec<u8> {
    use sidian::pdf::{Object, Pdf};
    let budget = sidian::budget::Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget).unwrap();
    let view = file.latest();
    let Object::Array(files) = view.value(&view.root().unwrap(), "AF").unwrap() else { panic!() };
    let Object::Dict(spec) = view.resolve(&files.items()[0]).unwrap() else { panic!() };
    let Object::Dict(files) = view.value(&spec, "EF").unwrap() else { panic!() };
    let Object::Stream(stream) = view.value(&files, "F").unwrap() else { panic!() };
    view.decode(&stream).unwrap()
}

#[tokio::test]
async fn many_files_are_judged_each_by_itself_in_one_request() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let good = desk.file(&id).await;
    let mut torn = good.clone();
    torn[3000] ^= 1;
    let bare = pdf::with_table("1.7", 1);
    let files =
        [("good.pdf", &good[..]), ("torn.pdf", &torn), ("bare.pdf", &bare), ("x", b"hello")];
    let answers = batch(&desk, &desk.clerk(), form(&files)).await.expect(200);
    let verdicts: Vec<_> =
        answers.as_array().unwrap().iter().map(|a| a["report"]["verdict"].clone()).collect();
    assert_eq!(verdicts, [json!("passed"), json!("failed"), json!("no-signature"), json!(null)]);
    assert_eq!(answers[3]["problem"]["code"], 2016);
    assert_eq!(answers[0]["name"], "good.pdf");
    let audit = desk.get(&desk.clerk(), "/api/v1/audit?action=file.verify").await.expect(200);
    assert_eq!(audit.as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_form_that_means_harm_is_refused() {
    let desk = Desk::with(|config| {
        config.limits.max_file = 4096;
        config.limits.request_seconds = 2;
    });
    assert_eq!(batch(&desk, "", form(&[])).await.code(400), 9207, "nothing in it");
    assert_eq!(batch(&desk, "", form(&[("a", &[0; 5000])])).await.code(413), 9208);
    let many: Vec<(&str, &[u8])> = vec![("a", b"x"); 201];
    assert_eq!(batch(&desk, "", form(&many)).await.code(413), 9208);
    let cut = form(&[("a", b"hello")]);
    assert_eq!(batch(&desk, "", cut[..cut.len() - 12].to_vec()).await.code(400), 9207, "cut off");
    let other = String::from_utf8(form(&[("a", b"x")])).unwrap().replace("\"file\"", "\"other\"");
    assert_eq!(batch(&desk, "", other.into_bytes()).await.code(400), 9207);
    let headers = [("content-type", "multipart/form-data")];
    let path = "/api/v1/verify/batch";
    let asked = request(Method::POST, "", path, Body::from("x"), &headers);
    assert_eq!(desk.ask(asked).await.code(415), 9209, "without a boundary");
    let closed = Desk::with(|config| config.rules.open_verify = false);
    assert_eq!(batch(&closed, "", form(&[("a", b"x")])).await.code(401), 9201);
}

#[tokio::test]
async fn a_report_is_printed_and_a_receipt_is_signed_for_its_case() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let file = desk.file(&id).await;
    let printed = desk.verify("", "?format=pdf&picture=true", &file).await;
    assert_eq!(printed.headers[header::CONTENT_TYPE], "application/pdf");
    assert!(printed.bytes.starts_with(b"%PDF-"));
    assert_eq!(desk.verify("", "?format=receipt&case=1", &file).await.code(401), 9201);
    let clerk = desk.clerk();
    assert_eq!(desk.verify(&clerk, "?format=receipt", &file).await.code(422), 9226);
    let bare = desk.account("bare", json!({ "roles": ["verifier"] })).await;
    assert_eq!(desk.verify(&bare, "?format=receipt&case=1", &file).await.code(403), 9202);
    let signed = desk.verify(&clerk, "?format=receipt&case=2026-7&name=a.pdf", &file).await;
    assert_eq!(signed.status, 200, "{}", String::from_utf8_lossy(&signed.bytes));
    let inside = inside(&signed.bytes);
    let receipt = Receipt::inspect(&inside).unwrap();
    assert_eq!((receipt.case(), receipt.verdict()), ("2026-7", "passed"));
    assert!(receipt.has_timestamp(), "undated: it proves nothing in thirty years");
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = UnixTime::from_seconds(i64::try_from(seconds.as_secs()).unwrap()).unwrap();
    let verifier = desk.service.app().bench().verifier();
    let asked = ReceiptRequest::new().about(&file).in_case("2026-7");
    let report = verifier.receipt(&inside, &asked, now);
    let told: Vec<String> = report.all_findings().map(|f| f.code().to_string()).collect();
    let proof = report.accept().unwrap_or_else(|_| panic!("{told:?}"));
    assert!(proof.proven_at().is_some(), "not proven by its timestamp");
    let other = verifier.receipt(&inside, &ReceiptRequest::new().about(b"other"), now);
    assert_eq!(other.verdict(), Some(sidian::report::Verdict::Failed), "for another file");
}
