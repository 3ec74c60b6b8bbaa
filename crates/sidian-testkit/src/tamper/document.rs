//! Documents written by hand, and revisions appended by hand: every byte is ours.

use sidian::budget::Budget;
use sidian::pdf::{Object, Pdf};

/// Object number and body.
pub type Body<'a> = (u32, &'a str);

/// A document of two pages with a form, a font shared by pages and form, an overlay, and everything
/// that shadow attacks prepare: a second page tree and content that nothing shows yet.
pub fn form_document() -> Vec<u8> {
    let text = |text: &str| {
        let content = format!("BT /F1 18 Tf 72 700 Td ({text}) Tj ET /Overlay Do");
        stream("", &content)
    };
    let form = |content: &str| {
        let dict = "/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 5 0 R >> >>";
        stream(dict, content)
    };
    let page = |contents: u32, annots: &str| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {contents} 0 R \
             /Resources << /Font << /F1 5 0 R >> /XObject << /Overlay 14 0 R >> >> {annots} >>"
        )
    };
    let field = |name: &str, bottom: u32, appearance: u32| {
        format!(
            "<< /Type /Annot /Subtype /Widget /FT /Tx /T ({name}) /V (as signed) /F 4 /P 3 0 R \
             /Rect [72 {bottom} 272 {}] /DA (/F1 12 Tf 0 g) /AP << /N {appearance} 0 R >> >>",
            bottom + 20
        )
    };
    let xmp = "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
               <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></x:xmpmeta>";
    let bodies: Vec<String> = vec![
        "<< /Type /Catalog /Pages 2 0 R /AcroForm 8 0 R /Metadata 13 0 R /Lang (en) \
         /OpenAction [3 0 R /Fit] /PageMode /UseNone >>"
            .to_owned(),
        "<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>".to_owned(),
        page(4, "/Annots [9 0 R 11 0 R 12 0 R]"),
        text("You are granted one licence."),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        page(7, ""),
        text("Second page."),
        "<< /Fields [9 0 R 11 0 R 12 0 R] /DR << /Font << /F1 5 0 R >> >> /DA (/F1 12 Tf 0 g) >>"
            .to_owned(),
        field("applicant", 600, 10),
        form("BT /F1 12 Tf 2 5 Td (as signed) Tj ET"),
        field("office", 560, 17),
        field("officer", 520, 18),
        stream("/Type /Metadata /Subtype /XML", xmp),
        form("0 0 200 20 re S"),
        text("You are granted a thousand licences."),
        "<< /Type /Pages /Kids [19 0 R] /Count 1 >>".to_owned(),
        form("BT /F1 12 Tf 2 5 Td (office) Tj ET"),
        form("BT /F1 12 Tf 2 5 Td (officer) Tj ET"),
        "<< /Type /Page /Parent 16 0 R /MediaBox [0 0 612 792] /Contents 15 0 R >>".to_owned(),
        "<< /Type /Catalog /Pages 16 0 R >>".to_owned(),
        "<< /Producer (hand) >>".to_owned(),
    ];
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    for (number, body) in (1..).zip(&bodies) {
        offsets.push(out.len());
        out.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", bodies.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    let id = "00112233445566778899aabbccddeeff";
    out.extend(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R /Info 21 0 R /ID [<{id}> <{id}>] >>\n\
             startxref\n{xref}\n%%EOF\n",
            bodies.len() + 1
        )
        .bytes(),
    );
    out
}

/// A stream with these further entries.
pub(super) fn stream(entries: &str, data: &str) -> String {
    format!("<< {entries} /Length {} >>\nstream\n{data}\nendstream", data.len())
}

/// Appends a revision that writes these objects.
pub fn append(pdf: &[u8], objects: &[Body<'_>]) -> Vec<u8> {
    revise(pdf, objects, &[], |trailer| trailer)
}

/// Appends a revision that writes these objects and frees those.
pub fn append_freeing(pdf: &[u8], objects: &[Body<'_>], freed: &[u32]) -> Vec<u8> {
    revise(pdf, objects, freed, |trailer| trailer)
}

/// Appends a revision whose trailer has these further entries; a later entry of the same key wins
/// nothing, for the reader refuses it.
pub fn with_trailer(pdf: &[u8], objects: &[Body<'_>], entries: &str) -> Vec<u8> {
    revise(pdf, objects, &[], |trailer| format!("{trailer} {entries}"))
}

/// Appends a revision with a cross-reference table; `trailer` may rewrite the entries of its trailer.
///
/// # Panics
///
/// If `pdf` cannot be read.
pub fn revise(
    pdf: &[u8],
    objects: &[Body<'_>],
    freed: &[u32],
    trailer: impl Fn(String) -> String,
) -> Vec<u8> {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget).expect("a file that can be read");
    let last = file.revisions().last().expect("a revision");
    let highest = objects.iter().map(|(number, _)| *number).max().unwrap_or(0);
    let size = file.size().max(highest + 1);
    let mut out = pdf.to_vec();
    if out.last() != Some(&b'\n') {
        out.push(b'\n');
    }
    let mut rows = Vec::new();
    for (number, body) in objects {
        rows.push((*number, format!("{:010} 00000 n \n", out.len())));
        out.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
    }
    rows.extend(freed.iter().map(|number| (*number, "0000000000 00001 f \n".to_owned())));
    rows.sort();
    let xref = out.len();
    out.extend(b"xref\n0 1\n0000000000 65535 f \n");
    for (number, row) in rows {
        out.extend(format!("{number} 1\n{row}").bytes());
    }
    let mut entries = format!("/Size {size} /Prev {}", last.startxref);
    for key in ["Root", "Info"] {
        if let Some(reference) = last.trailer.reference(key) {
            entries.push_str(&format!(" /{key} {reference}"));
        }
    }
    if let Some([first, second]) = last.trailer.array("ID").map(|id| id.items()) {
        entries.push_str(&format!(" /ID [{} {}]", hex(first), hex(second)));
    }
    let entries = trailer(entries);
    out.extend(format!("trailer\n<< {entries} >>\nstartxref\n{xref}\n%%EOF\n").bytes());
    out
}

fn hex(object: &Object) -> String {
    let bytes = object.as_string().map(|string| string.as_bytes()).unwrap_or_default();
    let digits: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    format!("<{digits}>")
}
