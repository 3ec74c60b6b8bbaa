mod corpus;
mod hostile;
mod reader;
mod tail;

use std::collections::BTreeMap;

/// Writes small files for tests, wrong ones too.
#[derive(Clone)]
pub(crate) struct Maker {
    pub(crate) bytes: Vec<u8>,
    pub(crate) places: BTreeMap<u32, usize>,
    /// Where the newest cross-reference stands.
    pub(crate) xref: usize,
}

impl Maker {
    pub(crate) fn new() -> Self {
        Self { bytes: b"%PDF-1.7\n".to_vec(), places: BTreeMap::new(), xref: 0 }
    }

    /// A catalogue and one empty page.
    pub(crate) fn page() -> Self {
        Self::new()
            .object(1, "<</Type/Catalog/Pages 2 0 R>>")
            .object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>")
            .object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>")
    }

    pub(crate) fn raw(mut self, text: impl AsRef<[u8]>) -> Self {
        self.bytes.extend_from_slice(text.as_ref());
        self
    }

    pub(crate) fn place(mut self, number: u32, at: usize) -> Self {
        self.places.insert(number, at);
        self
    }

    pub(crate) fn object(self, number: u32, body: impl AsRef<[u8]>) -> Self {
        let at = self.bytes.len();
        let head = format!("{number} 0 obj\n");
        self.place(number, at).raw(head).raw(body).raw("\nendobj\n")
    }

    pub(crate) fn stream(self, number: u32, entries: &str, data: &[u8]) -> Self {
        let head = format!("<<{entries}/Length {}>>\nstream\n", data.len());
        self.object(number, [head.as_bytes(), data, b"\nendstream"].concat())
    }

    /// Ends the revision with a table of what was placed since the last one.
    pub(crate) fn table(mut self, trailer: &str) -> Self {
        let at = self.bytes.len();
        let mut text = String::from("xref\n");
        for (number, offset) in std::mem::take(&mut self.places) {
            text += &format!("{number} 1\n{offset:010} 00000 n\r\n");
        }
        text += &format!("trailer\n<</Size 99/Root 1 0 R{}{trailer}>>\n", self.prev());
        self.xref = at;
        self.raw(text).end(at)
    }

    /// Ends the revision with a stream of what was placed since, and of `more` rows.
    pub(crate) fn xref_stream(mut self, number: u32, more: &[(u32, [u64; 3])]) -> Self {
        let at = self.bytes.len();
        let places = std::mem::take(&mut self.places);
        let mut rows: Vec<(u32, [u64; 3])> =
            places.into_iter().map(|(n, offset)| (n, [1, offset as u64, 0])).collect();
        rows.extend_from_slice(more);
        rows.push((number, [1, at as u64, 0]));
        let index: String = rows.iter().map(|(n, _)| format!("{n} 1 ")).collect();
        let data: Vec<u8> = rows
            .iter()
            .flat_map(|(_, [kind, second, third])| {
                let second = (*second as u32).to_be_bytes();
                [&[*kind as u8][..], &second, &[*third as u8]].concat()
            })
            .collect();
        let prev = self.prev();
        let entries = format!("/Type/XRef/W[1 4 1]/Index[{index}]/Size 99/Root 1 0 R{prev}");
        self.xref = at;
        let mut done = self.stream(number, &entries, &data).end(at);
        done.places.clear();
        done
    }

    pub(crate) fn end(self, startxref: usize) -> Self {
        self.raw(format!("startxref\n{startxref}\n%%EOF\n"))
    }

    fn prev(&self) -> String {
        if self.xref == 0 { String::new() } else { format!("/Prev {}", self.xref) }
    }
}
