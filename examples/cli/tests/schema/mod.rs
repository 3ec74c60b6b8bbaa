//! The published JSON Schema, held against what the command answers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::desk::Desk;
use super::json;

const SCHEMA: &str = include_str!("../../../../docs/verify.schema.json");

/// Every way in which `value` is not what `schema` says, by the place in it. Only the words that the
/// schema uses are known; any other fails the test, so that none is passed over in silence.
fn faults(schema: &Value, value: &Value, at: &str, root: &Value, out: &mut Vec<String>) {
    let object = schema.as_object().expect("a schema is an object");
    for (word, rule) in object {
        let good = match word.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let to = rule.as_str().and_then(|r| r.strip_prefix('#')).expect("a local $ref");
                faults(root.pointer(to).expect(to), value, at, root, out);
                true
            }
            "type" => types(rule).iter().any(|name| is(value, name)),
            "enum" => rule.as_array().expect("a list").contains(value),
            "anyOf" => rule.as_array().expect("a list").iter().any(|one| {
                let mut inner = Vec::new();
                faults(one, value, at, root, &mut inner);
                inner.is_empty()
            }),
            "minimum" => value.as_f64().is_none_or(|n| n >= rule.as_f64().expect("a number")),
            "minItems" => length(value).is_none_or(|n| n >= rule.as_u64().expect("a number")),
            "maxItems" => length(value).is_none_or(|n| n <= rule.as_u64().expect("a number")),
            "pattern" => value.as_str().is_none_or(|s| matches(rule.as_str().expect("a text"), s)),
            "required" => rule.as_array().expect("a list").iter().all(|key| {
                value.as_object().is_none_or(|o| o.contains_key(key.as_str().expect("a key")))
            }),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    faults(rule, item, &format!("{at}/{index}"), root, out);
                }
                true
            }
            "properties" => {
                for (key, member) in value.as_object().into_iter().flatten() {
                    if let Some(rule) = rule.get(key) {
                        faults(rule, member, &format!("{at}/{key}"), root, out);
                    }
                }
                true
            }
            "additionalProperties" => {
                assert_eq!(rule, &Value::Bool(false));
                let known = schema.get("properties").and_then(Value::as_object).expect("members");
                value.as_object().is_none_or(|o| o.keys().all(|key| known.contains_key(key)))
            }
            other => panic!("the schema says “{other}”, which this test does not know"),
        };
        if !good {
            out.push(format!("{at}: {word} {rule}: {value}"));
        }
    }
}

fn types(rule: &Value) -> Vec<&str> {
    match rule {
        Value::String(one) => vec![one],
        many => many.as_array().expect("names").iter().filter_map(Value::as_str).collect(),
    }
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        other => panic!("no type “{other}”"),
    }
}

fn length(value: &Value) -> Option<u64> {
    value.as_array().map(|items| items.len() as u64)
}

/// The patterns that the schema uses.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern {
        "^[a-z0-9-]+$" => {
            !text.is_empty() && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        }
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$" => {
            let shape = b"0000-00-00T00:00:00Z";
            text.len() == shape.len()
                && text.bytes().zip(shape).all(|(found, wanted)| match wanted {
                    b'0' => found.is_ascii_digit(),
                    other => found == *other,
                })
        }
        other => panic!("the test does not know the pattern {other}"),
    }
}

/// Every way in which an answer is not what the published schema says.
pub(crate) fn check(value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let mut out = Vec::new();
    faults(&schema, value, "", &schema, &mut out);
    out
}

#[test]
fn every_answer_is_what_the_schema_says() {
    let desk = Desk::lay();
    let dir = "demo/ed25519";
    let sign = |input: &str, out: &str, extra: &str| {
        let words = format!(
            "sign {input} --key {dir}/keys/department.key --cert {dir}/department.pem \
             --chain {dir}/ca.pem --out {out} {extra}"
        );
        let answer = desk.run(words.split_whitespace(), None);
        assert_eq!(answer.code, Some(0), "{}", answer.all());
    };
    sign("unsigned.pdf", "once.pdf", "--field A --reason 审批");
    sign("once.pdf", "twice.pdf", "--field B");
    let mut seen = BTreeSet::new();
    let mut changes = 0;
    let lists = format!("--crl {dir}/crls.pem --status-list {dir}/status.jwt");
    for (trust, lists) in [("trust", lists.as_str()), ("trust", ""), ("department.pem", "")] {
        for language in ["zh", "en"] {
            let words = format!(
                "verify {dir}/licence.pdf {dir}/changed-field.pdf {dir}/swapped-page.pdf \
                 unsigned.pdf once.pdf twice.pdf truncated.pdf text.pdf empty.pdf nothere.pdf \
                 --trust {dir}/{trust} {lists} --json --lang {language}"
            );
            for object in json(&desk.run(words.split_whitespace(), None)) {
                assert_eq!(check(&object), Vec::<String>::new(), "{object}");
                seen.insert(object["verdict"].as_str().unwrap_or("?").to_owned());
                let signatures = object["signatures"].as_array().into_iter().flatten();
                let lists = signatures.filter_map(|s| s["change_list"].as_array());
                changes += lists.map(Vec::len).sum::<usize>();
            }
        }
    }
    let all = ["failed", "indeterminate", "no-signature", "passed", "unreadable"];
    assert_eq!(seen, all.map(str::to_owned).into(), "an answer was not tried");
    assert!(changes > 0, "no change was tried");
}

#[test]
fn the_schema_refuses_what_is_not_an_answer() {
    let good: Value = serde_json::from_str(
        r#"{"file": "a", "kind": "pdf", "verdict": "passed", "indication": "TOTAL-PASSED",
            "sub_indication": null, "uncovered_bytes": 0, "signatures": [], "findings": []}"#,
    )
    .expect("JSON");
    assert_eq!(check(&good), Vec::<String>::new());
    for (key, value) in [
        ("verdict", Value::from("fine")),
        ("uncovered_bytes", Value::from(-1)),
        ("uncovered_bytes", Value::from(1.5)),
        ("surprise", Value::Null),
        ("at", Value::from("yesterday")),
        ("signatures", Value::from(vec![Value::from("A")])),
        ("findings", serde_json::json!([{"code": 1}])),
    ] {
        let mut bad = good.clone();
        bad[key] = value;
        assert!(!check(&bad).is_empty(), "{bad}");
    }
    let mut lacking = good;
    lacking.as_object_mut().expect("an object").remove("findings");
    assert!(!check(&lacking).is_empty(), "{lacking}");
}
