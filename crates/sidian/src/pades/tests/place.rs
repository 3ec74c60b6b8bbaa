//! Placing signatures.

use super::{approval, certification, placed, timestamp};
use crate::budget::Budget;
use crate::pades::{
    Appearance, DocMdp, FieldLock, FieldPlan, FieldSelection, Placement, PrepareError, Role,
    SubFilter, Transform, byte_range, prepare, signatures,
};
use crate::pdf::tests::Maker;
use crate::pdf::{Object, Pdf, Ref};
use crate::time::UnixTime;

fn page() -> Vec<u8> {
    Maker::page().table("").bytes
}

/// Signs once for each plan, then gives the names of the fields whose signatures cover a revision.
fn sign_all(bytes: &[u8], plans: &[FieldPlan]) -> Result<(Vec<u8>, Vec<String>), PrepareError> {
    let mut bytes = bytes.to_vec();
    for plan in plans {
        bytes = placed(&bytes, plan)?.0;
    }
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(&bytes, &budget)?;
    let found = signatures(&pdf)?.found;
    let names = found
        .iter()
        .filter(|found| byte_range::check(&pdf, &found.dictionary).is_ok())
        .map(|found| found.field.name.clone())
        .collect();
    drop(found);
    drop(pdf);
    Ok((bytes, names))
}

#[test]
fn every_kind_of_form_takes_signatures_one_after_another() {
    let with = |catalogue: &str| {
        Maker::page()
            .object(1, catalogue)
            .object(3, "<</Type/Page/Parent 2 0 R/Annots 10 0 R>>")
            .object(5, "<</Fields 6 0 R/SigFlags 1>>")
            .object(6, "[7 0 R]")
            .object(7, "<</FT/Tx/T(text)>>")
            .object(10, "[]")
    };
    let files = [
        page(),
        Maker::page().xref_stream(8, &[]).bytes,
        with("<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>").table("").bytes,
        with("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields 6 0 R>>>>").table("").bytes,
        with("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]>>>>").xref_stream(8, &[]).bytes,
        with("<</Type/Catalog/Pages 2 0 R/AcroForm<<>>/Perms<<>>>>").table("").bytes,
    ];
    for (index, file) in files.iter().enumerate() {
        let plans = [certification(DocMdp::FormFilling), approval(), approval(), timestamp()];
        let (bytes, names) = sign_all(file, &plans).unwrap_or_else(|e| panic!("{index}: {e}"));
        let expected = ["Signature1", "Signature2", "Signature3", "Signature4"];
        assert_eq!(names, expected, "file {index}");
        let budget = Budget::for_file(bytes.len());
        let pdf = Pdf::open(&bytes, &budget).unwrap();
        let view = pdf.latest();
        let root = view.root().unwrap();
        let form = view.dict(root.get("AcroForm").unwrap(), "form").unwrap();
        assert_eq!(form.integer("SigFlags"), Some(3), "file {index}");
        let page = view.dict(&Object::Ref(Ref::new(3, 0)), "page").unwrap();
        let annotations = view.value(&page, "Annots").unwrap();
        assert_eq!(annotations.as_array().map(|a| a.len()), Some(4), "file {index}");
        assert!(view.value(&root, "Perms").unwrap().as_dict().unwrap().has("DocMDP"));
    }
}

#[test]
fn what_the_plan_says_is_what_the_dictionary_says() {
    let at = UnixTime::from_utc((2026, 11, 22), (8, 0, 0)).unwrap();
    let selection = FieldSelection::Include(vec!["金额".to_owned()]);
    let lock = FieldLock { fields: Some(selection.clone()), permission: None };
    let plan = certification(DocMdp::Annotations)
        .with_field("审批")
        .with_time(at)
        .with_name("某某局")
        .with_reason("审批通过 (1)")
        .with_location("北京")
        .with_contact("010")
        .with_lock(lock.clone());
    let (bytes, _) = sign_all(&page(), &[plan]).unwrap();
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(&bytes, &budget).unwrap();
    let found = signatures(&pdf).unwrap().found.remove(0);
    let read = &found.dictionary;
    assert_eq!(found.field.name, "审批");
    assert_eq!(found.field.lock, Some(lock));
    assert_eq!(read.claimed_time, Some(at));
    assert_eq!(read.name.as_deref(), Some("某某局"));
    assert_eq!(read.reason.as_deref(), Some("审批通过 (1)"));
    assert_eq!(read.location.as_deref(), Some("北京"));
    assert_eq!(read.contact.as_deref(), Some("010"));
    assert_eq!(read.sub_filter, Some(SubFilter::EtsiCadesDetached));
    assert_eq!(read.transforms, [Transform::DocMdp(3), Transform::FieldMdp(selection)]);
}

