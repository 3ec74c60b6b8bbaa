//! A licence made from the sample data of its type.

use std::sync::OnceLock;

use sidian::licence::kind::builtin_named;
use sidian::licence::{
    LicenceDraft, LicenceIssuer, LicenceType, Metadata, UnifiedSocialCreditCode,
};
use sidian_render::font::Typeface;
use sidian_render::{PageReader, face};
use sidian_testkit::clock;

use crate::fixture::{AUTHORITY, World};

/// A licence type, its metadata, and the face as it is before it is certified.
pub struct Licence {
    /// The type.
    pub kind: &'static LicenceType,
    /// What it says.
    pub metadata: Metadata,
    /// How it looks.
    pub face: Vec<u8>,
}

impl Licence {
    /// A licence made from the sample data of its type.
    ///
    /// # Panics
    ///
    /// If the sample data does not fit the type.
    pub fn sample() -> Self {
        let data = include_bytes!("../../testdata/licence/food-business-permit.json");
        let stated: serde_json::Value = serde_json::from_slice(data).expect("JSON");
        let kind = builtin_named(stated["type"].as_str().expect("a type")).expect("built in");
        let draft = LicenceDraft::from_json(kind, data).expect("sample data");
        let metadata = draft.with_issuer(AUTHORITY, code()).build().expect("sample data");
        let face = Self::draw(kind, &metadata);
        Self { kind, metadata, face }
    }

    /// Draws the face anew.
    ///
    /// # Panics
    ///
    /// If it cannot be drawn.
    pub fn draw(kind: &LicenceType, metadata: &Metadata) -> Vec<u8> {
        static TYPEFACE: OnceLock<Typeface> = OnceLock::new();
        let typeface = TYPEFACE.get_or_init(|| Typeface::find().for_many());
        let made = face::licence(kind, metadata, &metadata.qr_text(), typeface, clock::now());
        made.expect("a face").pdf
    }

    /// Issues it.
    ///
    /// # Panics
    ///
    /// If it cannot be issued.
    pub fn issue(&self, world: &World) -> Vec<u8> {
        let chain = world.chain();
        let issuer = LicenceIssuer::new(world.key(), &chain);
        let issued = issuer.issue(self.kind, &self.metadata, &self.face, &PageReader, clock::now());
        issued.expect("issued")
    }
}

fn code() -> UnifiedSocialCreditCode {
    "11410800MB00000009".parse().expect("the code of the sample data")
}
