//! Plain documents to be signed: with a cross-reference table, or with streams only.

use std::fmt::Write as _;

/// A document of `pages` pages with a cross-reference table, as version `version` of the format.
pub fn with_table(version: &str, pages: usize) -> Vec<u8> {
    file(version, &bodies(pages))
}

/// A file with a cross-reference table of these objects, numbered from 1; the first is the catalogue.
pub fn file(version: &str, bodies: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let mut out = format!("%PDF-{version}\n%\u{e2}\u{e3}\n").into_bytes();
    let mut offsets = Vec::new();
    for (index, body) in bodies.iter().enumerate() {
        offsets.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
        out.extend_from_slice(body.as_ref());
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    let count = bodies.len() + 1;
    let mut table = format!("xref\n0 {count}\n0000000000 65535 f \n");
    for offset in offsets {
        let _ = writeln!(table, "{offset:010} 00000 n ");
    }
    let _ = write!(
        table,
        "trailer\n<</Size {count}/Root 1 0 R/ID[<00112233445566778899AABBCCDDEEFF>\
         <00112233445566778899AABBCCDDEEFF>]>>\nstartxref\n{start}\n%%EOF\n"
    );
    out.extend_from_slice(table.as_bytes());
    out
}

/// The same with its dictionaries in an object stream and a cross-reference stream, uncompressed so
/// that people can read it.
pub fn with_streams(pages: usize) -> Vec<u8> {
    let bodies = bodies(pages);
    let mut out = "%PDF-1.7\n%\u{e2}\u{e3}\n".as_bytes().to_vec();
    let (mut index, mut packed) = (String::new(), String::new());
    let mut entries = vec![[0_u32, 0, 255]];
    let holder = u32::try_from(bodies.len() + 1).expect("few objects");
    let mut held = 0;
    for (at, body) in bodies.iter().enumerate() {
        if body.contains("stream") {
            let offset = u32::try_from(out.len()).expect("small");
            out.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", at + 1).as_bytes());
            entries.push([1, offset, 0]);
        } else {
            let _ = write!(index, "{} {} ", at + 1, packed.len());
            let _ = writeln!(packed, "{body}");
            entries.push([2, holder, held]);
            held += 1;
        }
    }
    entries.push([1, u32::try_from(out.len()).expect("small"), 0]);
    let (first, length) = (index.len(), index.len() + packed.len());
    let stream = format!(
        "{holder} 0 obj\n<</Type/ObjStm/N {held}/First {first}/Length {length}>>\nstream\n\
         {index}{packed}\nendstream\nendobj\n"
    );
    out.extend_from_slice(stream.as_bytes());
    let start = out.len();
    entries.push([1, u32::try_from(start).expect("small"), 0]);
    let mut data = Vec::new();
    for [kind, a, b] in &entries {
        data.push(u8::try_from(*kind).expect("a kind"));
        data.extend_from_slice(&a.to_be_bytes());
        data.extend_from_slice(&u16::try_from(*b).expect("small").to_be_bytes());
    }
    let head = format!(
        "{} 0 obj\n<</Type/XRef/Size {}/W[1 4 2]/Root 1 0 R/Length {}\
         /ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]>>\nstream\n",
        holder + 1,
        entries.len(),
        data.len()
    );
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(&data);
    out.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes());
    out
}

/// Catalogue, page tree, font, then a page and its content for each.
fn bodies(pages: usize) -> Vec<String> {
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", 4 + 2 * page)).collect();
    let mut bodies = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    for page in 0..pages {
        bodies.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R\
             /Resources<</Font<</F1 3 0 R>>>>>>",
            5 + 2 * page
        ));
        let content = format!("BT /F1 24 Tf 72 720 Td (Page {} of a test) Tj ET", page + 1);
        bodies.push(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    bodies
}
