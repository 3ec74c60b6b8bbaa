//! Identifiers and codes of the shared vectors, read where they lie.

use serde_json::Value;
use sidian::licence::{CitizenNumber, LicenceId, LicenceIdError, UnifiedSocialCreditCode};

/// The rows of one list, or nothing after saying loudly that the test was skipped.
fn rows(list: &str) -> Vec<Value> {
    let file = sidian_testkit::corpus::dir()
        .and_then(|corpus| Some(corpus.parent()?.join("standards/licence-vectors.json")))
        .and_then(|path| std::fs::read(path).ok());
    let Some(bytes) = file else {
        eprintln!("skipped: corpus not found (standards/licence-vectors.json)");
        return Vec::new();
    };
    let vectors: Value = serde_json::from_slice(&bytes).expect("the vectors are JSON");
    let rows = vectors[list].as_array().expect("a list of rows").clone();
    assert!(!rows.is_empty(), "{list} is empty");
    rows
}

#[test]
fn social_credit_codes_are_judged_as_the_vectors_say() {
    for row in rows("uscc") {
        let value = row["value"].as_str().expect("a text");
        let parsed = value.parse::<UnifiedSocialCreditCode>();
        assert_eq!(Some(parsed.is_ok()), row["valid"].as_bool(), "{value}: {parsed:?}");
    }
}

#[test]
fn citizen_numbers_are_judged_as_the_vectors_say() {
    for row in rows("citizen") {
        let value = row["value"].as_str().expect("a text");
        let parsed = value.parse::<CitizenNumber>();
        assert_eq!(Some(parsed.is_ok()), row["check_ok"].as_bool(), "{row}");
    }
}

#[test]
fn licence_identifiers_are_judged_as_the_vectors_say() {
    for row in rows("licence") {
        let value = row["value"].as_str().expect("a text");
        match (value.parse::<LicenceId>(), row["computed"].as_str()) {
            (Ok(id), None) => assert_eq!(id.to_string(), value),
            (Err(LicenceIdError::Check { expected, .. }), Some(computed)) => {
                assert_eq!(expected.to_string(), computed, "{value}");
            }
            (parsed, _) => panic!("{value}: {parsed:?}"),
        }
        let valid = value.parse::<LicenceId>().is_ok();
        assert_eq!(Some(valid), row["valid"].as_bool(), "{value}");
    }
}

#[test]
fn the_data_of_every_type_makes_a_licence_that_reads_back() {
    use sidian::licence::kind::builtin_named;
    use sidian::licence::{LicenceDraft, Metadata};

    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/licence");
    for name in [
        "business-licence",
        "construction-permit",
        "food-business-permit",
        "real-estate-certificate",
        "road-transport-certificate",
    ] {
        let data = std::fs::read(folder.join(format!("{name}.json"))).expect(name);
        let kind = serde_json::from_slice::<Value>(&data).expect(name)["type"].clone();
        let kind = builtin_named(kind.as_str().expect(name)).expect(name);
        let made = LicenceDraft::from_json(kind, &data).and_then(LicenceDraft::build);
        let made = made.unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(made.check(kind).is_empty(), "{name}");
        assert_eq!(Metadata::from_json(&made.to_json()), Ok(made.clone()), "{name}");
        let lacking =
            kind.face().fields.iter().filter(|f| made.face_text(kind, &f.element).is_none());
        let lacking: Vec<_> = lacking.map(|f| f.element.as_str()).collect();
        assert!(lacking.is_empty(), "{name} shows nothing for {lacking:?}");
    }
}
