use super::{Metadata, MetadataError, Term, XmpAgreement};
use crate::licence::Date;
use crate::licence::draft::tests::{metadata, permit};
use crate::licence::element::Fault;
use crate::report::codes;
use crate::time::UnixTime;

fn text() -> String {
    String::from_utf8(metadata().to_json()).unwrap()
}

fn fault(json: &str) -> (String, Fault) {
    match Metadata::from_json(json.as_bytes()) {
        Err(MetadataError::Element(e)) => (e.short, e.why),
        other => panic!("{other:?}"),
    }
}

#[test]
fn json_is_canonical_and_reads_back_the_same() {
    let made = metadata();
    let bytes = made.to_json();
    assert_eq!(Metadata::from_json(&bytes), Ok(made.clone()));
    assert_eq!(made.to_json(), bytes);
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(value["ZZYXQJZRQ"], "");
    assert_eq!(value["status"]["status_list"]["idx"], 7);
    assert_eq!(value["CZZT"][1]["CZZTDMLX"], "公民身份号码");
    assert_eq!(value["ZZDYJGDM"], "11100000000013338W");
    let sorted = serde_json_canonicalizer::to_vec(&value).unwrap();
    assert_eq!(sorted, bytes);
}

#[test]
fn what_is_not_canonical_is_refused() {
    let good = text();
    for bad in [
        format!(" {good}"),
        format!("{good}\n"),
        good.replace("\"ZZBBH\":\"001\"", "\"ZZBBH\": \"001\""),
        good.replace("示例市", "\\u793a例市"),
        good.replace("\"idx\":7", "\"idx\":7.0"),
        good.replace("\"idx\":7", "\"idx\":-7"),
        good.replace("{\"CZZT\":[", "{\"ZZBBH\":\"001\",\"CZZT\":["),
        good.replace("\"idx\":7", "\"idx\":true"),
        good.replace("\"ZZBBH\":\"001\"", "\"ZZBBH\":null"),
        "[]".to_owned(),
        "\"\"".to_owned(),
        String::new(),
        "[".repeat(5000),
    ] {
        let read = Metadata::from_json(bad.as_bytes());
        let refused = matches!(read, Err(MetadataError::NotCanonical | MetadataError::Json { .. }));
        assert!(refused, "{read:?}: {}", bad.chars().take(60).collect::<String>());
    }
    let large = Metadata::from_json(&vec![b' '; Metadata::MOST_BYTES + 1]);
    assert!(matches!(large, Err(MetadataError::Size { .. })), "{large:?}");
}

#[test]
fn an_error_names_the_element() {
    let good = text();
    let cases = [
        ("\"ZZBBH\":\"001\"", "\"ZZBBH\":\"002\"", "ZZBBH"),
        ("\"ZZBFJGDM\":\"11410800MB00000009\"", "\"ZZBFJGDM\":\"11410800MB1A2B3CXF\"", "ZZBFJGDM"),
        ("\"ZZBFRQ\":\"20261122\"", "\"ZZBFRQ\":\"20261132\"", "ZZBFRQ"),
        ("\"ZZBFRQ\":\"20261122\"", "\"ZZBFRQ\":\"\"", "ZZBFRQ"),
        (",\"ZZYXQJZRQ\":\"\"", "", "ZZYXQJZRQ"),
        ("\"ZZLXMC\"", "\"ZZLXMD\"", "ZZLXMC"),
        ("\"CZZTDMLXDM\":\"111\"", "\"CZZTDMLXDM\":\"001\"", "CZZTDMLX"),
        ("1231002X", "1231002x", "CZZTDM"),
        ("\"CZZT\":[{", "\"CZZT\":[],\"CZZU\":[{", "CZZT"),
        ("\"idx\":7", "\"idx\":4294967296", "status"),
        ("\"idx\":7", "\"idx\":\"7\"", "status"),
        ("\"ZZMC\":\"", "\"ZZMB\":\"x\",\"ZZMC\":\"", "ZZMB"),
        ("\"KZ_BZ\":\"一\\n二\"", "\"KZ_BZ\":[]", "KZ_BZ"),
        ("\"KZ_BZ\":\"一\\n二\"", "\"KZ_BZ\":\"\u{202e}\"", "KZ_BZ"),
    ];
    for (from, to, names) in cases {
        assert!(good.contains(from), "{from}");
        assert_eq!(fault(&good.replace(from, to)).0, names, "{to}");
    }
}

#[test]
fn extension_items_that_nobody_explains_are_kept() {
    let json = text().replace("\"KZ_BZ\":", "\"KZ_A9\":\"留着\",\"KZ_BZ\":");
    let read = Metadata::from_json(json.as_bytes()).unwrap();
    assert_eq!(read.extension("KZ_A9").unwrap().reveal(), "留着");
    assert_eq!(read.to_json(), json.as_bytes());
    let told: Vec<_> = read.check(permit()).into_iter().map(|e| (e.short, e.why)).collect();
    assert_eq!(told, [("KZ_A9".to_owned(), Fault::Unknown)]);
}

#[test]
fn a_kind_of_holder_code_that_nobody_listed_keeps_its_name() {
    let json = text().replace("统一社会信用代码", "某国护照").replace(":\"001\"}", ":\"553\"}");
    let read = Metadata::from_json(json.as_bytes()).unwrap();
    assert_eq!(read.holders()[0].code_type_name(), Some("某国护照"));
    assert_eq!(read.to_json(), json.as_bytes());
}

