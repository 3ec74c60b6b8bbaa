//! The document as of one revision.

use std::ops::Deref;
use std::rc::Rc;

use super::document::Pdf;
use super::filter::{self, FilterError};
use super::lexer::Lexer;
use super::objstm::ObjectStream;
use super::xref::{self, Entry};
use super::{Dict, Object, PdfError, Ref, Span, Stream};

/// Deepest chain of objects that must be read to read one object.
const CHAIN: u32 = 12;

/// Where an object was read from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// From the file itself: from its header `N G obj` to the end of `endobj`.
    File(Span),
    /// From an object stream.
    Stream {
        /// Object number of the stream.
        stream: u32,
        /// Position in it.
        index: u32,
        /// Where in the decoded data.
        span: Span,
    },
}

/// Which revision an object comes from, and from where in it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Source {
    /// The revision whose cross-reference defines it, counted from 0.
    pub revision: usize,
    /// Where it was read from.
    pub place: Place,
}

/// An object in memory.
pub(super) struct Loaded {
    object: Object,
    source: Source,
    container: Option<Rc<ObjectStream>>,
    /// The object that holds the length of a stream.
    length: Option<(Ref, i64)>,
}

/// The bytes an object was read from.
pub enum RawObject<'f> {
    /// Bytes of the file: the body between `obj` and `endobj`, stream data included.
    File(&'f [u8]),
    /// Bytes of a decoded object stream.
    #[doc(hidden)]
    Stream(StreamBytes),
}

/// Bytes inside a decoded object stream.
pub struct StreamBytes {
    container: Rc<ObjectStream>,
    span: Span,
}

impl Deref for RawObject<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::File(bytes) => bytes,
            Self::Stream(part) => part.span.of(&part.container.data).unwrap_or_default(),
        }
    }
}

/// The document as it stood at the end of one revision: what a reader would see that got only the
/// bytes up to there.
#[derive(Clone, Copy)]
pub struct View<'p, 'f> {
    pdf: &'p Pdf<'f>,
    revision: usize,
}

impl<'p, 'f> View<'p, 'f> {
    pub(super) fn new(pdf: &'p Pdf<'f>, revision: usize) -> Self {
        Self { pdf, revision }
    }

    /// The file.
    pub fn pdf(self) -> &'p Pdf<'f> {
        self.pdf
    }

    /// Which revision, counted from 0.
    pub fn revision(self) -> usize {
        self.revision
    }

