//! The append-only writer: one incremental update (ISO 32000-2 7.5.6) behind an unchanged file.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::write::{write_dict, write_object};
use super::xref::XrefKind;
use super::{Dict, Object, Pdf, PdfString, Ref, Span};

/// Largest object number a reader need accept (annex C).
const MOST_OBJECTS: u32 = 8_388_607;
/// Largest offset that ten digits of a cross-reference table can say.
const MOST_OFFSET: usize = 9_999_999_999;

/// Why an update cannot be written.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum UpdateError {
    /// The file is encrypted: what is added would have to be encrypted too.
    #[error("signing or changing encrypted files is not supported yet")]
    Encrypted,
    /// The file is too large for a cross-reference table.
    #[error("the file is too large for its kind of cross-reference: {length} bytes")]
    Length {
        /// How long it would become.
        length: usize,
    },
    /// There are no object numbers left.
    #[error("the file says that it has {size} objects: there is no room for more")]
    Objects {
        /// Its `/Size`.
        size: u32,
    },
    /// Something other than white space stands behind the last `%%EOF`.
    #[error("{count} bytes stand behind the end of the document")]
    Stray {
        /// How many.
        count: usize,
    },
}

impl UpdateError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Encrypted => 2061,
            Self::Length { .. } => 2062,
            Self::Objects { .. } => 2063,
            Self::Stray { .. } => 2064,
        }
    }
}

/// New and changed objects, to be appended to a file of which no byte is touched.
///
/// The same objects over the same file give the same bytes. The cross-reference is written the way
/// the last revision writes its own.
#[must_use = "an update does nothing until it is finished"]
pub struct Update<'p, 'f> {
    pdf: &'p Pdf<'f>,
    objects: BTreeMap<u32, (u16, Body)>,
    next: u32,
}

enum Body {
    Object(Object),
    Stream(Dict, Vec<u8>),
    Bytes(Vec<u8>),
}

/// A finished update.
#[derive(Clone, Debug)]
pub struct Appended {
    /// What is to stand behind the original bytes.
    pub tail: Vec<u8>,
    /// For each object written, where its body (what stands between `obj` and `endobj`) lies in the
    /// whole new file.
    pub bodies: BTreeMap<u32, Span>,
}

impl<'p, 'f> Update<'p, 'f> {
    /// An update of `pdf` in which nothing has changed yet.
    ///
    /// # Errors
    ///
    /// [`UpdateError`] if the file cannot be extended.
    pub fn new(pdf: &'p Pdf<'f>) -> Result<Self, UpdateError> {
        if pdf.is_encrypted() {
            return Err(UpdateError::Encrypted);
        }
        match pdf.stray_bytes() {
            0 => {}
            count => return Err(UpdateError::Stray { count }),
        }
        let next = pdf.size().max(1);
        if next > MOST_OBJECTS - 1024 {
            return Err(UpdateError::Objects { size: next });
        }
        Ok(Self { pdf, objects: BTreeMap::new(), next })
    }

    /// The file that is updated.
    pub fn pdf(&self) -> &'p Pdf<'f> {
        self.pdf
    }

    /// An object number that nothing uses yet.
    ///
    /// # Errors
    ///
    /// [`UpdateError::Objects`].
    pub fn reserve(&mut self) -> Result<Ref, UpdateError> {
        if self.next > MOST_OBJECTS {
            return Err(UpdateError::Objects { size: self.next });
        }
        let reference = Ref::new(self.next, 0);
        self.next += 1;
        Ok(reference)
    }

    /// Writes `object` as `reference`, in place of what stood there.
    pub fn put(&mut self, reference: Ref, object: impl Into<Object>) {
        let body = match object.into() {
            Object::Stream(stream) => {
                Body::Stream(stream.dict.clone(), self.pdf.raw(&stream).to_vec())
            }
            object => Body::Object(object),
        };
        self.objects.insert(reference.number, (reference.generation, body));
    }

    /// Writes a stream; `/Length` is set here.
    pub fn put_stream(&mut self, reference: Ref, dict: Dict, data: Vec<u8>) {
        self.objects.insert(reference.number, (reference.generation, Body::Stream(dict, data)));
    }

    /// Writes a body that is spelt already, where its every byte matters. The caller answers for
    /// its syntax.
    pub fn put_bytes(&mut self, reference: Ref, body: Vec<u8>) {
        self.objects.insert(reference.number, (reference.generation, Body::Bytes(body)));
    }

    /// Writes `object` under a new number.
    ///
    /// # Errors
    ///
    /// [`UpdateError::Objects`].
    pub fn add(&mut self, object: impl Into<Object>) -> Result<Ref, UpdateError> {
        let reference = self.reserve()?;
        self.put(reference, object);
        Ok(reference)
    }

    /// What this update, or else the file's latest revision, has as `reference`.
    ///
    /// # Errors
    ///
    /// [`PdfError`](super::PdfError) if it cannot be read.
    pub fn get(&self, reference: Ref) -> Result<Object, super::PdfError> {
        match self.objects.get(&reference.number) {
            Some((generation, Body::Object(object))) if *generation == reference.generation => {
                Ok(object.clone())
            }
            _ => self.pdf.latest().get(reference),
        }
    }