#[test]
fn a_visible_signature_shows_on_its_page() {
    let three = Maker::new()
        .object(1, "<</Type/Catalog/Pages 2 0 R>>")
        .object(2, "<</Type/Pages/Kids[8 0 R 5 0 R]/Count 3>>")
        .object(8, "<</Type/Pages/Parent 2 0 R/Kids[3 0 R 4 0 R]/Count 2>>")
        .object(3, "<</Type/Page/Parent 8 0 R>>")
        .object(4, "<</Type/Page/Parent 8 0 R>>")
        .object(5, "<</Type/Page/Parent 2 0 R>>")
        .table("")
        .bytes;
    for (number, object) in [(1, 3), (2, 4), (3, 5)] {
        let rect = [10.0, 20.5, 110.0, 70.0];
        let appearance = Appearance::from_content(*b"q Q", 100.0, 49.5);
        let place = Placement::in_rect(number, rect).with_appearance(appearance);
        let (bytes, _) = placed(&three, &approval().with_placement(place)).unwrap();
        let budget = Budget::for_file(bytes.len());
        let pdf = Pdf::open(&bytes, &budget).unwrap();
        let field = signatures(&pdf).unwrap().found.remove(0).field;
        assert_eq!(field.dict.reference("P"), Some(Ref::new(object, 0)));
        let read: Vec<f64> = field
            .dict
            .array("Rect")
            .unwrap()
            .items()
            .iter()
            .filter_map(Object::as_number)
            .collect();
        assert_eq!(read, rect);
        let form = field.dict.dict("AP").and_then(|ap| ap.reference("N")).unwrap();
        let form = pdf.latest().get(form).unwrap();
        assert_eq!(pdf.raw(form.as_stream().unwrap()), b"q Q");
    }
    for number in [0, 4] {
        let place = Placement::in_rect(number, [0.0; 4]);
        let error = placed(&three, &approval().with_placement(place)).unwrap_err();
        assert!(matches!(error, PrepareError::Page { .. }), "{number}: {error}");
    }
}

#[test]
fn an_empty_field_is_filled_where_it_stands_and_its_lock_takes_effect() {
    let form = Maker::page()
        .object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>>>")
        .object(5, "<</T(group)/FT/Sig/Kids[6 0 R 7 0 R]>>")
        .object(6, "<</T(a)/Parent 5 0 R/Kids[8 0 R]/Lock<</Action/All>>>>")
        .object(7, "<</T(b)/Parent 5 0 R/Subtype/Widget/Rect[0 0 9 9]>>")
        .object(8, "<</Parent 6 0 R/Subtype/Widget/Rect[0 0 9 9]>>")
        .table("")
        .bytes;
    let plan = approval().with_field("group.a");
    let (bytes, names) = sign_all(&form, std::slice::from_ref(&plan)).unwrap();
    assert_eq!(names, ["group.a"]);
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(&bytes, &budget).unwrap();
    let all = signatures(&pdf).unwrap();
    assert_eq!(all.found[0].field.widgets, [Ref::new(8, 0)]);
    assert_eq!(all.found[0].dictionary.transforms, [Transform::FieldMdp(FieldSelection::All)]);
    assert_eq!(all.empty_fields.len(), 1);
    let changed: Vec<u32> = pdf.revisions()[1].entries().iter().map(|(n, _)| *n).collect();
    assert_eq!(changed, [1, 6, 99], "the catalogue, the field and the signature, nothing else");
    let again = placed(&bytes, &plan).unwrap_err();
    assert!(matches!(again, PrepareError::FieldSigned { .. }), "{again}");
    let other = placed(&bytes, &approval().with_field("group.b")).unwrap_err();
    assert!(matches!(other, PrepareError::FieldLocked { .. }), "{other}");
    assert!(placed(&bytes, &timestamp()).is_ok());
}

