//! What was found is told in one language.

use sidian::asn1::Asn1Error;
use sidian::crypto::CryptoError;
use sidian::jose::JoseError;
use sidian::licence::status::{SignedStatusList, StatusListError};
use sidian::report::codes::{cms, licence};
use sidian::report::{Code, Finding, Language, in_chinese};
use sidian::x509::Certificate;

#[test]
fn what_could_not_be_read_is_told_in_chinese_too() {
    let errors: Vec<(&'static Code, String)> = vec![
        (cms::CMS_MALFORMED, Asn1Error::Truncated { offset: 3 }.to_string()),
        (cms::CMS_MALFORMED, Certificate::from_der(&[0x30, 3, 2, 1]).unwrap_err().to_string()),
        (cms::KEY_UNSUPPORTED, CryptoError::SignatureInvalid.to_string()),
        (licence::STATUS_UNREADABLE, JoseError::Claim { claim: "lst" }.to_string()),
        (licence::STATUS_UNREADABLE, StatusListError::Compression.to_string()),
        (licence::STATUS_UNREADABLE, SignedStatusList::parse(b"no token").unwrap_err().to_string()),
    ];
    for (code, detail) in errors {
        let finding = Finding::new(code).with("detail", &detail);
        assert!(finding.message(Language::English).ends_with(&detail), "{detail}");
        let chinese = finding.message(Language::Chinese);
        assert!(!chinese.contains(&detail), "{chinese}");
    }
}

#[test]
fn every_error_of_this_library_is_told_in_chinese() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace");
    let own = ["sidian", "sidian-net", "sidian-pkcs11", "sidian-render"];
    let mut waiting: Vec<_> = own.iter().map(|name| crates.join(name).join("src")).collect();
    let (mut tried, mut missing) = (0, Vec::new());
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(&path).expect("a folder");
            waiting.extend(inside.map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let source = std::fs::read_to_string(&path).expect("text");
        for rest in source.split("#[error(").skip(1) {
            let Some(literal) = rest.trim_start().strip_prefix('"') else { continue };
            let sentence = example(literal);
            if sentence.chars().all(|c| c == '7' || c == ':' || c == ' ') {
                continue;
            }
            tried += 1;
            if in_chinese(&sentence) == sentence {
                missing.push(sentence);
            }
        }
    }
    assert!(tried > 310, "only {tried}");
    assert!(missing.is_empty(), "without Chinese:\n{}", missing.join("\n"));
}

/// The sentence of a literal, with 7 for each value.
fn example(literal: &str) -> String {
    let (mut out, mut chars, mut value) = (String::new(), literal.chars(), false);
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            // a line that goes on
            '\\' => match chars.next() {
                Some('\n') => {
                    while chars.as_str().starts_with(' ') {
                        chars.next();
                    }
                }
                Some(other) => out.push(other),
                None => break,
            },
            '{' => {
                value = true;
                out.push('7');
            }
            '}' => value = false,
            _ if value => {}
            other => out.push(other),
        }
    }
    out
}