    /// The bytes to append.
    ///
    /// # Errors
    ///
    /// [`UpdateError::Length`] if an offset does not fit the cross-reference.
    pub fn finish(self) -> Result<Appended, UpdateError> {
        let base = self.pdf.bytes().len();
        let mut out = Vec::new();
        if !self.pdf.bytes().ends_with(b"\n") && !self.pdf.bytes().ends_with(b"\r") {
            out.push(b'\n');
        }
        let mut places = Vec::with_capacity(self.objects.len() + 1);
        let mut bodies = BTreeMap::new();
        for (number, (generation, body)) in &self.objects {
            let (number, generation) = (*number, *generation);
            places.push((number, generation, base + out.len()));
            out.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
            let start = base + out.len();
            match body {
                Body::Object(object) => write_object(&mut out, object),
                Body::Bytes(bytes) => out.extend_from_slice(bytes),
                Body::Stream(dict, data) => write_stream(&mut out, dict, data),
            }
            bodies.insert(number, Span::new(start, base + out.len()));
            out.extend_from_slice(b"\nendobj\n");
        }
        let startxref = base + out.len();
        if startxref > MOST_OFFSET {
            return Err(UpdateError::Length { length: startxref });
        }
        match self.pdf.revisions().last().map(|r| r.kind) {
            Some(XrefKind::Stream) => self.write_xref_stream(&mut out, places, startxref),
            _ => self.write_xref_table(&mut out, &places),
        }
        out.extend_from_slice(format!("startxref\n{startxref}\n%%EOF\n").as_bytes());
        Ok(Appended { tail: out, bodies })
    }

    fn write_xref_table(&self, out: &mut Vec<u8>, places: &[(u32, u16, usize)]) {
        let trailer = self.trailer(out, self.next);
        out.extend_from_slice(b"xref\n");
        for run in places.chunk_by(|a, b| a.0 + 1 == b.0) {
            let first = run.first().map_or(0, |place| place.0);
            out.extend_from_slice(format!("{first} {}\n", run.len()).as_bytes());
            for (_, generation, offset) in run {
                out.extend_from_slice(format!("{offset:010} {generation:05} n\r\n").as_bytes());
            }
        }
        out.extend_from_slice(b"trailer\n");
        write_dict(out, &trailer);
        out.push(b'\n');
    }

    fn write_xref_stream(
        &self,
        out: &mut Vec<u8>,
        mut places: Vec<(u32, u16, usize)>,
        startxref: usize,
    ) {
        let own = self.next;
        places.push((own, 0, startxref));
        let mut index = Vec::new();
        for run in places.chunk_by(|a, b| a.0 + 1 == b.0) {
            let first = run.first().map_or(0, |place| place.0);
            index.push(Object::Integer(i64::from(first)));
            index.push(Object::Integer(i64::try_from(run.len()).unwrap_or(0)));
        }
        let mut rows = Vec::with_capacity(places.len() * 8);
        for (_, generation, offset) in &places {
            rows.push(1);
            // five bytes hold every offset up to the limit checked before
            rows.extend((*offset as u64).to_be_bytes().into_iter().skip(3));
            rows.extend(generation.to_be_bytes());
        }
        let dict = self
            .trailer(out, own + 1)
            .with("Type", Object::name("XRef"))
            .with("W", vec![Object::Integer(1), Object::Integer(5), Object::Integer(2)])
            .with("Index", index);
        out.extend_from_slice(format!("{own} 0 obj\n").as_bytes());
        write_stream(out, &dict, &rows);
        out.extend_from_slice(b"\nendobj\n");
    }

    fn trailer(&self, body: &[u8], size: u32) -> Dict {
        let last = self.pdf.revisions().last();
        let mut dict = Dict::empty().with("Size", i64::from(size));
        for key in ["Root", "Info"] {
            if let Some(value) = last.and_then(|r| r.trailer.get(key)) {
                dict = dict.with(key, value.clone());
            }
        }
        let prev = last.and_then(|r| r.sections.first()).map_or(0, |section| section.start);
        dict.with("ID", self.id(body)).with("Prev", i64::try_from(prev).unwrap_or(0))
    }

    /// The file identifier (14.4): the first half stays, the second follows from what is written.
    fn id(&self, body: &[u8]) -> Vec<Object> {
        let bytes = self.pdf.bytes();
        let end = bytes.get(bytes.len().saturating_sub(1024)..).unwrap_or_default();
        let hash = Sha256::new()
            .chain_update((bytes.len() as u64).to_be_bytes())
            .chain_update(end)
            .chain_update(body)
            .finalize();
        let fresh = PdfString::hex(hash.iter().copied().take(16).collect::<Vec<u8>>());
        let old = self.pdf.revisions().last().and_then(|r| r.trailer.array("ID"));
        let first = old.and_then(|id| id.get(0)).and_then(Object::as_string).cloned();
        let first = first.map(|s| PdfString::hex(s.as_bytes())).unwrap_or(fresh.clone());
        vec![Object::String(first), Object::String(fresh)]
    }
}

fn write_stream(out: &mut Vec<u8>, dict: &Dict, data: &[u8]) {
    let length = i64::try_from(data.len()).unwrap_or(0);
    write_dict(out, &dict.clone().with("Length", length));
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(data);
    out.extend_from_slice(b"\nendstream");
}
