//! The objects of ISO 32000-2 clause 7.3, as read from a file: cheap to clone, aware of where they
//! stood.

use std::fmt;
use std::rc::Rc;

/// A stretch of bytes of the file, from `start` up to but without `end`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset just after the last byte.
    pub end: usize,
}

impl Span {
    /// From `start` up to but without `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The same stretch, `base` bytes further on.
    pub(super) const fn behind(self, base: usize) -> Self {
        Self::new(self.start.saturating_add(base), self.end.saturating_add(base))
    }

    /// How many bytes it holds.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds no byte.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `inner` lies wholly inside.
    pub const fn contains(self, inner: Self) -> bool {
        self.start <= inner.start && inner.end <= self.end
    }

    /// Its bytes, or `None` where `bytes` are too short.
    pub fn of(self, bytes: &[u8]) -> Option<&[u8]> {
        bytes.get(self.start..self.end)
    }
}

/// An indirect reference (ISO 32000-2 7.3.10).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Ref {
    /// Object number.
    pub number: u32,
    /// Generation number.
    pub generation: u16,
}

impl Ref {
    /// The reference to object `number` of generation `generation`.
    pub const fn new(number: u32, generation: u16) -> Self {
        Self { number, generation }
    }
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} R", self.number, self.generation)
    }
}

/// A name (7.3.5) without its slash, with `#xx` escapes decoded. Compared byte by byte.
#[derive(Clone)]
pub struct Name(NameBytes);

#[derive(Clone)]
enum NameBytes {
    /// Nearly every name: no allocation.
    Inline(u8, [u8; INLINE]),
    Shared(Rc<[u8]>),
}

const INLINE: usize = 22;

impl Name {
    /// The name with these bytes.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        let mut inline = [0; INLINE];
        match (inline.get_mut(..bytes.len()), u8::try_from(bytes.len())) {
            (Some(room), Ok(len)) => {
                room.copy_from_slice(bytes);
                Self(NameBytes::Inline(len, inline))
            }
            _ => Self(NameBytes::Shared(bytes.into())),
        }
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            NameBytes::Inline(len, bytes) => bytes.get(..usize::from(*len)).unwrap_or_default(),
            NameBytes::Shared(bytes) => bytes,
        }
    }

    /// Its text, with what is not UTF-8 replaced.
    pub fn to_text(&self) -> String {
        String::from_utf8_lossy(self.as_bytes()).into_owned()
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Name {}

impl PartialEq<[u8]> for Name {
    fn eq(&self, other: &[u8]) -> bool {
        self.as_bytes() == other
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl std::hash::Hash for Name {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.as_bytes().escape_ascii())
    }
}

/// A string (7.3.4), decoded from its literal or hexadecimal spelling. Equal when its bytes are.
#[derive(Clone)]
pub struct PdfString(Rc<StringParts>);

struct StringParts {
    bytes: Box<[u8]>,
    spelling: Spelling,
    span: Option<Span>,
}

/// How a string is spelt.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Spelling {
    Literal,
    /// Hexadecimal with white space, or with an odd number of digits.
    Hex,
    /// Hexadecimal of nothing but pairs of digits.
    PlainHex,
}

impl PdfString {
    /// A string to be written as a literal `(…)`.
    pub fn literal(bytes: impl Into<Vec<u8>>) -> Self {
        Self::read(bytes.into(), Spelling::Literal, None)
    }

    /// A string to be written as hexadecimal `<…>`.
    pub fn hex(bytes: impl Into<Vec<u8>>) -> Self {
        Self::read(bytes.into(), Spelling::PlainHex, None)
    }

    pub(super) fn read(bytes: Vec<u8>, spelling: Spelling, span: Option<Span>) -> Self {
        Self(Rc::new(StringParts { bytes: bytes.into_boxed_slice(), spelling, span }))
    }

    /// The bytes it stands for.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// Whether it was spelt `<…>`.
    pub fn is_hex(&self) -> bool {
        self.0.spelling != Spelling::Literal
    }

    /// Whether it was spelt `<…>` with nothing but pairs of hexadecimal digits inside.
    pub fn is_plain_hex(&self) -> bool {
        self.0.spelling == Spelling::PlainHex
    }

    /// Where it stands in the file, brackets included; `None` inside an object stream.
    pub fn span(&self) -> Option<Span> {
        self.0.span
    }
}

