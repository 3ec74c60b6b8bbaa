//! Prepared here, signed by openssl, completed here.

use std::fs;
use std::process::Command;

use super::desk::{Answer, Desk};

const VERIFY: &str = "--trust demo/ed25519/trust --chain demo/ed25519/ca.pem \
                      --crl demo/ed25519/crls.pem --lang en";

fn say(desk: &Desk, words: &str) -> Answer {
    desk.run(words.split_whitespace(), None)
}

fn done(desk: &Desk, words: &str) -> Answer {
    let answer = say(desk, words);
    assert_eq!(answer.code, Some(0), "sidian {words}\n{}", answer.all());
    answer
}

/// A desk with a signer whose key is of this suite.
fn desk(suite: &str) -> Desk {
    let desk = Desk::lay();
    card(&desk, suite);
    desk
}

/// Puts a card of this suite on the desk, in the place of another.
fn card(desk: &Desk, suite: &str) {
    done(desk, &format!("keys new --suite {suite} --out card.key --public card.pub --force"));
    done(
        desk,
        "ca issue --ca demo/ed25519/ca.pem --ca-key demo/ed25519/keys/ca.key \
         --public-key card.pub --name 持卡人 --out card.pem --force",
    );
}

/// Lets openssl work on the desk; says so where it is missing.
fn openssl(desk: &Desk, words: &str) -> bool {
    let mut command = Command::new("openssl");
    command.args(words.split_whitespace()).current_dir(desk.path("."));
    match command.output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "openssl {words}: {said}");
            true
        }
        Err(e) => {
            let required = std::env::var("SIDIAN_REQUIRE_PEERS").is_ok_and(|value| value == "1");
            assert!(!required, "no openssl on this machine: {e}");
            eprintln!("skipped: no openssl on this machine");
            false
        }
    }
}

const PREPARE: &str = "prepare unsigned.pdf --cert card.pem --chain demo/ed25519/ca.pem \
                       --to-sign todo --out waiting.state";

#[test]
fn openssl_signs_what_was_prepared_and_the_document_passes() {
    let (desk, bytes) = (Desk::lay(), "todo/0001-unsigned.pdf.tbs");
    // The state is all that is needed, wherever the document lies by now.
    fs::create_dir(desk.path("moved")).expect("a folder");
    fs::copy(desk.path("unsigned.pdf"), desk.path("moved/unsigned.pdf")).expect("a copy");
    for (suite, sign) in [
        ("p256", format!("dgst -sha256 -sign card.key -out value.sig {bytes}")),
        ("ed25519", format!("pkeyutl -sign -rawin -inkey card.key -in {bytes} -out value.sig")),
        ("rsa", format!("dgst -sha256 -sign card.key -out value.sig {bytes}")),
        (
            "sm2",
            format!(
                "pkeyutl -sign -rawin -digest sm3 -pkeyopt distid:1234567812345678 \
                 -inkey card.key -in {bytes} -out value.sig"
            ),
        ),
    ] {
        card(&desk, suite);
        let said = done(&desk, &format!("{PREPARE} --force --reason ok --lang en"));
        assert!(said.out.contains("confirmation: "), "{suite}: {}", said.all());
        if !openssl(&desk, &sign) {
            return;
        }
        done(
            &desk,
            "complete waiting.state --value value.sig --documents moved --out signed.pdf --force",
        );
        let verdict = say(&desk, &format!("verify signed.pdf {VERIFY}"));
        assert_eq!(verdict.code, Some(0), "{suite}: {}", verdict.all());
        assert!(verdict.all().contains("持卡人"), "{suite}: {}", verdict.all());
    }
}

#[test]
fn a_certificate_that_comes_after_the_digest_is_signed_with_by_openssl() {
    let desk = Desk::lay();
    let late =
        "prepare unsigned.pdf --cert-later --signer 张三 --reason ok --visible --out waiting.doc";
    let said = done(&desk, &format!("{late} --lang en"));
    assert!(said.out.contains("SHA-256 ") && said.out.contains("SM3 "), "{}", said.all());
    let early = say(&desk, "complete waiting.doc --value bad.json --out x.pdf --lang en");
    assert_eq!(early.code, Some(2), "{}", early.all());
    assert!(early.all().contains("the certificate of its signer is missing"), "{}", early.all());
    // Only now is there a key, and a certificate for it.
    card(&desk, "p256");
    let resume = "prepare unsigned.pdf --resume waiting.doc --cert card.pem \
                  --chain demo/ed25519/ca.pem --to-sign todo --out waiting.state";
    let twice = say(&desk, &format!("{resume} --reason other --lang en"));
    assert_eq!(twice.code, Some(2), "what is prepared already is not changed: {}", twice.all());
    let document = fs::read(desk.path("unsigned.pdf")).expect("a document");
    desk.put("unsigned.pdf", &[&document[..], b"\n"].concat());
    let other = say(&desk, &format!("{resume} --lang en"));
    assert_eq!(other.code, Some(2), "another document: {}", other.all());
    desk.put("unsigned.pdf", &document);
    done(&desk, resume);
    let sign = "dgst -sha256 -sign card.key -out value.sig todo/0001-unsigned.pdf.tbs";
    if !openssl(&desk, sign) {
        return;
    }
    done(&desk, "complete waiting.state --value value.sig --out signed.pdf");
    let verdict = say(&desk, &format!("verify signed.pdf {VERIFY}"));
    assert_eq!(verdict.code, Some(0), "{}", verdict.all());
    let several = say(&desk, "prepare unsigned.pdf demo.pdf --cert-later --out w --lang en");
    assert!(several.code == Some(2) && several.all().contains("one document at a time"));
}

