//! Where signatures show, and what.

use super::{approval, placed};
use crate::budget::Budget;
use crate::pades::{
    Appearance, AppearanceError, Corner, Edge, Placement, PrepareError, Straddle, mm, sheets,
    signatures,
};
use crate::pdf::tests::Maker;
use crate::pdf::{Dict, Object, Pdf, Ref, View};

/// Pages of these entries each, A4 where they say nothing of a box.
fn document(pages: &[&str]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|n| format!("{} 0 R ", 10 + n)).collect();
    let tree = format!("<</Type/Pages/MediaBox[0 0 595 842]/Kids[{kids}]/Count {}>>", pages.len());
    let mut maker = Maker::new().object(1, "<</Type/Catalog/Pages 2 0 R>>").object(2, &tree);
    for (number, entries) in (10..).zip(pages) {
        maker = maker.object(number, format!("<</Type/Page/Parent 2 0 R{entries}>>"));
    }
    maker.table("").bytes
}

/// A page of 100 by 50 points whose resources lead in a circle.
fn picture() -> Appearance {
    let file = Maker::new()
        .object(1, "<</Type/Catalog/Pages 2 0 R>>")
        .object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/Resources 5 0 R>>")
        .object(3, "<</Type/Page/Parent 2 0 R/MediaBox[10 20 110 70]/Contents 4 0 R/Group<</S/Transparency>>>>")
        .object(4, "<</Length 17>>\nstream\n1 0 0 rg /F1 Do Q\nendstream")
        .object(5, "<</XObject<</F1 6 0 R>>/AA<<>>>>")
        .object(6, "<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources 5 0 R/Length 0>>\nstream\n\nendstream")
        .table("")
        .bytes;
    Appearance::from_page(&file).unwrap()
}

fn numbers(view: View<'_, '_>, dict: &Dict, key: &str) -> Vec<f64> {
    let value = view.value(dict, key).unwrap();
    value.as_array().unwrap().items().iter().filter_map(Object::as_number).collect()
}

/// The widgets of the only signature: dictionary and appearance.
fn shown<T>(bytes: &[u8], look: impl FnOnce(View<'_, '_>, Vec<(Dict, Dict)>) -> T) -> T {
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(bytes, &budget).unwrap();
    let view = pdf.latest();
    let field = signatures(&pdf).unwrap().found.remove(0).field;
    let widgets = field.widgets.iter().map(|widget| {
        let dict = view.dict(&Object::Ref(*widget), "a widget").unwrap();
        let form = view.value(dict.dict("AP").unwrap(), "N").unwrap();
        (dict, form.as_stream().unwrap().dict.clone())
    });
    look(view, widgets.collect())
}

fn near(found: &[f64], wanted: [f64; 4]) -> bool {
    found.len() == 4 && found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 0.001)
}

#[test]
fn a_picture_stands_where_a_person_sees_it_on_turned_cropped_and_scaled_pages() {
    // 20 from the right and 10 from the top, 100 by 50, as seen
    let cases = [
        ("", [475.0, 782.0, 575.0, 832.0], None),
        ("/Rotate 90", [10.0, 722.0, 60.0, 822.0], Some([0.0, 1.0, -1.0, 0.0, 0.0, 0.0])),
        ("/Rotate 180", [20.0, 10.0, 120.0, 60.0], Some([-1.0, 0.0, 0.0, -1.0, 0.0, 0.0])),
        ("/Rotate -90", [535.0, 20.0, 585.0, 120.0], Some([0.0, -1.0, 1.0, 0.0, 0.0, 0.0])),
        ("/CropBox[50 60 350 460]", [230.0, 400.0, 330.0, 450.0], None),
        ("/MediaBox[-100 -100 200 300]", [80.0, 240.0, 180.0, 290.0], None),
        ("/UserUnit 2", [535.0, 812.0, 585.0, 837.0], None),
        ("/CropBox[0 0 9999 9999]", [475.0, 782.0, 575.0, 832.0], None),
    ];
    for (entries, rect, matrix) in cases {
        let place = Placement::corner(1, Corner::TopRight, 20.0, 10.0).with_appearance(picture());
        let file = document(&[entries]);
        let (bytes, _) = placed(&file, &approval().with_placement(place)).unwrap();
        shown(&bytes, |view, widgets| {
            let [(widget, form)] = widgets.as_slice() else { panic!("{entries}: not one") };
            let found = numbers(view, widget, "Rect");
            assert!(near(&found, rect), "{entries}: {found:?}, not {rect:?}");
            match matrix {
                Some(matrix) => assert_eq!(numbers(view, form, "Matrix"), matrix, "{entries}"),
                None => assert!(form.has("Group"), "{entries}: not the picture itself"),
            }
        });
    }
}

