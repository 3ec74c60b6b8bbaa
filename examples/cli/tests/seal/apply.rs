//! Seals drawn, made and applied to pages, and the journal of their uses; signatures that show.

use std::fs;

use super::super::desk::Desk;
use super::super::json;
use super::{KEYS, MAKE, TRUST, desk, say};

const CLERK: &str = "--seal seal.esl --key me.key --cert me.pem --chain demo/ed25519/ca.pem";
const VERIFY: &str = "--trust demo/ed25519/trust --seal-makers demo/ed25519/trust \
                      --chain demo/ed25519/ca.pem --crl demo/ed25519/crls.pem --json";

/// A desk with a seal and a document of two pages, on which “Seal here” stands twice.
fn sealing_desk() -> Desk {
    let desk = desk();
    done(&desk, MAKE);
    desk.put("two.pdf", &two_pages());
    desk
}

fn done(desk: &Desk, words: &str) {
    let answer = say(desk, words);
    assert_eq!(answer.code, Some(0), "sidian {words}\n{}", answer.all());
}

fn two_pages() -> Vec<u8> {
    let content = "BT /F 14 Tf 100 400 Td (Seal here) Tj ET";
    let stream = format!("<</Length {}>>\nstream\n{content}\nendstream", content.len());
    let bodies = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]/MediaBox[0 0 595 842]\
         /Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
            .to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 5 0 R>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Rotate 90>>".to_owned(),
        stream,
    ];
    let mut out = String::from("%PDF-1.7\n");
    let mut places = String::from("0000000000 65535 f \n");
    for (index, body) in bodies.iter().enumerate() {
        places += &format!("{:010} 00000 n \n", out.len());
        out += &format!("{} 0 obj\n{body}\nendobj\n", index + 1);
    }
    let start = out.len();
    out += &format!(
        "xref\n0 {0}\n{places}trailer\n<</Size {0}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
        bodies.len() + 1
    );
    out.into_bytes()
}

/// The widgets of a file: how often a signature shows.
fn widgets(desk: &Desk, file: &str) -> usize {
    let bytes = fs::read(desk.path(file)).expect(file);
    String::from_utf8_lossy(&bytes).matches("/Subtype/Widget").count()
        + String::from_utf8_lossy(&bytes).matches("/Subtype /Widget").count()
}

#[test]
fn a_seal_is_applied_by_place_by_keyword_and_over_the_edges_and_passes() {
    let desk = sealing_desk();
    let mut from = "two.pdf".to_owned();
    for (index, (how, shows)) in [
        ("--page 1 --at 10,10 --from top-left", 1),
        ("--keyword Seal --nth 2 --offset -5,45 --container pkcs7", 1),
        ("--keyword Seal --nth all", 2),
        ("--straddle right --container ses", 2),
        ("--invisible", 1),
    ]
    .into_iter()
    .enumerate()
    {
        let to = format!("sealed{index}.pdf");
        let before = widgets(&desk, &from);
        done(&desk, &format!("seal apply {from} {CLERK} {how} --out {to}"));
        assert!(widgets(&desk, &to) >= before + shows, "{how}: shows too seldom");
        let answer = say(&desk, &format!("verify {to} {VERIFY}"));
        assert_eq!(answer.code, Some(0), "{how}: {}", answer.all());
        let report = &json(&answer)[0];
        let signatures = report["signatures"].as_array().expect("signatures");
        assert_eq!(signatures.len(), index + 1, "{how}");
        assert!(signatures.iter().all(|s| s["seal"]["name"] == "四电测试局"), "{how}: {report}");
        from = to;
    }
}

#[test]
fn a_seal_stopped_in_the_register_fails_on_the_page_too() {
    let desk = sealing_desk();
    let stop = format!(
        "seal revoke --register seals.json --seal seal.esl --event stop --reason 更换 \
         --out seals.jwt {KEYS}"
    );
    done(&desk, &stop);
    // Registers count whole seconds: in the second of the stop nothing is decided.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    done(&desk, &format!("seal apply two.pdf {CLERK} --out late.pdf"));
    let answer = say(&desk, &format!("verify late.pdf {VERIFY} --seal-register seals.jwt"));
    assert_eq!(answer.code, Some(1), "{}", answer.all());
    let alone = say(&desk, &format!("seal verify seal.esl {TRUST} --seal-register seals.jwt"));
    assert_eq!(alone.code, Some(1), "{}", alone.all());
}

#[test]
fn what_cannot_be_sealed_is_said_clearly_and_leaves_nothing() {
    let desk = sealing_desk();
    let other = "--seal seal.esl --key maker.key --cert maker.pem --chain demo/ed25519/ca.pem";
    for (how, wanted) in [
        (format!("{CLERK} --keyword Missing"), "Missing"),
        (format!("{CLERK} --keyword Seal --nth 3"), "--nth"),
        (format!("{CLERK} --at here"), "--at"),
        (format!("{CLERK} --page 9"), "9"),
        (other.to_owned(), "列表"),
        (format!("{CLERK} --journal uses"), "--case"),
    ] {
        let answer = say(&desk, &format!("seal apply two.pdf {how} --out no.pdf --lang zh"));
        assert_eq!(answer.code, Some(2), "{how}: {}", answer.all());
        assert!(answer.all().contains(wanted), "{how} lacks {wanted}: {}", answer.all());
        assert!(!desk.path("no.pdf").exists(), "{how}: a file was left");
    }
}