#[test]
fn a_card_that_signs_digests_and_gives_two_numbers_is_served() {
    let desk = desk("p256");
    done(&desk, PREPARE);
    let digest = "todo/0001-unsigned.pdf.digest";
    let sign = format!("pkeyutl -sign -inkey card.key -in {digest} -out value.der");
    if !openssl(&desk, &sign) {
        return;
    }
    let der = fs::read(desk.path("value.der")).expect("a value");
    let mut value = sidian::asn1::Reader::new(&der).sequence().expect("two numbers");
    let mut raw = Vec::new();
    for _ in 0..2 {
        let number = value.read().expect("a number").value;
        let digits = number.strip_prefix(&[0]).unwrap_or(number);
        raw.resize(raw.len() + 32 - digits.len(), 0);
        raw.extend_from_slice(digits);
    }
    desk.put("value.sig", &raw);
    done(&desk, "complete waiting.state --value value.sig --out signed.pdf");
    let verdict = say(&desk, &format!("verify signed.pdf {VERIFY}"));
    assert_eq!(verdict.code, Some(0), "{}", verdict.all());
}

#[test]
fn several_documents_have_one_confirmation_and_all_are_signed_or_none() {
    let desk = desk("ed25519");
    for name in ["a.pdf", "b.pdf", "c.pdf"] {
        fs::copy(desk.path("unsigned.pdf"), desk.path(name)).expect("a copy");
    }
    let several = PREPARE.replace("unsigned.pdf", "a.pdf b.pdf c.pdf");
    let said = done(&desk, &format!("{several} --lang en"));
    let code = said.out.rsplit("confirmation: ").next().expect("a code").trim().to_owned();
    assert_eq!(code.len(), 64, "{}", said.all());
    for name in ["0001-a.pdf", "0002-b.pdf", "0003-c.pdf"] {
        let sign = "pkeyutl -sign -rawin -inkey card.key";
        if !openssl(&desk, &format!("{sign} -in todo/{name}.tbs -out todo/{name}.sig")) {
            return;
        }
    }
    let complete = "complete waiting.state --values todo --out-dir signed --lang en";
    let other = "0".repeat(64);
    for (words, why) in [
        (complete.to_owned(), "their code is needed"),
        (format!("{complete} --confirmed {other}"), "not this list"),
        (complete.replace("--out-dir signed", "--out one.pdf"), "code is needed"),
    ] {
        let refused = say(&desk, &words);
        assert_eq!(refused.code, Some(2), "{words}: {}", refused.all());
        assert!(refused.all().contains(why), "{words}: {}", refused.all());
    }
    let complete = format!("{complete} --confirmed {code}");
    let kept = fs::read(desk.path("todo/0003-c.pdf.sig")).expect("a value");
    desk.put("todo/0003-c.pdf.sig", &[7; 64]);
    assert_eq!(say(&desk, &complete).code, Some(2), "a wrong value");
    assert!(!desk.path("signed/0001-a.pdf").exists(), "one was written all the same");
    desk.put("todo/0003-c.pdf.sig", &kept);
    let document = fs::read(desk.path("b.pdf")).expect("a document");
    desk.put("b.pdf", &[&document[..], b"\n"].concat());
    let refused = say(&desk, &complete);
    assert_eq!(refused.code, Some(2), "{}", refused.all());
    assert!(!desk.path("signed/0001-a.pdf").exists(), "one was written all the same");
    desk.put("b.pdf", &document);
    done(&desk, &complete);
    let files = "signed/0001-a.pdf signed/0002-b.pdf signed/0003-c.pdf";
    let verdict = say(&desk, &format!("verify {files} {VERIFY}"));
    assert_eq!(verdict.code, Some(0), "{}", verdict.all());
}

#[test]
fn what_is_no_state_and_what_does_not_fit_the_key_is_refused_in_words() {
    let desk = desk("p256");
    for (words, why) in [
        (
            "complete unsigned.pdf --value bad.json --out x.pdf --lang en",
            "nothing that sidian prepare",
        ),
        ("complete unsigned.pdf --value bad.json --out x.pdf --lang zh", "不是 sidian prepare"),
        ("prepare text.pdf --cert card.pem --to-sign t --out w --lang en", "is not a PDF"),
        ("prepare unsigned.pdf --cert expired.pem --to-sign t --out w --lang zh", "证书已过期"),
        (
            "prepare unsigned.pdf --cert card.pem --to-sign t --out w --algorithm SM2-SM3 --lang en",
            "nothing that this key signs with",
        ),
    ] {
        let refused = say(&desk, words);
        assert_eq!(refused.code, Some(2), "{words}: {}", refused.all());
        assert!(refused.all().contains(why), "{words}: {}", refused.all());
    }
}
