//! Signature wrapping (SWA, 2018): the second part of what is signed moves to the end, and another
//! document takes its place.

use sidian::budget::Budget;
use sidian::pdf::{Entry, Pdf};

use super::bytes::{byte_range, last_signature};

/// How the moved part is hidden from readers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SecondPart {
    /// It simply stands at the end.
    AtTheEnd,
    /// In a comment.
    InComment,
    /// In the data of a stream.
    InStream,
}

/// The wrapped file: the signed bytes and the signature value are those of `pdf`, object `number`
/// has the body `body`, and a new signature dictionary names the two parts where they now stand.
///
/// # Panics
///
/// If the last revision of `pdf` does not write a cross-reference table, or has no signature.
pub fn shifted(pdf: &[u8], how: SecondPart, number: u32, body: &str) -> Vec<u8> {
    let ([_, first_len, second, second_len], _) = byte_range(pdf);
    let at = |value: u64| usize::try_from(value).expect("a place in the file");
    let (gap_start, gap_end) = (at(first_len), at(second));
    let signature = last_signature(pdf).object.expect("a signature object of its own").number;
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget).expect("a file that can be read");
    let last = file.revisions().last().expect("a revision");
    // readers begin where the old startxref points: there the attacker puts the new table
    let old_xref = last.startxref;
    let hex = &pdf[gap_start..gap_end];
    let second_part = &pdf[gap_end..gap_end + at(second_len)];
    let mut rows: Vec<(u32, usize)> = Vec::new();
    for entry in 1..file.size() {
        if let Some((_, Entry::InFile { offset, .. })) = file.latest().locate(entry) {
            rows.push((entry, offset));
        }
    }
    // objects of the second part and of the attacker are written behind the table
    let moved: Vec<(u32, String)> = rows
        .iter()
        .filter(|(entry, offset)| *offset >= gap_end || *entry == number)
        .map(|(entry, offset)| (*entry, object_at(pdf, *offset)))
        .collect();
    let trailer_root = last.trailer.reference("Root").expect("a catalogue");
    let size = file.size();
    let mut out = pdf[..gap_end].to_vec();
    out.resize(old_xref.max(out.len()), b' ');
    let table_len = table(&rows, size, trailer_root.number, old_xref).len();
    let mut position = out.len() + table_len;
    let mut objects = String::new();
    for (entry, text) in &moved {
        let text = if *entry == number {
            format!("{number} 0 obj\n{body}\nendobj\n")
        } else {
            text.clone()
        };
        place(&mut rows, *entry, position);
        position += text.len();
        objects.push_str(&text);
    }
    // the new signature dictionary stands in front of the moved part; its ranges are fixed width
    let hex_text = String::from_utf8_lossy(hex).into_owned();
    let dictionary = |start: usize| {
        format!(
            "{signature} 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached \
             /ByteRange [0 {gap_start:010} {start:010} {second_len:010}] /Contents {hex_text} >>\nendobj\n"
        )
    };
    place(&mut rows, signature, position);
    let wrap = match how {
        SecondPart::AtTheEnd => ("\n".to_owned(), String::new()),
        SecondPart::InComment => ("%".to_owned(), String::new()),
        SecondPart::InStream => (
            format!("{size} 0 obj\n<< /Length {second_len} >>\nstream\n"),
            "\nendstream\nendobj\n".to_owned(),
        ),
    };
    let start = position + dictionary(0).len() + wrap.0.len();
    objects.push_str(&dictionary(start));
    out.extend(table(&rows, size, trailer_root.number, old_xref).bytes());
    out.extend(objects.bytes());
    out.extend(wrap.0.bytes());
    out.extend(second_part);
    out.extend(wrap.1.bytes());
    if how != SecondPart::AtTheEnd {
        out.extend(format!("\nstartxref\n{old_xref}\n%%EOF\n").bytes());
    }
    out
}

fn place(rows: &mut Vec<(u32, usize)>, number: u32, offset: usize) {
    rows.retain(|(known, _)| *known != number);
    rows.push((number, offset));
    rows.sort_unstable();
}

fn table(rows: &[(u32, usize)], size: u32, root: u32, at: usize) -> String {
    let mut out = String::from("xref\n0 1\n0000000000 65535 f \n");
    for (number, offset) in rows {
        out.push_str(&format!("{number} 1\n{offset:010} 00000 n \n"));
    }
    out + &format!("trailer\n<< /Size {size} /Root {root} 0 R >>\nstartxref\n{at}\n%%EOF\n")
}

fn object_at(pdf: &[u8], offset: usize) -> String {
    let rest = pdf.get(offset..).unwrap_or_default();
    let end = rest.windows(7).position(|window| window == b"endobj\n").unwrap_or(0);
    String::from_utf8_lossy(rest.get(..end + 7).unwrap_or_default()).into_owned()
}
