//! The printable page and earlier versions, as the command writes them.

use std::fs;

use super::desk::{Answer, Desk};

const DIR: &str = "demo/ed25519";

fn run(desk: &Desk, words: &str) -> Answer {
    desk.run(words.split_whitespace(), None)
}

#[test]
fn what_was_signed_comes_back_to_the_byte() {
    let desk = Desk::lay();
    for (input, out, field) in [("unsigned.pdf", "once.pdf", "A"), ("once.pdf", "twice.pdf", "B")] {
        let signed = run(
            &desk,
            &format!(
                "sign {input} --key {DIR}/keys/department.key --cert {DIR}/department.pem \
                 --chain {DIR}/ca.pem --out {out} --field {field}"
            ),
        );
        assert_eq!(signed.code, Some(0), "{}", signed.all());
    }
    let read = |name: &str| fs::read(desk.path(name)).expect(name);
    for (number, (choice, wanted)) in [
        ("--revision 1", "unsigned.pdf"),
        ("--revision 2", "once.pdf"),
        ("--revision 3", "twice.pdf"),
        ("--signature A", "once.pdf"),
        ("--signature B", "twice.pdf"),
    ]
    .into_iter()
    .enumerate()
    {
        let out = format!("back{number}.pdf");
        let answer = run(&desk, &format!("extract twice.pdf {choice} --out {out}"));
        assert_eq!(answer.code, Some(0), "{choice}: {}", answer.all());
        assert!(read(&out) == read(wanted), "{choice} is not {wanted}");
    }
    for (choice, said) in [
        ("--revision 4", "there is no version 4; it has 3"),
        ("--revision 0", "there is no version 0; it has 3"),
        ("--signature C", "signatures in the file: A, B"),
        ("", "something is missing"),
    ] {
        let answer = run(&desk, &format!("extract twice.pdf {choice} --out never.pdf"));
        assert_eq!(answer.code, Some(2), "{choice}: {}", answer.all());
        assert!(answer.err.contains(said), "{choice}: {}", answer.err);
        assert!(!desk.path("never.pdf").exists(), "{choice}");
    }
    let ends = format!("1 ({} bytes)", read("unsigned.pdf").len());
    let refused = run(&desk, "extract twice.pdf --revision 4 --out never.pdf");
    assert!(refused.err.contains(&ends), "{}", refused.err);
    let again = run(&desk, "extract twice.pdf --revision 1 --out back0.pdf");
    assert_eq!(again.code, Some(2), "written over: {}", again.all());
    let not = run(&desk, "extract text.pdf --revision 1 --out never.pdf");
    assert!(not.code == Some(2) && not.err.contains("is not a PDF"), "{}", not.all());
    assert_eq!(desk.leftovers(), Vec::<String>::new());
}

#[test]
fn one_page_tells_of_every_file_asked_about() {
    let desk = Desk::lay();
    let files = format!("{DIR}/licence.pdf {DIR}/changed-field.pdf unsigned.pdf nothere.pdf");
    let lists = format!("--trust {DIR}/trust --crl {DIR}/crls.pem --status-list {DIR}/status.jwt");
    for (language, words) in [
        ("zh", ["通过", "未通过", "无签名", "无法读取", "持证主体", "文件不存在"]),
        ("en", ["PASSED", "FAILED", "NO SIGNATURE", "UNREADABLE", "holder", "no such file"]),
    ] {
        let page = format!("page-{language}.html");
        let ask = format!("verify {files} {lists} --report {page} --lang {language}");
        let answer = run(&desk, &ask);
        assert_eq!(answer.code, Some(1), "{}", answer.all());
        let html = fs::read_to_string(desk.path(&page)).expect("a page");
        for wanted in words.into_iter().chain(["JY24108000000001", "TOTAL-FAILED", "HASH_FAILURE"])
        {
            assert!(html.contains(wanted), "no {wanted} in {page}");
        }
        assert_eq!(html.matches("<article>").count(), 4);
        assert_eq!(html.matches("JY24108000000001").count(), 1, "data of a licence that failed");
        assert_eq!(run(&desk, &ask).code, Some(2), "written over");
        assert_eq!(run(&desk, &format!("{ask} --force")).code, Some(1));
    }
    let answer = run(&desk, &format!("verify {files} {lists} --report page.pdf"));
    assert_eq!(answer.code, Some(1), "{}", answer.all());
    assert!(fs::read(desk.path("page.pdf")).expect("a page").starts_with(b"%PDF-1.7"));
    for name in ["page", "page.txt"] {
        let answer = run(&desk, &format!("verify {files} {lists} --report {name}"));
        assert_eq!(answer.code, Some(2), "{}", answer.all());
        assert!(answer.err.contains("writes HTML or PDF"), "{}", answer.err);
        assert!(!desk.path(name).exists(), "{name}");
    }
    assert_eq!(desk.leftovers(), Vec::<String>::new());
}
