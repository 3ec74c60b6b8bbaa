use lopdf::Document;
use sidian_render::DocumentInfo;
use sidian_render::document::write;
use sidian_render::font::Typeface;
use sidian_render::text::{Occurrence, PageText, TextError, find, read_text};
use sidian_testkit::corpus;

use crate::common::{PDFTOPPM, installed, now, page, peer, squeezed, typefaces};

fn read(typeface: &Typeface, lines: &[&str]) -> PageText {
    let info = DocumentInfo::new("t", "");
    let made = write(&[page(typeface, lines)], typeface, &info, now()).expect("is written");
    read_text(&made.pdf, 0).expect("is read")
}

/// A one-page file whose page says `content`, with the resources given.
fn raw(content: &str, resources: &str, objects: &[String]) -> Vec<u8> {
    let mut bodies = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 600]/Contents 4 0 R/Resources<<{resources}>>>>"
        ),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
    ];
    bodies.extend_from_slice(objects);
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut places = Vec::new();
    for (at, body) in bodies.iter().enumerate() {
        places.push(pdf.len());
        pdf += &format!("{} 0 obj\n{body}\nendobj\n", at + 1);
    }
    let start = pdf.len();
    pdf += &format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    places.iter().for_each(|place| pdf += &format!("{place:010} 00000 n \n"));
    pdf +=
        &format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", places.len() + 1);
    pdf.into_bytes()
}

const HELVETICA: &str = "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>";

#[test]
fn what_was_drawn_is_read_back() {
    let lines =
        ["持证主体：张三、李四（共同共有）", "GB/T 36904—2018 “标识” ￥1,234.50", "㛃䶮ａｂｃ①"];
    for typeface in typefaces() {
        let text = read(&typeface, &lines);
        assert_eq!((text.unknown, text.hidden), (0, 0), "{:?}", typeface.font_use());
        assert_eq!(squeezed(&text.plain()), squeezed(&lines.concat()));
    }
}

/// Rare characters come from the whole face, common ones from the letters taken out of it.
#[test]
fn letters_taken_out_beforehand_are_drawn_as_they_would_have_been() {
    let (Some(whole), Some(many)) = (installed(), installed().map(Typeface::for_many)) else {
        return;
    };
    let lines = ["持证主体：张三㛃䶮、李四（𠮷）", "GB/T 36904—2018 “标识” ￥1,234.50 ①"];
    let info = DocumentInfo::new("t", "");
    let [whole, many] = [whole, many].map(|typeface| {
        write(&[page(&typeface, &lines)], &typeface, &info, now()).expect("is written").pdf
    });
    let [before, after] = [&whole, &many].map(|pdf| read_text(pdf, 0).expect("is read"));
    assert_eq!(before.plain(), after.plain());
    assert_eq!(squeezed(&after.plain()), squeezed(&lines.concat()));
    let drawn = |pdf: &[u8]| peer(PDFTOPPM, &["-r", "70", "FILE"], pdf);
    assert!(drawn(&whole) == drawn(&many), "the pictures differ");
}

/// A font that says what each of its codes means is read without its shapes; one beside it that
/// shares them and does not say is no better off for it.
#[test]
fn the_shapes_of_letters_say_nothing_that_their_meanings_do_not() {
    let Some(typeface) = installed() else { return };
    let info = DocumentInfo::new("t", "");
    let made = write(&[page(&typeface, &["持证主体"])], &typeface, &info, now()).expect("written");
    let whole = read_text(&made.pdf, 0).expect("is read");
    let mut document = Document::load_mem(&made.pdf).expect("a file");
    for object in document.objects.values_mut() {
        if let Ok(descriptor) = object.as_dict_mut() {
            descriptor.remove(b"FontFile3");
            descriptor.remove(b"FontFile2");
        }
    }
    let mut without = Vec::new();
    document.save_to(&mut without).expect("is saved");
    assert!(without.len() < made.pdf.len());
    assert_eq!(read_text(&without, 0).expect("is read"), whole);
    for object in document.objects.values_mut() {
        if let Ok(font) = object.as_dict_mut() {
            font.remove(b"ToUnicode");
        }
    }
    let mut silent = Vec::new();
    document.save_to(&mut silent).expect("is saved");
    assert_eq!(read_text(&silent, 0).map(|text| (text.letters.len(), text.unknown)), Ok((0, 4)));
}

