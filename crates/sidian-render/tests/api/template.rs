use lopdf::{Document, Object, Stream, dictionary};
use sidian_render::document::write;
use sidian_render::template::{self, Entry, Need, QR};
use sidian_render::text::read_text;
use sidian_render::{DocumentInfo, TemplateError, Typeface};

use crate::common::{QPDF, now, page, peer, squeezed, typefaces};
use crate::licences::{kinds, sample};

/// A form field: its name, type, place, and what else its dictionary says.
struct Field<'a>(&'a str, &'a str, [i64; 4], lopdf::Dictionary);

/// A one-page form with these fields. The page begins at (10, 20) and says 许可证 by itself.
fn form(fields: &[Field<'_>], extra: lopdf::Dictionary) -> Vec<u8> {
    let typeface = Typeface::standard();
    let info = DocumentInfo::new("template", "");
    let made = write(&[page(&typeface, &["许可证"])], &typeface, &info, now()).expect("is written");
    let mut document = Document::load_mem(&made.pdf).expect("is a PDF file");
    let page = document.get_pages()[&1];
    let mut widgets = Vec::new();
    for Field(name, kind, place, more) in fields {
        let mut field = dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => *kind,
            "T" => Object::string_literal(*name),
            "Rect" => place.iter().map(|n| Object::Integer(*n)).collect::<Vec<_>>(),
            "P" => page,
        };
        field.extend(more);
        widgets.push(Object::Reference(document.add_object(field)));
    }
    let mut acro_form = dictionary! {
        "Fields" => widgets.clone(),
        "DA" => Object::string_literal("/Helv 0 Tf 0 g"),
    };
    acro_form.extend(&extra);
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.beep()") };
    let script = document.add_object(script);
    let catalog = document.catalog_mut().expect("has a catalog");
    catalog.set("AcroForm", acro_form);
    catalog.set("OpenAction", script);
    let page = document.get_dictionary_mut(page).expect("is a page");
    page.set("Annots", widgets);
    page.set("MediaBox", vec![10.into(), 20.into(), 605.into(), 862.into()]);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("is saved");
    out
}

fn text_field<'a>(name: &'a str, place: [i64; 4]) -> Field<'a> {
    Field(name, "Tx", place, dictionary! {})
}

fn entry(element: &str, value: &str, need: Need) -> Entry {
    Entry { element: element.to_owned(), value: Some(value.to_owned()), need }
}

fn fill(template: &[u8], entries: &[Entry]) -> Result<Vec<u8>, TemplateError> {
    let info = DocumentInfo::new("t", "a");
    template::fill(template, entries, &Typeface::standard(), &info, now()).map(|made| made.pdf)
}

#[test]
fn a_template_is_filled_flattened_and_carries_the_metadata() {
    for typeface in typefaces() {
        for kind in kinds() {
            let metadata = sample(kind);
            let shown = metadata.face_values(kind);
            let mut fields: Vec<Field<'_>> = shown
                .iter()
                .enumerate()
                .map(|(at, value)| {
                    let y = 760 - 36 * at as i64;
                    text_field(&value.element, [30, y, 560, y + 34])
                })
                .collect();
            for field in &mut fields {
                field.3.set("Ff", 1 << 12);
            }
            fields.push(text_field(QR, [480, 30, 580, 130]));
            fields.push(Field("seal", "Sig", [300, 30, 420, 150], dictionary! {}));
            let template = form(&fields, dictionary! { "SigFlags" => 1 });
            let filled = || template::licence(&template, kind, &metadata, "code", &typeface, now());
            let made = filled().unwrap_or_else(|error| panic!("{}: {error}", kind.name()));
            let seal = made.seal_place.expect("has a place");
            assert_eq!((seal.page, seal.rectangle), (0, [300.0, 30.0, 420.0, 150.0]));
            assert_eq!(made.pdf, filled().expect("is filled").pdf, "{}", kind.name());

            let text = read_text(&made.pdf, 0).expect("is read");
            assert_eq!((text.unknown, text.hidden), (0, 0));
            let words = squeezed(&text.plain());
            assert!(words.contains("许可证"), "the template's own words stay");
            for value in shown {
                let wanted = squeezed(value.text.reveal());
                assert!(words.contains(&wanted), "{}: {wanted}", value.element);
            }
            let document = Document::load_mem(&made.pdf).expect("is a PDF file");
            let catalog = document.catalog().expect("has a catalog");
            assert!(!catalog.has(b"AcroForm") && !catalog.has(b"OpenAction") && catalog.has(b"AF"));
            for id in document.get_pages().into_values() {
                assert!(!document.get_dictionary(id).expect("is a page").has(b"Annots"));
            }
            let json = metadata.to_json();
            assert!(made.pdf.windows(json.len()).any(|window| window == json));
            if let Some(said) = peer(QPDF, &["--check", "FILE"], &made.pdf) {
                assert!(!said.to_lowercase().contains("warning"), "{said}");
            }
        }
    }
}

#[test]
fn a_text_stands_in_its_field() {
    let field = Field(
        "CZZT",
        "Tx",
        [110, 520, 310, 540],
        dictionary! {
            "DA" => Object::string_literal("/Helv 10 Tf 1 0 0 rg"), "Q" => 2,
        },
    );
    let template = form(&[field], dictionary! {});
    let pdf = fill(&template, &[entry("CZZT", "张三", Need::Required)]).expect("is filled");
    let text = read_text(&pdf, 0).expect("is read");
    let [left, bottom, right, top] = text.find("张三")[0];
    assert!((right - 308.0).abs() < 0.1 && (right - left - 20.0).abs() < 0.1, "{left} {right}");
    assert!(bottom > 520.0 && top < 540.0, "{bottom} {top}");
}