#[test]
fn every_way_to_say_a_place_leads_to_its_rectangle() {
    let file = document(&["", "", ""]);
    let cases = [
        (Placement::centred(2, 200.0, 300.0), [150.0, 275.0, 250.0, 325.0]),
        (Placement::corner(2, Corner::BottomLeft, 5.0, 6.0), [5.0, 6.0, 105.0, 56.0]),
        (Placement::corner(2, Corner::BottomRight, 5.0, 6.0), [490.0, 6.0, 590.0, 56.0]),
        (Placement::corner(2, Corner::TopLeft, 5.0, 6.0), [5.0, 786.0, 105.0, 836.0]),
        (Placement::in_rect(2, [1.0, 2.0, 30.0, 40.0]), [1.0, 2.0, 30.0, 40.0]),
        (
            Placement::over(2, [100.0, 100.0, 140.0, 112.0], [10.0, -6.0]),
            [80.0, 75.0, 180.0, 125.0],
        ),
        // a word at the edge: the picture moves so that it lies on the page
        (Placement::over(2, [580.0, 0.0, 595.0, 10.0], [0.0, 0.0]), [495.0, 0.0, 595.0, 50.0]),
        (
            Placement::centred(2, mm(50.0), mm(50.0)).with_size(mm(42.0), mm(21.0)),
            [mm(29.0), mm(39.5), mm(71.0), mm(60.5)],
        ),
    ];
    for (place, rect) in cases {
        let plan = approval().with_placement(place.clone().with_appearance(picture()));
        let (bytes, _) = placed(&file, &plan).unwrap();
        shown(&bytes, |view, widgets| {
            let found = numbers(view, &widgets[0].0, "Rect");
            assert!(near(&found, rect), "{place:?}: {found:?}");
            assert_eq!(widgets[0].0.reference("P"), Some(Ref::new(11, 0)));
        });
    }
}

#[test]
fn a_picture_is_never_distorted() {
    let rect = [0.0, 0.0, 100.0, 100.0];
    let place = Placement::in_rect(1, rect).with_appearance(picture());
    let (bytes, _) = placed(&document(&[""]), &approval().with_placement(place)).unwrap();
    shown(&bytes, |view, widgets| {
        assert_eq!(numbers(view, &widgets[0].1, "BBox"), [0.0, -25.0, 100.0, 75.0]);
    });
}

#[test]
fn one_signature_shows_on_every_page_and_shares_its_picture() {
    let file = document(&["", "/Rotate 90", "", ""]);
    let place = Placement::corner(crate::pades::Pages::All, Corner::BottomRight, 9.0, 9.0)
        .and(Placement::centred(2..=3, 200.0, 200.0))
        .with_appearance(picture());
    let (bytes, _) = placed(&file, &approval().with_placement(place)).unwrap();
    shown(&bytes, |view, widgets| {
        assert_eq!(widgets.len(), 6);
        let forms = widgets.iter().map(|(w, _)| w.dict("AP").unwrap().reference("N").unwrap());
        let forms: std::collections::BTreeSet<Ref> = forms.collect();
        assert_eq!(forms.len(), 2, "the picture, and the picture turned");
        let second = view.dict(&Object::Ref(Ref::new(11, 0)), "page").unwrap();
        assert_eq!(second.array("Annots").unwrap().len(), 2);
    });
}

