//! The signed bytes of a file, digested once however many signatures cover them.

use std::borrow::Cow;
use std::cell::RefCell;

use crate::cms::Content;
use crate::crypto::{Digest, Hash, Hasher};
use crate::pades::Covered;

/// Digests in the making, each over the file from byte 0 to the gap of one signature. Every
/// signature covers the file from its beginning, so that a later one goes on from an earlier one.
#[derive(Default)]
pub(super) struct Digests {
    begun: RefCell<Vec<(Hash, usize, Hasher)>>,
}

impl Digests {
    fn of(&self, file: &[u8], covered: &Covered, hash: Hash) -> Digest {
        let [before, after] = covered.ranges();
        let mut begun = self.begun.borrow_mut();
        let fits = begun.iter().filter(|(h, at, _)| *h == hash && *at <= before.end);
        let furthest = fits.max_by_key(|(_, at, _)| *at);
        let (from, mut hasher) =
            furthest.map_or_else(|| (0, hash.hasher()), |(_, at, h)| (*at, h.clone()));
        hasher.update(file.get(from..before.end).unwrap_or_default());
        begun.push((hash, before.end, hasher.clone()));
        hasher.update(after.of(file).unwrap_or_default());
        hasher.finish()
    }
}

/// The signed bytes of a file, as the content of a detached container.
pub(super) struct Ranges<'a> {
    pub(super) file: &'a [u8],
    pub(super) covered: &'a Covered,
    pub(super) digests: &'a Digests,
}

impl Content for Ranges<'_> {
    fn digest(&self, hash: Hash) -> Digest {
        self.digests.of(self.file, self.covered, hash)
    }

    fn bytes(&self) -> Cow<'_, [u8]> {
        let ranges = self.covered.ranges();
        let parts = ranges.iter().map(|r| r.of(self.file).unwrap_or_default());
        Cow::Owned(parts.collect::<Vec<_>>().concat())
    }
}