#[test]
fn missing_and_unknown_fields_are_named() {
    let template = form(&[text_field("CZZT", [30, 30, 90, 50])], dictionary! {});
    let holder = || entry("CZZT", "张三", Need::Required);
    let missing = fill(&template, &[holder(), entry("ZZBH", "1", Need::Required)]);
    assert_eq!(missing, Err(TemplateError::MissingFields { elements: vec!["ZZBH".into()] }));
    assert!(fill(&template, &[holder(), entry("ZZBH", "1", Need::Optional)]).is_ok());
    let unknown = fill(&template, &[entry("ZZBH", "1", Need::Optional)]);
    assert_eq!(unknown, Err(TemplateError::UnknownFields { fields: vec!["CZZT".into()] }));
}

#[test]
fn names_of_nested_fields_are_joined() {
    let template = form(&[text_field("x", [30, 30, 90, 50])], dictionary! {});
    let mut document = Document::load_mem(&template).expect("is a PDF file");
    let form = document.catalog().and_then(|c| c.get(b"AcroForm")).and_then(Object::as_dict);
    let field = form.and_then(|form| form.get(b"Fields")).and_then(Object::as_array).expect("has");
    let kids = field.clone();
    let parent = dictionary! { "T" => Object::string_literal("holder"), "Kids" => kids };
    let parent = document.add_object(parent);
    let catalog = document.catalog_mut().expect("has a catalog");
    let form = catalog.get_mut(b"AcroForm").and_then(Object::as_dict_mut).expect("has a form");
    form.set("Fields", vec![parent.into()]);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("is saved");
    assert!(fill(&out, &[entry("holder.x", "张三", Need::Required)]).is_ok());
}

#[test]
fn forms_that_cannot_be_filled_are_refused_with_the_reason() {
    let holder = [entry("CZZT", "张三", Need::Required)];
    let place = [30, 30, 90, 50];
    let xfa = dictionary! { "XFA" => Object::string_literal("x") };
    assert_eq!(fill(&form(&[text_field("CZZT", place)], xfa), &holder), Err(TemplateError::Xfa));
    let signed = Field("s", "Sig", place, dictionary! { "V" => dictionary! {} });
    let signed = form(&[text_field("CZZT", place), signed], dictionary! {});
    assert_eq!(fill(&signed, &holder), Err(TemplateError::Signed));
    let choice = form(&[Field("CZZT", "Ch", place, dictionary! {})], dictionary! {});
    let refused = Err(TemplateError::FieldKind { field: "CZZT".into() });
    assert_eq!(fill(&choice, &holder), refused);
    let flat = form(&[text_field("CZZT", [30, 30, 30, 50])], dictionary! {});
    assert_eq!(fill(&flat, &holder), Err(TemplateError::FieldPlace { field: "CZZT".into() }));
    assert_eq!(fill(&form(&[], dictionary! {}), &holder), Err(TemplateError::NoForm));
    assert_eq!(fill(b"%PDF-1.7", &holder), Err(TemplateError::NotPdf));
    let small = form(&[text_field("CZZT", [30, 30, 60, 40])], dictionary! {});
    let long = fill(&small, &[entry("CZZT", &"长".repeat(90), Need::Required)]);
    assert!(matches!(long, Err(TemplateError::Render(_))), "{long:?}");
}

#[test]
fn fields_that_hang_below_themselves_end_at_a_limit() {
    let template = form(&[text_field("CZZT", [30, 30, 90, 50])], dictionary! {});
    let mut document = Document::load_mem(&template).expect("is a PDF file");
    let id = document.max_id + 1;
    let itself = dictionary! { "T" => Object::string_literal("a"), "Kids" => vec![(id, 0).into()] };
    assert_eq!(document.add_object(itself), (id, 0));
    let catalog = document.catalog_mut().expect("has a catalog");
    let form = catalog.get_mut(b"AcroForm").and_then(Object::as_dict_mut).expect("has a form");
    form.set("Fields", vec![Object::Reference((id, 0))]);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("is saved");
    assert_eq!(fill(&out, &[]), Err(TemplateError::Limit));
}

#[test]
fn damaged_templates_never_panic() {
    let template = form(&[text_field("CZZT", [30, 30, 290, 50])], dictionary! {});
    let holder = [entry("CZZT", "张三", Need::Required)];
    let mut state = 7_u64;
    for _ in 0..300 {
        let mut bytes = template.clone();
        for _ in 0..4 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = (state >> 33) as usize % bytes.len();
            bytes[at] = (state >> 20) as u8;
        }
        // any answer will do, so long as there is one
        let _ = fill(&bytes, &holder);
    }
}

#[test]
fn what_the_template_draws_cannot_disturb_the_values() {
    let template = form(&[text_field("CZZT", [110, 520, 310, 540])], dictionary! {});
    let mut document = Document::load_mem(&template).expect("is a PDF file");
    let page = document.get_pages()[&1];
    // a page that leaves the coordinates turned upside down, as careless producers do
    let content = Stream::new(dictionary! {}, b"1 0 0 -1 0 842 cm 3 Tr".to_vec());
    let content = document.add_object(content);
    document.get_dictionary_mut(page).expect("is a page").set("Contents", content);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("is saved");
    let pdf = fill(&out, &[entry("CZZT", "张三", Need::Required)]).expect("is filled");
    let found = read_text(&pdf, 0).expect("is read").find("张三");
    assert!(found[0][1] > 520.0 && found[0][3] < 540.0, "{found:?}");
}
