//! A file opened by its cross-references; objects are read when they are asked for.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::budget::Budget;

use super::lexer::is_white;
use super::objstm::ObjectStream;
use super::revision::{self, Revision};
use super::view::{Loaded, View};
use super::xref::Entry;
use super::{PdfError, Span, Stream};

/// A PDF file (ISO 32000-2) over its original bytes, opened strictly.
///
/// Holding one means: the header stands at byte 0, and the chain of cross-references from the last
/// `startxref` back to the first revision is whole, unambiguous and free of loops. It says nothing
/// about any object: these are read, and checked, one by one.
///
/// # Examples
///
/// ```
/// use sidian::budget::Budget;
/// use sidian::pdf::{Pdf, PdfError};
///
/// let bytes = b"not a PDF";
/// let budget = Budget::for_file(bytes.len());
/// assert_eq!(Pdf::open(bytes, &budget).err(), Some(PdfError::NotPdf));
/// ```
pub struct Pdf<'f> {
    bytes: &'f [u8],
    /// What is to stand behind, see [`Pdf::with_tail`].
    behind: &'f [u8],
    budget: &'f Budget,
    version: (u8, u8),
    revisions: Vec<Revision>,
    encrypted: bool,
    /// Which revisions define which object, ordered by object number, then revision; empty where
    /// there is one revision only.
    places: Vec<(u32, u32)>,
    pub(super) loaded: RefCell<HashMap<(u32, u32), Rc<Loaded>>>,
    pub(super) object_streams: RefCell<HashMap<(u32, u32), Rc<ObjectStream>>>,
    pub(super) depth: Cell<u32>,
    stray: OnceCell<usize>,
}

impl<'f> Pdf<'f> {
    /// Opens a file. Work is counted on `budget` now and whenever an object is read.
    ///
    /// # Errors
    ///
    /// [`PdfError`] if the file is not a PDF, or its structure is damaged or ambiguous.
    pub fn open(bytes: &'f [u8], budget: &'f Budget) -> Result<Self, PdfError> {
        let version = header(bytes)?;
        let revisions = revision::chain(bytes, budget)?;
        let places = places(&revisions);
        let encrypted = revisions.iter().any(|r| r.trailer.has("Encrypt"));
        Ok(Self {
            bytes,
            behind: &[],
            budget,
            version,
            revisions,
            encrypted,
            places,
            loaded: RefCell::default(),
            object_streams: RefCell::default(),
            depth: Cell::new(0),
            stray: OnceCell::new(),
        })
    }

