use super::builtin::files;
use super::{LicenceType, TypeFault, builtin};

fn with(file: usize, change: impl FnOnce(&mut serde_json::Value)) -> Result<LicenceType, String> {
    let mut json: serde_json::Value = serde_json::from_slice(files()[file]).unwrap();
    change(&mut json);
    let bytes = serde_json::to_vec(&json).unwrap();
    LicenceType::from_json(&bytes).map_err(|e| e.to_string())
}

#[test]
fn every_type_that_comes_with_the_library_is_consistent() {
    for file in files() {
        if let Err(e) = LicenceType::from_json(file) {
            panic!("{e}: {}", String::from_utf8_lossy(&file[..120]));
        }
    }
    let names: Vec<_> = builtin().map(LicenceType::name).collect();
    let all = ["营业执照", "不动产权证书", "道路运输证", "食品经营许可证", "建筑工程施工许可证"];
    assert_eq!(names, all);
}

#[test]
fn made_up_codes_are_marked_as_examples() {
    for kind in builtin() {
        let made_up = kind.code().as_str().starts_with("11410800");
        assert_eq!(kind.description().example, made_up, "{}", kind.name());
    }
}

#[test]
fn a_type_survives_being_written_and_read() {
    for kind in builtin() {
        let bytes = serde_json::to_vec(kind).unwrap();
        assert_eq!(LicenceType::from_json(&bytes).as_ref(), Ok(kind), "{}", kind.name());
    }
}

#[test]
fn boxes_of_a_face_do_not_cover_each_other() {
    for kind in builtin() {
        let fields = &kind.face().fields;
        for (at, field) in fields.iter().enumerate() {
            for other in fields.iter().skip(at + 1) {
                let (a, b) = (&field.element, &other.element);
                assert!(!field.at.overlaps(&other.at), "{}: {a} covers {b}", kind.name());
            }
            for text in kind.face().texts.iter().chain([&kind.face().title]) {
                let (a, b) = (&field.element, &text.text);
                assert!(!field.at.overlaps(&text.at), "{}: {a} covers {b}", kind.name());
            }
        }
    }
}

#[test]
fn an_error_names_the_element_at_fault() {
    let fault = |change: fn(&mut serde_json::Value)| with(0, change).unwrap_err();
    let off_page = fault(|t| t["face"]["fields"][1]["at"]["x"] = 290.into());
    assert!(off_page.starts_with("CZZT: does not lie on the page"), "{off_page}");
    let no_field = fault(|t| drop(t["face"]["fields"].as_array_mut().unwrap().remove(1)));
    assert!(no_field.starts_with("CZZT: must be shown"), "{no_field}");
    let twice = fault(|t| t["elements"][1] = t["elements"][0].clone());
    assert!(twice.starts_with("KZ_ZTLX: named twice"), "{twice}");
    let key = fault(|t| t["elements"][0]["key"] = "ztlx".into());
    assert!(key.starts_with("ztlx: the key"), "{key}");
    let unknown = fault(|t| t["face"]["fields"][2]["element"] = "KZ_NONE".into());
    assert!(unknown.starts_with("KZ_NONE: there is no such element"), "{unknown}");
    let qr = fault(|t| t["face"]["qr"]["x"] = 100.into());
    assert!(qr.ends_with("lies over the QR code"), "{qr}");
}

#[test]
fn what_the_format_does_not_know_is_refused() {
    assert!(with(0, |t| t["colour"] = "red".into()).unwrap_err().contains("unknown field"));
    assert!(with(0, |t| t["format"] = 2.into()).unwrap_err().contains("format"));
    assert!(with(0, |t| t["elements"][0]["kind"] = "script".into()).is_err());
    assert!(with(0, |t| t["face"]["background"] = "red".into()).is_err());
    assert!(with(0, |t| t["code"] = "11410800MB00000019001".into()).is_err());
    assert!(with(0, |t| t["authority"]["code"] = "11100000000013338W".into()).is_err());
    let large = LicenceType::from_json(&vec![b' '; (1 << 20) + 1]).unwrap_err();
    assert!(matches!(large.fault, TypeFault::Size { .. }), "{large}");
}