    /// The trailer dictionary.
    ///
    /// # Errors
    ///
    /// [`PdfError::Trailer`] never for an opened file.
    pub fn trailer(self) -> Result<&'p Dict, PdfError> {
        let revision = self.pdf.revisions().get(self.revision);
        revision.map(|r| &r.trailer).ok_or(PdfError::Trailer { at: 0 })
    }

    /// The document catalogue (7.7.2).
    ///
    /// # Errors
    ///
    /// [`PdfError::Type`] if there is none, [`PdfError::RepeatedKey`] if it is ambiguous.
    pub fn root(self) -> Result<Dict, PdfError> {
        let root = self.root_ref()?;
        let catalogue = self.dict(&Object::Ref(root), "the document catalogue")?;
        match catalogue.repeated() {
            None => Ok(catalogue),
            Some(_) => {
                Err(PdfError::RepeatedKey { at: catalogue.span().map_or(0, |span| span.start) })
            }
        }
    }

    /// The reference to the document catalogue.
    ///
    /// # Errors
    ///
    /// [`PdfError::Type`] if the trailer has none.
    pub fn root_ref(self) -> Result<Ref, PdfError> {
        self.trailer()?.reference("Root").ok_or(PdfError::Type { what: "the trailer's /Root" })
    }

    /// The entry in force for object `number`, and the revision that made it.
    pub fn locate(self, number: u32) -> Option<(usize, Entry)> {
        self.pdf.place(number, self.revision)
    }

    /// The object; `Null` where it does not exist (7.3.10).
    ///
    /// # Errors
    ///
    /// [`PdfError`] if it exists but cannot be read as the standard demands.
    pub fn get(self, reference: Ref) -> Result<Object, PdfError> {
        Ok(self.load(reference)?.map_or(Object::Null, |loaded| loaded.object.clone()))
    }

    /// The object and where it comes from; `None` where it does not exist.
    ///
    /// # Errors
    ///
    /// As [`View::get`].
    pub fn get_with_source(self, reference: Ref) -> Result<Option<(Object, Source)>, PdfError> {
        Ok(self.load(reference)?.map(|loaded| (loaded.object.clone(), loaded.source)))
    }

    /// The bytes that spell the object, for comparison; `None` where it does not exist.
    ///
    /// # Errors
    ///
    /// As [`View::get`].
    pub fn raw_object(self, reference: Ref) -> Result<Option<RawObject<'f>>, PdfError> {
        let Some(loaded) = self.load(reference)? else { return Ok(None) };
        Ok(match (loaded.source.place, &loaded.container) {
            (Place::File(span), _) => {
                let bytes = self.pdf.part(span);
                let mut lexer = Lexer::in_file(bytes, 0, self.pdf.budget());
                lexer.object_header();
                Some(RawObject::File(bytes.get(lexer.at..).unwrap_or_default()))
            }
            (Place::Stream { span, .. }, Some(container)) => {
                let container = Rc::clone(container);
                Some(RawObject::Stream(StreamBytes { container, span }))
            }
            (Place::Stream { .. }, None) => None,
        })
    }

    /// Follows references until there is a value.
    ///
    /// # Errors
    ///
    /// As [`View::get`], and [`PdfError::ReferenceLoop`].
    pub fn resolve(self, object: &Object) -> Result<Object, PdfError> {
        let Object::Ref(mut reference) = *object else { return Ok(object.clone()) };
        for _ in 0..CHAIN {
            match self.get(reference)? {
                Object::Ref(next) => reference = next,
                value => return Ok(value),
            }
        }
        Err(PdfError::ReferenceLoop { number: reference.number })
    }

    /// The value of `key`, references followed; `Null` where it is absent.
    ///
    /// # Errors
    ///
    /// As [`View::resolve`].
    pub fn value(self, dict: &Dict, key: &str) -> Result<Object, PdfError> {
        dict.get(key).map_or(Ok(Object::Null), |value| self.resolve(value))
    }

    /// The dictionary that `object` is or leads to.
    ///
    /// # Errors
    ///
    /// [`PdfError::Type`] naming `what` if it is none; else as [`View::resolve`].
    pub fn dict(self, object: &Object, what: &'static str) -> Result<Dict, PdfError> {
        match self.resolve(object)? {
            Object::Dict(dict) => Ok(dict),
            _ => Err(PdfError::Type { what }),
        }
    }

    /// The decoded data of a stream (7.4).
    ///
    /// # Errors
    ///
    /// [`PdfError::Filter`] for an unknown filter or damaged data, [`PdfError::Encrypted`] in an
    /// encrypted file, [`PdfError::Limit`] when it inflates beyond the budget.
    pub fn decode(self, stream: &Stream) -> Result<Vec<u8>, PdfError> {
        if self.pdf.is_encrypted() {
            return Err(PdfError::Encrypted);
        }
        let mut dict = stream.dict.clone();
        for key in ["Filter", "DecodeParms"] {
            if let Some(value) = dict.get(key) {
                let value = self.resolved_inside(value)?;
                dict = dict.with(key, value);
            }
        }
        filter::decode(&dict, self.pdf.raw(stream), self.pdf.budget()).map_err(|e| match e {
            FilterError::Data => PdfError::Filter { at: stream.data.start },
            FilterError::Limit(limit) => PdfError::Limit(limit),
        })
    }

    /// `value` with the references in it and in its first level of items followed.
    fn resolved_inside(self, value: &Object) -> Result<Object, PdfError> {
        match self.resolve(value)? {
            Object::Array(array) => {
                let items: Result<Vec<Object>, PdfError> =
                    array.items().iter().map(|item| self.resolve(item)).collect();
                Ok(Object::from(items?))
            }
            other => Ok(other),
        }
    }

    /// The numbers of all objects in object stream `number`, whether or not a cross-reference lists
    /// them.
    ///
    /// # Errors
    ///
    /// [`PdfError::ObjectStream`] if it is none.
    pub(crate) fn packed(self, number: u32) -> Result<Vec<u32>, PdfError> {
        Ok(self.object_stream(number)?.numbers().collect())
    }

    fn load(self, reference: Ref) -> Result<Option<Rc<Loaded>>, PdfError> {
        let Some((revision, entry)) = self.locate(reference.number) else { return Ok(None) };
        let generation = match entry {
            Entry::Conflict => return Err(PdfError::Conflict { number: reference.number }),
            Entry::Free { .. } => return Ok(None),
            Entry::InFile { generation, .. } => generation,
            Entry::InStream { .. } => 0,
        };
        if generation != reference.generation {
            return Ok(None);
        }
        let key = (reference.number, u32::try_from(revision).unwrap_or(u32::MAX));
        let known = self.pdf.loaded.borrow().get(&key).cloned();
        let loaded = match known {
            Some(loaded) => loaded,
            None => {
                let definer = View::new(self.pdf, revision);
                let loaded = Rc::new(definer.read_guarded(reference, entry)?);
                self.pdf.loaded.borrow_mut().insert(key, Rc::clone(&loaded));
                loaded
            }
        };
        if revision != self.revision {
            self.check_still_same(&loaded, revision)?;
        }
        Ok(Some(loaded))
    }

    /// An object of an older revision must still be what it was then: neither the object stream it
    /// lies in nor the length of its stream may have been replaced under it.
    fn check_still_same(self, loaded: &Loaded, revision: usize) -> Result<(), PdfError> {
        if let Place::Stream { stream, .. } = loaded.source.place
            && self.locate(stream) != View::new(self.pdf, revision).locate(stream)
        {
            return Err(PdfError::ObjectStream { number: stream });
        }
        if let Some((length, value)) = loaded.length
            && self.resolve(&Object::Ref(length))?.as_integer() != Some(value)
            && let Object::Stream(stream) = &loaded.object
        {
            return Err(PdfError::StreamLength { at: stream.data.start });
        }
        Ok(())
    }

    fn read_guarded(self, reference: Ref, entry: Entry) -> Result<Loaded, PdfError> {
        let depth = &self.pdf.depth;
        if depth.get() >= CHAIN {
            return Err(PdfError::ReferenceLoop { number: reference.number });
        }
        depth.set(depth.get() + 1);
        let loaded = match entry {
            Entry::InFile { offset, .. } => self.read_in_file(reference, offset),
            Entry::InStream { stream, index } => self.read_in_stream(reference, stream, index),
            _ => Err(PdfError::Type { what: "an object in use" }),
        };
        depth.set(depth.get() - 1);
        loaded
    }

    fn read_in_file(self, reference: Ref, offset: usize) -> Result<Loaded, PdfError> {
        let Ref { number, .. } = reference;
        let end = self.pdf.revisions().get(self.revision).map_or(0, |r| r.end);
        let outside = PdfError::OutsideRevision { number, at: offset };
        let (data, base) = self.pdf.part_at(offset, end).ok_or(outside)?;
        let mut lexer = Lexer::in_part(data, base, offset - base, self.pdf.budget());
        lexer.skip_white();
        let start = lexer.at;
        if lexer.object_header() != Some(reference) {
            return Err(PdfError::ObjectHeader { number, at: offset });
        }
        let mut object = lexer.object()?;
        let mut length = None;
        lexer.skip_space();
        if let Object::Dict(dict) = &object
            && !lexer.clone().keyword(b"endobj")
        {
            let wrong = PdfError::StreamLength { at: lexer.at };
            let declared = dict.get("Length").ok_or(wrong.clone())?;
            let value = self.resolve(declared)?.as_integer();
            let bytes = value.and_then(|n| usize::try_from(n).ok()).ok_or(wrong)?;
            length = declared.as_reference().zip(value);
            let data = xref::stream_data(&mut lexer, bytes)?.behind(base);
            object = Object::Stream(Rc::new(Stream { dict: dict.clone(), data }));
            lexer.skip_space();
        }
        if !lexer.keyword(b"endobj") {
            return Err(PdfError::Syntax { at: lexer.at });
        }
        let place = Place::File(Span::new(start, lexer.at).behind(base));
        let source = Source { revision: self.revision, place };
        Ok(Loaded { object, source, container: None, length })
    }

    fn read_in_stream(self, reference: Ref, stream: u32, index: u32) -> Result<Loaded, PdfError> {
        let container = self.object_stream(stream)?;
        let (object, span) = container.object(reference.number, index, self.pdf.budget())?;
        let place = Place::Stream { stream, index, span };
        let source = Source { revision: self.revision, place };
        Ok(Loaded { object, source, container: Some(container), length: None })
    }

    fn object_stream(self, number: u32) -> Result<Rc<ObjectStream>, PdfError> {
        let wrong = PdfError::ObjectStream { number };
        let Some((revision, Entry::InFile { generation: 0, .. })) = self.locate(number) else {
            return Err(wrong);
        };
        let key = (number, u32::try_from(revision).unwrap_or(u32::MAX));
        if let Some(known) = self.pdf.object_streams.borrow().get(&key) {
            return Ok(Rc::clone(known));
        }
        let Object::Stream(stream) = self.get(Ref::new(number, 0))? else { return Err(wrong) };
        let data = self.decode(&stream)?;
        let read = ObjectStream::new(number, &stream.dict, data, self.pdf.budget())?;
        let read = Rc::new(read);
        self.pdf.object_streams.borrow_mut().insert(key, Rc::clone(&read));
        Ok(read)
    }
}