    /// The file as it will be once `tail`, an update written by [`Update`](super::Update), stands
    /// behind it, without a joint copy of both: so that the changes can be judged before they are
    /// made. [`Self::bytes`] remains what was opened.
    ///
    /// # Errors
    ///
    /// [`PdfError`] if `tail` is no update of this very file.
    pub(crate) fn with_tail<'t>(
        self,
        tail: &'t [u8],
        budget: &'t Budget,
    ) -> Result<Pdf<'t>, PdfError>
    where
        'f: 't,
    {
        let mut whole: Pdf<'t> = self;
        let latest = whole.revisions.last().ok_or(PdfError::NotPdf)?;
        let added = revision::appended(tail, whole.bytes.len(), latest, budget)?;
        whole.encrypted |= added.trailer.has("Encrypt");
        whole.revisions.push(added);
        whole.places = places(&whole.revisions);
        (whole.behind, whole.budget) = (tail, budget);
        Ok(whole)
    }

    /// The file.
    pub fn bytes(&self) -> &'f [u8] {
        self.bytes
    }

    /// The budget that reading spends from.
    pub fn budget(&self) -> &'f Budget {
        self.budget
    }

    /// Major and minor version of the header, such as `(1, 7)`. The catalogue may name a later one.
    pub fn version(&self) -> (u8, u8) {
        self.version
    }

    /// The revisions, oldest first. There is at least one.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// The document as it stood at the end of revision `index`; the latest where there are not so
    /// many.
    pub fn view(&self, index: usize) -> View<'_, 'f> {
        View::new(self, index.min(self.revisions.len().saturating_sub(1)))
    }

    /// The document as it stands now.
    pub fn latest(&self) -> View<'_, 'f> {
        self.view(usize::MAX)
    }

    /// The revision that ends at `offset`: just after its `%%EOF`, or after the end of line behind.
    pub fn revision_ending_at(&self, offset: u64) -> Option<usize> {
        let index = self.revisions.partition_point(|r| (r.end as u64) < offset);
        let revision = self.revisions.get(index)?;
        (revision.eof as u64 <= offset && offset <= revision.end as u64).then_some(index)
    }

    /// What stands behind the last `%%EOF` and its end of line. No reader that follows the
    /// standard looks at it; lenient ones may.
    pub fn tail(&self) -> Span {
        Span::new(self.revisions.last().map_or(0, |r| r.end), self.bytes.len())
    }

    /// How many bytes of the tail are not white space. Anything but 0 means that readers may see
    /// another document than the one judged here.
    pub fn stray_bytes(&self) -> usize {
        *self.stray.get_or_init(|| {
            let tail = self.tail().of(self.bytes).unwrap_or_default();
            tail.iter().filter(|b| !is_white(**b)).count()
        })
    }

    /// Whether any revision is encrypted (7.6). Structure can be read; strings and streams stay as
    /// they are, and [`View::decode`] refuses.
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// The encoded data of a stream.
    pub fn raw(&self, stream: &Stream) -> &'f [u8] {
        self.part(stream.data)
    }

    /// These bytes of the file, or of what is to stand behind it.
    pub(super) fn part(&self, span: Span) -> &'f [u8] {
        let (data, base) = self.part_at(span.start, span.end).unwrap_or_default();
        data.get(span.start.saturating_sub(base)..).unwrap_or_default()
    }

    /// The bytes from `start` up to `end`, wherever they stand; `None` where there are none.
    pub(crate) fn between(&self, start: usize, end: usize) -> Option<&'f [u8]> {
        let (data, base) = self.part_at(start, end)?;
        data.get(start.checked_sub(base)?..)
    }

    /// The bytes up to `end` among which `start` lies, and where in the file they begin.
    pub(super) fn part_at(&self, start: usize, end: usize) -> Option<(&'f [u8], usize)> {
        let length = self.bytes.len();
        let (data, base) = if start < length { (self.bytes, 0) } else { (self.behind, length) };
        Some((data.get(..end.checked_sub(base)?)?, base)).filter(|_| start < end)
    }

    /// One more than the highest object number that any revision defines, or the last trailer's
    /// `/Size` if that is more.
    pub fn size(&self) -> u32 {
        let highest = self.revisions.iter().filter_map(|r| r.entries.last()).map(|(n, _)| *n).max();
        let highest = highest.map_or(0, |number| number.saturating_add(1));
        let stated = self.revisions.last().and_then(|r| r.trailer.integer("Size")).unwrap_or(0);
        highest.max(u32::try_from(stated).unwrap_or(0))
    }

    /// Lets go of the objects read so far, whose number an attacker chooses: they can be read again.
    pub(crate) fn forget_objects(&self) {
        self.loaded.borrow_mut().clear();
    }

    /// The newest entry for `number` up to revision `upto`, and the revision that made it.
    pub(super) fn place(&self, number: u32, upto: usize) -> Option<(usize, Entry)> {
        let revision = if self.places.is_empty() {
            0
        } else {
            let upto = u32::try_from(upto).unwrap_or(u32::MAX);
            let after = self.places.partition_point(|place| *place <= (number, upto));
            let (found, revision) = self.places.get(after.checked_sub(1)?)?;
            (*found == number).then_some(*revision as usize)?
        };
        let entry = self.revisions.get(revision)?.entry(number)?;
        Some((revision, entry))
    }
}

/// Which revisions define which object, by object number, then revision.
fn places(revisions: &[Revision]) -> Vec<(u32, u32)> {
    let mut places = Vec::new();
    if revisions.len() > 1 {
        places.reserve_exact(revisions.iter().map(|r| r.entries.len()).sum());
        for (index, revision) in (0_u32..).zip(revisions) {
            places.extend(revision.entries.iter().map(|(number, _)| (*number, index)));
        }
        places.sort_unstable();
    }
    places
}

/// The version of the header `%PDF-M.N` at byte 0 (7.5.2).
fn header(bytes: &[u8]) -> Result<(u8, u8), PdfError> {
    const MARK: &[u8] = b"%PDF-";
    let Some(rest) = bytes.strip_prefix(MARK) else {
        let start = bytes.get(..1024.min(bytes.len())).unwrap_or_default();
        return match start.windows(MARK.len()).position(|window| window == MARK) {
            Some(count) => Err(PdfError::JunkBeforeHeader { count }),
            None => Err(PdfError::NotPdf),
        };
    };
    match rest {
        [b'1', b'.', minor @ b'0'..=b'7', ..] => Ok((1, minor - b'0')),
        [b'2', b'.', minor @ b'0'..=b'9', ..] => Ok((2, minor - b'0')),
        _ => Err(PdfError::NotPdf),
    }
}