#[test]
fn every_use_stands_in_the_journal_and_none_can_be_taken_out() {
    let desk = sealing_desk();
    for case in ["A-1", "A-2", "A-3"] {
        let words = format!(
            "seal apply two.pdf {CLERK} --case {case} --journal uses.journal --out {case}.pdf"
        );
        done(&desk, &words);
    }
    let journal = "seal journal uses.journal --keeper me.pem";
    let shown = say(&desk, &format!("{journal} --json"));
    assert_eq!(shown.code, Some(0), "{}", shown.all());
    let told = &json(&shown)[0];
    let cases: Vec<_> = told["records"].as_array().into_iter().flatten().collect();
    let cases: Vec<_> = cases.iter().map(|r| r["case"].as_str().unwrap_or("?")).collect();
    assert_eq!(cases, ["A-1", "A-2", "A-3"]);
    let head = told["head"].as_str().expect("a head").to_owned();

    let one = say(&desk, &format!("{journal} --document A-2.pdf --lang zh"));
    assert_eq!(one.code, Some(0), "{}", one.all());
    assert!(one.out.contains("A-2") && !one.out.contains("A-1"), "{}", one.all());
    let none = say(&desk, &format!("{journal} --document two.pdf"));
    assert_eq!(none.code, Some(3), "{}", none.all());
    let stranger = say(&desk, "seal journal uses.journal --keeper maker.pem");
    assert_eq!(stranger.code, Some(1), "{}", stranger.all());
    assert!(stranger.all().contains("6144"), "{}", stranger.all());

    let text = fs::read_to_string(desk.path("uses.journal")).expect("the journal");
    let lines: Vec<&str> = text.lines().collect();
    let [first, second, third] = lines.as_slice() else { panic!("{} lines", lines.len()) };
    desk.put("out.journal", format!("{first}\n{third}\n").as_bytes());
    desk.put("cut.journal", format!("{first}\n{second}\n").as_bytes());
    for (file, more, code) in
        [("out.journal", String::new(), "6141"), ("cut.journal", format!("--head {head}"), "6142")]
    {
        let answer = say(&desk, &format!("seal journal {file} --keeper me.pem {more}"));
        assert_eq!(answer.code, Some(1), "{file}: {}", answer.all());
        assert!(answer.all().contains(code), "{file}: {}", answer.all());
    }
    // Nothing is sealed where it could not be recorded.
    let words =
        format!("seal apply two.pdf {CLERK} --case A-4 --journal out.journal --out A-4.pdf");
    let refused = say(&desk, &words);
    assert_eq!(refused.code, Some(2), "{}", refused.all());
    assert!(!desk.path("A-4.pdf").exists(), "sealed without a record");
}

#[test]
fn a_signature_shows_where_and_how_it_is_asked_to() {
    let desk = sealing_desk();
    desk.put("pen.json", b"[[[0, 0], [10, 5], [20, 0], [30, 8]]]");
    let sign = "sign two.pdf --key me.key --cert me.pem --chain demo/ed25519/ca.pem";
    for (index, how) in [
        "--visible --reason 同意",
        "--page 2 --at 15,15 --from top-left --size 50x25 --strokes pen.json",
        "--keyword Seal --nth all --qr https://example.gov.cn/v",
        "--visible --picture seal.svg",
    ]
    .into_iter()
    .enumerate()
    {
        let to = format!("signed{index}.pdf");
        done(&desk, &format!("{sign} {how} --out {to}"));
        let bytes = fs::read(desk.path(&to)).expect("a file");
        assert!(String::from_utf8_lossy(&bytes).contains("/AP"), "{how}: shows nothing");
        let answer = say(&desk, &format!("verify {to} {VERIFY}"));
        assert_eq!(answer.code, Some(0), "{how}: {}", answer.all());
    }
    for (how, wanted) in [
        ("--visible --size big", "--size"),
        ("--picture text.pdf", "text.pdf"),
        ("--strokes bad.json", "bad.json"),
        ("--keyword Missing", "Missing"),
    ] {
        let answer = say(&desk, &format!("{sign} {how} --out no.pdf --lang zh"));
        assert_eq!(answer.code, Some(2), "{how}: {}", answer.all());
        assert!(answer.all().contains(wanted), "{how} lacks {wanted}: {}", answer.all());
        assert!(!desk.path("no.pdf").exists(), "{how}: a file was left");
    }
}

#[test]
fn a_drawn_seal_can_be_made_and_shown_as_it_was_drawn() {
    let desk = sealing_desk();
    let drawn = say(&desk, "seal draw --text 四电测试局 --out drawn.svg");
    if drawn.code != Some(0) {
        eprintln!("SKIPPED: no Chinese font on this machine: {}", drawn.all());
        return;
    }
    done(
        &desk,
        &MAKE
            .replace("seal.svg", "drawn.svg")
            .replace("--out seal.esl --register seals.json --owner 四电测试局", "--out drawn.esl"),
    );
    done(
        &desk,
        &format!("seal apply two.pdf {} --out drawn.pdf", CLERK.replace("seal.esl", "drawn.esl")),
    );
    let answer = say(&desk, &format!("verify drawn.pdf {VERIFY}"));
    assert_eq!(answer.code, Some(0), "{}", answer.all());
    assert!(!answer.out.contains("seal-picture"), "not compared: {}", answer.all());
}