#[test]
fn colours_are_passed_over_and_a_form_that_is_called_so_is_not() {
    let form = "BT /F1 12 Tf 50 80 Td (form) Tj ET";
    let form = format!(
        "<</Type/XObject/Subtype/Form/BBox[0 0 600 600]/Resources<<{HELVETICA}>>/Length {}>>stream\n\
         {form}\nendstream",
        form.len()
    );
    let resources =
        format!("{HELVETICA}/XObject<</ColorSpace 5 0 R>>/ColorSpace<</C [/ICCBased 9 0 R]>>");
    let content = "/C cs 1 0 0 scn /ColorSpace Do BT /F1 12 Tf 50 50 Td (page) Tj ET";
    let text = read_text(&raw(content, &resources, &[form]), 0).expect("is read");
    assert_eq!(squeezed(&text.plain()), "formpage");
}

#[test]
fn characters_beyond_two_bytes_are_read_back() {
    let Some(typeface) = installed() else { return };
    let text = read(&typeface, &["𠮷野家", "𬭊"]);
    assert_eq!(squeezed(&text.plain()), "𠮷野家𬭊");
}

#[test]
fn a_keyword_is_found_where_it_stands_even_over_two_lines() {
    let typeface = Typeface::standard();
    let text = read(&typeface, &["申请人（签章）：", "其他"]);
    let found = text.find("签章");
    assert_eq!(found.len(), 1, "{found:?}");
    let [left, bottom, right, top] = found[0];
    // the line begins at 50, 50 from the top of a page 842 high; four letters of 14 points before
    assert!((left - (50.0 + 4.0 * 14.0)).abs() < 0.5, "{left}");
    assert!((right - left - 28.0).abs() < 0.5, "{found:?}");
    assert!((top - (842.0 - 50.0)).abs() < 0.5 && (top - bottom - 14.0).abs() < 0.5, "{found:?}");
    assert_eq!(text.find("：其").len(), 2);
    assert!(text.find("没有").is_empty() && text.find(" ").is_empty());
}

#[test]
fn text_that_nobody_sees_is_left_out() {
    for (why, content) in [
        ("rendering mode", "BT /F1 12 Tf 3 Tr 50 50 Td (hidden) Tj ET"),
        ("off the page", "BT /F1 12 Tf 5000 50 Td (hidden) Tj ET"),
        ("tiny", "BT /F1 0.2 Tf 50 50 Td (hidden) Tj ET"),
        ("clipped", "q 0 0 10 10 re W n BT /F1 12 Tf 300 300 Td (hidden) Tj ET Q"),
    ] {
        let content = format!("{content} BT /F1 12 Tf 0 Tr 100 100 Td (seen) Tj ET");
        let text = read_text(&raw(&content, HELVETICA, &[]), 0).expect("is read");
        assert_eq!(text.plain(), "seen", "{why}");
        assert_eq!(text.hidden, 6, "{why}");
    }
}

#[test]
fn filled_and_outlined_text_is_read_once() {
    let content = "BT /F1 12 Tf 2 Tr 50 50 Td (ab) Tj 1 Tr 0 20 Td (cd) Tj ET";
    let text = read_text(&raw(content, HELVETICA, &[]), 0).expect("is read");
    assert_eq!(squeezed(&text.plain()), "abcd");
}