#[test]
fn a_mistyped_identifier_is_a_finding_of_its_own() {
    let made = metadata();
    let id = made.id().to_string();
    let wrong = if made.id().check() == 'A' { 'B' } else { 'A' };
    let (head, _) = id.split_at(id.len() - 1);
    let read = Metadata::from_json(text().replace(&id, &format!("{head}{wrong}")).as_bytes());
    let now = UnixTime::from_rfc3339("2026-11-23T00:00:00Z").unwrap();
    let found = read.unwrap().findings(now);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code(), codes::licence::LICENCE_ID_CHECK);
    assert!(made.findings(now).is_empty());
}

#[test]
fn the_last_day_is_within_the_term_and_the_next_is_not() {
    let json = text()
        .replace("\"ZZYXQJZRQ\":\"\"", "\"ZZYXQJZRQ\":\"20271231\",\"ZZYXQQSRQ\":\"20261201\"");
    let read = Metadata::from_json(json.as_bytes()).unwrap();
    let term = |text| read.term_on(Date::from_digits(text).unwrap());
    assert_eq!(term("20261130"), Term::Future);
    assert_eq!(term("20261201"), Term::Within);
    assert_eq!(term("20271231"), Term::Within);
    assert_eq!(term("20280101"), Term::Past);
    assert_eq!(metadata().term_on(Date::from_digits("99991231").unwrap()), Term::Within);
    let at = |text| read.findings(UnixTime::from_rfc3339(text).unwrap());
    assert!(at("2027-12-31T15:59:59Z").is_empty());
    assert_eq!(at("2027-12-31T16:00:00Z")[0].code(), codes::licence::LICENCE_EXPIRED);
    assert_eq!(at("2026-11-22T00:00:00Z")[0].code(), codes::licence::LICENCE_NOT_YET_VALID);
    let swapped = json.replace("20271231", "20261101");
    assert_eq!(fault(&swapped), ("ZZYXQQSRQ".to_owned(), Fault::Order));
}

#[test]
fn debug_shows_nobody() {
    let shown = format!("{:?}", metadata());
    for value in ["张三", "1949", "91410800MA", "李四", "410800202611220101", "示例小区"] {
        assert!(!shown.contains(value), "{value} in {shown}");
    }
}

#[test]
fn the_face_shows_every_element_of_the_layout() {
    let made = metadata();
    let shown = made.face_values(permit());
    let text = |key: &str| shown.iter().find(|v| v.element == key).map(|v| v.text.reveal());
    assert_eq!(text("CZZT"), Some("示例建设有限公司、张三"));
    assert_eq!(text("KZ_HTJG"), Some("3600.5万元"));
    assert_eq!(text("KZ_HTKGRQ"), Some("2026年12月01日"));
    assert_eq!(text("ZZYXQ"), Some("长期"));
    assert_eq!(text("ZZBS"), Some(made.id().to_string().as_str()));
    assert_eq!(text("KZ_KCDW"), None);
}

#[test]
fn xmp_is_escaped_and_holds_every_value() {
    let json = text().replace("示例建设有限公司", "甲&乙<丙>\\\"丁'");
    let packet = Metadata::from_json(json.as_bytes()).unwrap().to_xmp_packet();
    assert!(packet.contains("<zz:CZZT>甲&amp;乙&lt;丙&gt;&quot;丁&apos;</zz:CZZT>"), "{packet}");
    assert!(packet.contains("<zz:KZ_BZ>一&#10;二</zz:KZ_BZ>"));
    let opened = packet.matches("<zz:").count();
    assert_eq!(opened, packet.matches("</zz:").count());
    let id = metadata().id().to_string();
    assert!(packet.contains(&format!("<zz:ZZBS>{id}</zz:ZZBS>")));
}

#[test]
fn xmp_that_says_something_else_is_noticed() {
    let made = metadata();
    let packet = made.to_xmp_packet();
    let compare = |packet: &str| made.compare_xmp(packet.as_bytes());
    assert_eq!(compare(&packet), XmpAgreement::Agrees);
    assert_eq!(compare(&packet.replace("示例路1号", "示例路2号")), XmpAgreement::Differs);
    assert_eq!(compare(&format!("{packet}{packet}")), XmpAgreement::Differs);
    assert_eq!(compare("<x:xmpmeta/>"), XmpAgreement::Absent);
}

#[test]
fn a_page_is_compared_without_its_line_breaks() {
    let made = metadata();
    let page = "建设单位 示例建设有\n限公司、张 三\n编　号410800202611220101 1.2.156.";
    let shown = made.must_show(permit());
    let on_page = |key: &str| shown.iter().find(|v| v.element == key).unwrap().appears_in(page);
    assert!(on_page("CZZT") && on_page("ZZBH"));
    assert!(!on_page("ZZBS") && !on_page("KZ_HTJG"));
    assert!(shown.iter().all(|v| v.element != "KZ_KCDW"));
}

#[test]
fn different_bytes_never_read_as_the_same_metadata() {
    let made = metadata();
    let good = made.to_json();
    for at in 0..good.len() {
        assert!(Metadata::from_json(&good[..at]).is_err(), "cut at {at}");
        for bit in 0..8 {
            let mut flipped = good.clone();
            flipped[at] ^= 1 << bit;
            if let Ok(read) = Metadata::from_json(&flipped) {
                assert_ne!(read, made, "bit {bit} of byte {at}");
                assert!(read.to_json() == flipped, "bit {bit} of byte {at}");
            }
        }
    }
}