#[test]
fn what_earlier_signatures_forbid_is_refused_with_the_reason() {
    let refused = |plans: &[FieldPlan]| sign_all(&page(), plans).unwrap_err();
    let p1 = certification(DocMdp::NoChanges);
    let p2 = certification(DocMdp::FormFilling);
    let error = refused(&[p1.clone(), approval()]);
    assert!(matches!(error, PrepareError::NoChangesPermitted { .. }), "{error}");
    assert_eq!(refused(&[p2.clone(), p2.clone()]), PrepareError::AlreadyCertified);
    assert_eq!(refused(&[approval(), p2]), PrepareError::CertificationAfterApproval);
    let whole = FieldLock { fields: None, permission: Some(1) };
    let error = refused(&[approval().with_lock(whole), approval()]);
    assert!(matches!(error, PrepareError::NoChangesPermitted { .. }), "{error}");
    assert!(sign_all(&page(), &[p1, timestamp()]).is_ok());
    assert!(sign_all(&page(), &[timestamp(), certification(DocMdp::NoChanges)]).is_ok());
}

#[test]
fn a_plan_that_cannot_be_is_refused() {
    let form = Maker::page()
        .object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>")
        .object(5, "<</FT/Tx/T(text)>>")
        .table("")
        .bytes;
    let error = |plan: FieldPlan| placed(&form, &plan).unwrap_err();
    let name = |text: &str| approval().with_field(text);
    assert!(matches!(error(name("text")), PrepareError::FieldType { .. }));
    assert!(matches!(error(name("")), PrepareError::FieldName { .. }));
    assert!(matches!(error(name("a.b")), PrepareError::FieldName { .. }));
    for room in [0, usize::MAX] {
        let plan = FieldPlan::new(Role::Approval, SubFilter::AdbePkcs7Detached, room);
        assert_eq!(error(plan), PrepareError::Room { room });
    }
}

#[test]
fn encrypted_files_and_files_with_something_behind_them_are_refused() {
    let encrypted = Maker::page().object(5, "<<>>").table("/Encrypt 5 0 R").bytes;
    let stray = [page(), b"<html>".to_vec()].concat();
    assert_eq!(placed(&encrypted, &approval()).unwrap_err().code(), 2061);
    assert_eq!(placed(&stray, &approval()).unwrap_err().code(), 2064);
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let file = page();
    let once = placed(&file, &approval().with_reason("r")).unwrap();
    assert_eq!(once, placed(&file, &approval().with_reason("r")).unwrap());
    let budget = Budget::for_file(file.len());
    let pdf = Pdf::open(&file, &budget).unwrap();
    let placeholder = prepare(&pdf, &approval()).unwrap();
    let [_, first, second, rest] = placeholder.byte_range;
    assert_eq!(first, placeholder.contents.start as u64);
    assert_eq!(second + rest, (file.len() + placeholder.tail.len()) as u64);
}

#[test]
fn the_extension_is_declared_only_where_the_version_lacks_it() {
    let two = String::from_utf8(page()).unwrap().replace("%PDF-1.7", "%PDF-2.0").into_bytes();
    let adobe = FieldPlan::new(Role::Approval, SubFilter::AdbePkcs7Detached, 64);
    for (file, plan, declared) in
        [(page(), approval(), true), (two, approval(), false), (page(), adobe, false)]
    {
        let (bytes, _) = placed(&file, &plan).unwrap();
        let budget = Budget::for_file(bytes.len());
        let pdf = Pdf::open(&bytes, &budget).unwrap();
        assert_eq!(pdf.latest().root().unwrap().has("Extensions"), declared);
    }
}