#[test]
fn forms_within_forms_end_at_a_limit() {
    // each form shows the next one ten times: 10 to the 20th drawings
    let form = |next: usize| {
        let content = "/X Do ".repeat(10);
        format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {next} 0 R>>>>\
             /Length {}>>stream\n{content}\nendstream",
            content.len()
        )
    };
    let forms: Vec<String> = (6..26).map(form).collect();
    let pdf = raw("/X Do", "/XObject<</X 5 0 R>>", &forms);
    assert_eq!(read_text(&pdf, 0), Err(TextError::Limit));
}

#[test]
fn content_that_inflates_without_end_ends_at_a_limit() {
    let mut zeros = vec![b' '; 80 << 20];
    zeros.extend_from_slice(b"BT ET");
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&zeros, 1);
    let mut document = Document::load_mem(&raw("", "", &[])).expect("is a PDF file");
    let dictionary = lopdf::dictionary! { "Filter" => "FlateDecode" };
    document.objects.insert((4, 0), lopdf::Stream::new(dictionary, packed).into());
    let mut pdf = Vec::new();
    document.save_to(&mut pdf).expect("is saved");
    assert!(pdf.len() < 1 << 20, "{}", pdf.len());
    assert_eq!(read_text(&pdf, 0), Err(TextError::Limit));
}

#[test]
fn a_file_that_readers_could_take_differently_is_not_read() {
    let good = raw("BT /F1 12 Tf 50 50 Td (a) Tj ET", HELVETICA, &[]);
    assert_eq!(read_text(&good, 0).expect("is read").plain(), "a");
    let text = String::from_utf8(good).expect("is ASCII");
    let twice =
        text.replace("/MediaBox[0 0 600 600]/Contents 4 0 R", "/Contents 4 0 R/Contents  4 0 R");
    assert_eq!(twice.len(), text.len() - 6, "the replacement was made");
    let twice = twice.replace("/Resources<<", "/Resources<<      ");
    assert!(matches!(read_text(twice.as_bytes(), 0), Err(TextError::Pdf(_))));
    let broken = text.replace("startxref", "startxxxx");
    assert!(matches!(read_text(broken.as_bytes(), 0), Err(TextError::Pdf(_))));
}

#[test]
fn pages_are_found_by_walking_the_tree_and_not_by_its_counts() {
    let mut document = Document::load_mem(&raw("", "", &[])).expect("is a PDF file");
    let page = document.get_dictionary((3, 0)).expect("is a page").clone();
    let content = |text: &str| format!("BT /F1 12 Tf 50 50 Td ({text}) Tj ET").into_bytes();
    let mut kids = Vec::new();
    for text in ["one", "two", "three"] {
        let stream = lopdf::Stream::new(lopdf::Dictionary::new(), content(text));
        let stream = document.add_object(stream);
        let mut page = page.clone();
        page.set("Contents", stream);
        page.remove(b"Resources");
        kids.push(document.add_object(page).into());
    }
    let font =
        lopdf::dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let pages = document.get_dictionary_mut((2, 0)).expect("is the tree");
    pages.set("Kids", kids);
    pages.set("Count", 99);
    pages.set("Resources", lopdf::dictionary! { "Font" => lopdf::dictionary! { "F1" => font } });
    let mut pdf = Vec::new();
    document.save_to(&mut pdf).expect("is saved");
    let read = |page| read_text(&pdf, page).map(|text| text.plain());
    assert_eq!(read(0).as_deref(), Ok("one"));
    assert_eq!(read(2).as_deref(), Ok("three"));
    assert_eq!(read(3), Err(TextError::NoPage { pages: 3 }));
}

#[test]
fn damaged_files_never_panic() {
    let typeface = Typeface::standard();
    let info = DocumentInfo::new("t", "");
    let made = write(&[page(&typeface, &["电子证照"])], &typeface, &info, now()).expect("written");
    for cut in (0..made.pdf.len()).step_by(37) {
        if let Err(error) = read_text(&made.pdf[..cut], 0) {
            assert_ne!(error, TextError::Interpreter, "cut at {cut}");
        }
    }
    let mut state = 1_u64;
    for round in 0..300 {
        let mut bytes = made.pdf.clone();
        for _ in 0..3 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = (state >> 33) as usize % bytes.len();
            bytes[at] = (state >> 20) as u8;
        }
        if let Err(error) = read_text(&bytes, 0) {
            assert_ne!(error, TextError::Interpreter, "round {round}");
        }
    }
}

