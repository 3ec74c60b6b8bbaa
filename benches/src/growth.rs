//! What verification costs as a document grows: pages, later fillings, later signatures.

use sidian::crypto::Suite;
use sidian_testkit::clock;

use crate::fixture::{World, document, filled, must_pass_at};
use crate::measure::{ms, processor};

/// How a document grows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Growth {
    /// One signature on so many pages.
    Pages,
    /// Two signatures on so many pages: all that the first covers is read to judge the second.
    PagesTwice,
    /// One signature, then so many revisions that each fill in a field.
    Filled,
    /// So many signatures.
    Signed,
}

impl Growth {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pages, Self::PagesTwice, Self::Filled, Self::Signed];

    /// Its name, for people and for the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::PagesTwice => "pages-twice",
            Self::Filled => "filled",
            Self::Signed => "signed",
        }
    }

    /// A document of this size.
    pub fn document(self, count: usize) -> Vec<u8> {
        let world = World::of(Suite::P256);
        match self {
            Self::Pages => world.sign(&document(count, 100)),
            Self::PagesTwice => world.sign(&world.sign(&document(count, 100))),
            Self::Filled => filled(world.sign(&document(1, 900)), count),
            Self::Signed => (0..count).fold(document(1, 900), |file, _| world.sign(&file)),
        }
    }

    /// How long the verification of a document of this size keeps the processor busy, in
    /// milliseconds, with the path already proved; and how long the document is.
    pub fn measure(self, count: usize) -> (f64, usize) {
        let verifier = World::of(Suite::P256).verifier();
        let file = self.document(count);
        must_pass_at(&verifier, &file, clock::now());
        let times = if count > 100 { 5 } else { 21 };
        let time = processor(times, || verifier.document(&file, clock::now()).is_ok());
        (ms(time), file.len())
    }
}