#[test]
fn a_straddle_seal_is_cut_into_strips_that_make_the_whole() {
    for (edge, pages, group, parts) in [
        (Edge::Right, 5, None, vec![5]),
        (Edge::Left, 4, None, vec![4]),
        (Edge::Right, 7, Some(3), vec![3, 2, 2]),
    ] {
        let file = document(&vec![""; pages]);
        let mut straddle = Straddle::new(crate::pades::Pages::All).with_edge(edge);
        if let Some(group) = group {
            straddle = straddle.with_group(group);
        }
        let place = Placement::straddle(straddle).with_appearance(picture());
        let (bytes, _) = placed(&file, &approval().with_placement(place)).unwrap();
        shown(&bytes, |view, widgets| {
            assert_eq!(widgets.len(), pages);
            let mut rest = widgets.as_slice();
            for count in parts {
                let (these, after) = rest.split_at(count);
                rest = after;
                let mut boxes: Vec<Vec<f64>> = Vec::new();
                for (widget, form) in these {
                    boxes.push(numbers(view, form, "BBox"));
                    let rect = numbers(view, widget, "Rect");
                    let (left, right) = (rect[0], rect[2]);
                    assert!((right - left - 100.0 / count as f64).abs() < 0.001);
                    let at = if edge == Edge::Right { (right, 595.0) } else { (left, 0.0) };
                    assert!((at.0 - at.1).abs() < 0.001, "{edge:?}: not at the edge");
                    assert!((rect[1] - 396.0).abs() < 0.001 && (rect[3] - 446.0).abs() < 0.001);
                }
                if edge == Edge::Left {
                    boxes.reverse();
                }
                let ends = boxes.windows(2).all(|pair| pair[0][2] == pair[1][0]);
                assert!(ends && boxes[0][0] == 0.0 && boxes[count - 1][2] == 100.0, "{boxes:?}");
            }
        });
    }
}

#[test]
fn a_straddle_seal_adds_no_more_than_a_kilobyte_a_page() {
    for pages in [200, 1000] {
        let entries = "/Contents 2 0 R/Resources<</Font<</F1 2 0 R/F2 2 0 R>>/ProcSet[/PDF/Text]>>";
        let file = document(&vec![entries; pages]);
        let place = |straddle| Placement::straddle(straddle).with_appearance(picture());
        for straddle in [
            Straddle::new(crate::pades::Pages::All),
            Straddle::new(crate::pades::Pages::All).with_group(20),
        ] {
            let plan = approval().with_placement(place(straddle));
            let (bytes, _) = placed(&file, &plan).unwrap();
            let each = (bytes.len() - file.len()) / pages;
            assert!(each < 1024, "{each} bytes a page over {pages} pages");
        }
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let file = document(&["", "/MediaBox[0 0 60 60]"]);
    let error = |place: Placement| {
        placed(&file, &approval().with_placement(place.with_appearance(picture()))).unwrap_err()
    };
    for place in [
        Placement::centred(1, 10.0, 300.0),
        Placement::centred(1, f64::NAN, 300.0),
        Placement::centred(2, 30.0, 30.0),
        Placement::over(2, [0.0, 0.0, 9.0, 9.0], [0.0; 2]),
        Placement::corner(1, Corner::TopLeft, -1.0, 0.0),
        Placement::straddle(Straddle::new(1..=2).with_height(5.0)),
    ] {
        let found = error(place.clone());
        assert!(matches!(found, PrepareError::Outside { .. }), "{place:?}: {found}");
    }
    assert_eq!(error(Placement::straddle(Straddle::new(1))), PrepareError::Straddle { pages: 1 });
    for pages in [0..=1, 2..=3, 3..=4] {
        let found = error(Placement::centred(pages.clone(), 100.0, 100.0));
        assert!(matches!(found, PrepareError::Page { .. }), "{pages:?}: {found:?}");
    }
    let bare = Placement::centred(1, 100.0, 100.0);
    assert_eq!(placed(&file, &approval().with_placement(bare)).unwrap_err(), PrepareError::Size);
    let found = error(Placement::in_field());
    assert!(matches!(found, PrepareError::FieldHidden { .. }), "{found}");
}

#[test]
fn an_existing_field_keeps_its_place_and_shows_the_picture_upright() {
    let file = Maker::new()
        .object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R 7 0 R]/SigFlags 3>>>>")
        .object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 90/MediaBox[0 0 595 842]>>")
        .object(3, "<</Type/Page/Parent 2 0 R/Annots[6 0 R]>>")
        .object(5, "<</T(seal)/FT/Sig/Kids[6 0 R]>>")
        .object(6, "<</Type/Annot/Subtype/Widget/Parent 5 0 R/Rect[10 10 60 110]>>")
        .object(7, "<</T(bare)/FT/Sig>>")
        .table("")
        .bytes;
    let plan = |field: &str, place: Placement| {
        approval().with_field(field).with_placement(place.with_appearance(picture()))
    };
    let (bytes, _) = placed(&file, &plan("seal", Placement::in_field())).unwrap();
    shown(&bytes, |view, widgets| {
        assert_eq!(numbers(view, &widgets[0].0, "Rect"), [10.0, 10.0, 60.0, 110.0]);
        assert_eq!(numbers(view, &widgets[0].1, "BBox"), [0.0, 0.0, 100.0, 50.0]);
        assert_eq!(numbers(view, &widgets[0].1, "Matrix"), [0.0, 1.0, -1.0, 0.0, 0.0, 0.0]);
    });
    let hidden = placed(&file, &plan("bare", Placement::in_field())).unwrap_err();
    assert!(matches!(hidden, PrepareError::FieldHidden { .. }), "{hidden}");
    let both = Placement::centred(1, 100.0, 100.0).and(Placement::centred(1, 300.0, 100.0));
    let (bytes, _) = placed(&file, &plan("bare", both)).unwrap();
    shown(&bytes, |_, widgets| assert_eq!(widgets.len(), 2));
}