#[test]
fn pages_of_other_makers_are_read_or_refused_with_a_reason() {
    let Some(dir) = corpus::dir_or_skip("pdf") else { return };
    let (mut folders, mut read, mut refused) = (vec![dir], 0, Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("is a folder") {
            let path = entry.expect("is an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "pdf") {
                let bytes = std::fs::read(&path).expect("is a file");
                match read_text(&bytes, 0) {
                    Ok(_) => read += 1,
                    Err(error) => refused.push((path, error)),
                }
            }
        }
    }
    let faults: Vec<_> =
        refused.iter().filter(|(_, error)| !matches!(error, TextError::Pdf(_))).collect();
    assert!(faults.is_empty(), "{faults:?}");
    eprintln!("read the first page of {read} files, refused {}", refused.len());
    assert!(read > 10 * refused.len(), "{read} read, refused: {refused:?}");
}

#[test]
fn what_is_no_page_is_said() {
    assert!(matches!(read_text(b"", 0), Err(TextError::Pdf(_))));
    let pdf = raw("", "", &[]);
    assert_eq!(read_text(&pdf, 1), Err(TextError::NoPage { pages: 1 }));
    assert_eq!(read_text(&pdf, 0).map(|text| text.plain()), Ok(String::new()));
    assert!(Document::load_mem(&pdf).is_ok());
}

#[test]
fn a_keyword_is_found_on_every_page_however_it_is_split_and_turned() {
    let turned = raw(
        "BT /F1 12 Tf 0 1 -1 0 300 100 Tm (Sig) Tj (nature) Tj ET \
         BT /F1 12 Tf 1 0 0 1 50 500 Tm [(S) -200 (ign) 90 (ature)] TJ ET",
        HELVETICA,
        &[],
    );
    let found = find(&turned, "Sign ature", Occurrence::Every).expect("is read");
    let [first, second] = found.as_slice() else { panic!("{found:?}") };
    let (width, height) = (first.rect[2] - first.rect[0], first.rect[3] - first.rect[1]);
    assert!(first.page == 1 && height > 40.0 && width < 15.0, "turned: {first:?}");
    assert!(first.rect[0] < 300.0 && first.rect[2] > 300.0 && first.rect[1] >= 99.0, "{first:?}");
    assert!((second.rect[0] - 50.0).abs() < 1.0 && second.rect[2] > 90.0, "{second:?}");

    let typeface = Typeface::standard();
    let info = DocumentInfo::new("t", "");
    let pages = [
        page(&typeface, &["甲方（盖章）", "乙方（盖章）"]),
        page(&typeface, &["无"]),
        page(&typeface, &["丙方（盖章）"]),
    ];
    let made = write(&pages, &typeface, &info, now()).expect("is written").pdf;
    let pages = |which| {
        let found = find(&made, "盖章", which).expect("is read");
        found.iter().map(|found| found.page).collect::<Vec<_>>()
    };
    assert_eq!(pages(Occurrence::Every), [1, 1, 3]);
    assert_eq!(pages(Occurrence::Nth(2)), [1]);
    assert_eq!(pages(Occurrence::Nth(3)), [3]);
    assert!(pages(Occurrence::Nth(4)).is_empty() && pages(Occurrence::Nth(0)).is_empty());
    let radical = find(&made, "盖\u{3000}章", Occurrence::Nth(1)).expect("is read");
    assert_eq!(radical.len(), 1, "white space counted");
    assert!(find(b"no document", "x", Occurrence::Every).is_err());
}