impl PartialEq for PdfString {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl fmt::Debug for PdfString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // contents may be personal: only the length is shown
        write!(f, "String({} bytes)", self.as_bytes().len())
    }
}

/// An array (7.3.6).
#[derive(Clone, Debug)]
pub struct Array(Rc<ArrayParts>);

#[derive(Debug)]
struct ArrayParts {
    items: Box<[Object]>,
    span: Option<Span>,
}

impl Array {
    /// An array of these items.
    pub fn new(items: Vec<Object>) -> Self {
        Self::read(items, None)
    }

    pub(super) fn read(items: Vec<Object>, span: Option<Span>) -> Self {
        Self(Rc::new(ArrayParts { items: items.into_boxed_slice(), span }))
    }

    /// Its items in order.
    pub fn items(&self) -> &[Object] {
        &self.0.items
    }

    /// The item at `index`, counted from 0.
    pub fn get(&self, index: usize) -> Option<&Object> {
        self.0.items.get(index)
    }

    /// How many items.
    pub fn len(&self) -> usize {
        self.0.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.items.is_empty()
    }

    /// Where it stands in the file, brackets included; `None` inside an object stream.
    pub fn span(&self) -> Option<Span> {
        self.0.span
    }

    /// Whether both are one and the same array in memory.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.items() == other.items()
    }
}

impl FromIterator<Object> for Array {
    fn from_iter<T: IntoIterator<Item = Object>>(items: T) -> Self {
        Self::new(items.into_iter().collect())
    }
}

/// A stream (7.3.8): its dictionary and where its encoded bytes stand in the file.
///
/// Two streams are equal only if they are the same stretch of the same file; to compare data, take
/// it through [`View::decode`](super::View::decode) or [`Pdf::raw`](super::Pdf::raw).
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// Its dictionary.
    pub dict: super::Dict,
    /// Where its encoded bytes stand in the file.
    pub data: Span,
}

/// Any object (ISO 32000-2 7.3).
///
/// Equality is that of values: spelling and place do not count, the order of dictionary keys does
/// not count, and a dictionary with a repeated key is equal to no other.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    /// `null`, and every reference to an object that does not exist.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A real number.
    Real(f64),
    /// A name.
    Name(Name),
    /// A string.
    String(PdfString),
    /// An array.
    Array(Array),
    /// A dictionary.
    Dict(super::Dict),
    /// A stream; only ever an indirect object.
    Stream(Rc<Stream>),
    /// A reference to an indirect object.
    Ref(Ref),
}

impl Object {
    /// A name.
    pub fn name(text: &str) -> Self {
        Self::Name(Name::from(text))
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// The integer, if it is one.
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    /// The number, if it is an integer or a real.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            #[allow(clippy::cast_precision_loss)]
            Self::Integer(value) => Some(*value as f64),
            Self::Real(value) => Some(*value),
            _ => None,
        }
    }

    /// The name, if it is one.
    pub fn as_name(&self) -> Option<&Name> {
        if let Self::Name(value) = self { Some(value) } else { None }
    }

    /// The string, if it is one.
    pub fn as_string(&self) -> Option<&PdfString> {
        if let Self::String(value) = self { Some(value) } else { None }
    }

    /// The array, if it is one.
    pub fn as_array(&self) -> Option<&Array> {
        if let Self::Array(value) = self { Some(value) } else { None }
    }

    /// The dictionary, if it is one; a stream is not.
    pub fn as_dict(&self) -> Option<&super::Dict> {
        if let Self::Dict(value) = self { Some(value) } else { None }
    }

    /// The stream, if it is one.
    pub fn as_stream(&self) -> Option<&Stream> {
        if let Self::Stream(value) = self { Some(value) } else { None }
    }

    /// The reference, if it is one.
    pub fn as_reference(&self) -> Option<Ref> {
        if let Self::Ref(value) = self { Some(*value) } else { None }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl From<i64> for Object {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<Ref> for Object {
    fn from(value: Ref) -> Self {
        Self::Ref(value)
    }
}

impl From<super::Dict> for Object {
    fn from(value: super::Dict) -> Self {
        Self::Dict(value)
    }
}

impl From<Array> for Object {
    fn from(value: Array) -> Self {
        Self::Array(value)
    }
}

impl From<Vec<Object>> for Object {
    fn from(value: Vec<Object>) -> Self {
        Self::Array(Array::new(value))
    }
}

impl From<PdfString> for Object {
    fn from(value: PdfString) -> Self {
        Self::String(value)
    }
}