#[test]
fn only_a_page_is_a_picture() {
    let two = document(&["", ""]);
    assert_eq!(Appearance::from_page(&two), Err(AppearanceError::Pages { count: 2 }));
    assert!(matches!(Appearance::from_page(b"%PDF"), Err(AppearanceError::Pdf(_))));
    assert_eq!(picture().size(), [100.0, 50.0]);
    let turned = document(&["/Rotate 270/UserUnit 2"]);
    assert_eq!(Appearance::from_page(&turned).unwrap().size(), [1684.0, 1190.0]);
}

#[test]
fn an_imported_page_brings_what_it_refers_to_and_nothing_that_acts() {
    let place = Placement::centred(1, 200.0, 200.0).with_appearance(picture());
    let (bytes, _) = placed(&document(&[""]), &approval().with_placement(place)).unwrap();
    shown(&bytes, |view, widgets| {
        let form = &widgets[0].1;
        assert_eq!(numbers(view, form, "BBox"), [10.0, 20.0, 110.0, 70.0]);
        assert_eq!(numbers(view, form, "Matrix"), [1.0, 0.0, 0.0, 1.0, -10.0, -20.0]);
        let Object::Dict(resources) = view.value(form, "Resources").unwrap() else { panic!() };
        assert!(!resources.has("AA"));
        let inner = view.value(resources.dict("XObject").unwrap(), "F1").unwrap();
        let again = inner.as_stream().unwrap().dict.reference("Resources");
        let again = view.dict(&Object::Ref(again.unwrap()), "resources").unwrap();
        assert_eq!(again.dict("XObject"), resources.dict("XObject"), "the circle is kept");
    });
}

#[test]
fn the_strips_of_a_straddle_seal_are_put_together_again() {
    let turns = ["", "/Rotate 90", "/UserUnit 2", "/Rotate 180", ""];
    for (edge, group, pages) in
        [(Edge::Right, 5, vec![5]), (Edge::Left, 5, vec![5]), (Edge::Right, 3, vec![3, 2])]
    {
        let straddle = Straddle::new(crate::pades::Pages::All).with_edge(edge).with_group(group);
        let place = Placement::straddle(straddle)
            .and(Placement::centred(1..=5, 200.0, 200.0))
            .with_appearance(picture());
        let plan = approval().with_placement(place);
        let (bytes, _) = placed(&document(&turns), &plan).unwrap();
        let budget = Budget::for_file(bytes.len());
        let pdf = Pdf::open(&bytes, &budget).unwrap();
        let widgets = signatures(&pdf).unwrap().found.remove(0).field.widgets;
        let sheets = sheets(pdf.latest(), &widgets, [100.0, 50.0]).unwrap();
        let counts: Vec<usize> = sheets.iter().map(|sheet| sheet.widgets).collect();
        let straddled = counts.iter().take(pages.len()).copied().collect::<Vec<_>>();
        assert_eq!(straddled, pages, "{edge:?}: {counts:?}");
        assert_eq!(counts.iter().skip(pages.len()).sum::<usize>(), 5, "{counts:?}");
        for sheet in &sheets {
            let size = Appearance::from_page(&sheet.pdf).unwrap().size();
            assert!((size[0] - 100.0).abs() < 0.01 && (size[1] - 50.0).abs() < 0.01, "{size:?}");
        }
    }
}
