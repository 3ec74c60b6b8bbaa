//! Materials (材料): taken in once in pieces, kept by their digest, packed, and judged where they lie.

mod package;
mod shelf;
mod upload;
mod withdraw;

use serde::{Deserialize, Serialize};
use sidian::material::package::Source;
use sidian::zip::is_safe;
use utoipa::ToSchema;

pub(super) use package::*;
pub(super) use shelf::*;
pub(super) use upload::*;
pub(super) use withdraw::*;

use super::extract::{plain, plain_if_any};
use super::licences::time_text;
use crate::auth::Role;
use crate::problem::Problem;
use crate::store::ended::Ended;
use crate::store::materials::Material;

/// Who takes materials in and uses them.
const HANDLERS: [Role; 3] = [Role::Issuer, Role::Sealer, Role::Verifier];

/// What is said of a material.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MaterialAbout)]
pub(super) struct About {
    /// The name of its file.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What it is, such as 申请书.
    #[schema(min_length = 1, max_length = 100)]
    kind: String,
    /// Its media type (RFC 6838).
    #[schema(max_length = 100, pattern = "^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+$")]
    media_type: String,
    /// Who vouches for it.
    #[serde(default)]
    source: Vouched,
    /// By name: the department of an extract, the clerk who compared a copy.
    #[serde(default)]
    #[schema(max_length = 200)]
    vouched_by: Option<String>,
    /// The case it was handed in for.
    #[serde(default)]
    #[schema(max_length = 64)]
    case: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = MaterialSource)]
enum Vouched {
    /// 与原件一致.
    Copy,
    /// 部门出具.
    Extract,
    /// 电子证照.
    Licence,
    /// 其他.
    #[default]
    Other,
    /// 本人陈述.
    Statement,
}

impl Vouched {
    const ALL: [(Self, &str, Source); 5] = [
        (Self::Copy, "copy", Source::Copy),
        (Self::Extract, "extract", Source::Extract),
        (Self::Licence, "licence", Source::Licence),
        (Self::Other, "other", Source::Other),
        (Self::Statement, "statement", Source::Statement),
    ];

    fn word(self) -> &'static str {
        let own = Self::ALL.iter().find(|(one, ..)| *one as u8 == self as u8);
        own.map_or("other", |(_, word, _)| word)
    }
}

fn source(word: &str) -> Source {
    Vouched::ALL.iter().find(|(_, w, _)| *w == word).map_or(Source::Other, |(.., source)| *source)
}

impl About {
    /// Whether a package could carry it.
    fn check(&self) -> Result<(), Problem> {
        let token = |part: &str| {
            let known = |b: u8| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b);
            !part.is_empty() && part.bytes().all(known)
        };
        let media = self.media_type.split_once('/').is_some_and(|(a, b)| token(a) && token(b));
        let named = matches!(self.source, Vouched::Copy) && self.vouched_by.is_none();
        let good = plain(&self.name, 200)
            && is_safe(&self.name)
            && plain(&self.kind, 100)
            && media
            && self.media_type.len() <= 100
            && plain_if_any(self.vouched_by.as_deref(), 200)
            && plain_if_any(self.case.as_deref(), 64)
            && !named;
        good.then_some(()).ok_or_else(|| {
            Problem::unfit().about(
                "材料名称、种类、类型或证明人有误",
                "name, kind, media type or who vouches for it",
            )
        })
    }
}

/// A material that was taken in.
#[derive(Serialize, ToSchema)]
#[schema(as = MaterialView)]
pub(super) struct View {
    id: String,
    name: String,
    kind: String,
    media_type: String,
    source: String,
    vouched_by: Option<String>,
    case: Option<String>,
    /// Its length in bytes.
    size: u64,
    /// Its SHA-256, in hexadecimal.
    sha256: String,
    at: String,
    /// Its place, for paging.
    place: i64,
    /// Its withdrawal. Once that is done, name, media type and who vouched for it are forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawal: Option<Withdrawal>,
}

/// A withdrawal of a material.
#[derive(Serialize, ToSchema)]
#[schema(as = MaterialEnd)]
struct Withdrawal {
    /// `waiting` for a second person, or `done`.
    state: &'static str,
    /// In whose right: `holder`, `department`, or `retention` where its time was over.
    ground: String,
    reason: String,
    /// When it was asked for, or done.
    at: String,
}

fn view(material: &Material) -> View {
    View {
        id: material.id.clone(),
        name: material.name.clone(),
        kind: material.kind.clone(),
        media_type: material.media_type.clone(),
        source: material.source.clone(),
        vouched_by: material.vouched_by.clone(),
        case: material.matter.clone(),
        size: material.size,
        sha256: material.file.to_hex(),
        at: time_text(material.at),
        place: material.place,
        withdrawal: material.asked.as_ref().map(|asked| Withdrawal {
            state: "waiting",
            ground: asked.ground.clone(),
            reason: asked.reason.clone(),
            at: time_text(asked.at),
        }),
    }
}

/// What is left of a material.
fn tombstone(ended: &Ended) -> View {
    View {
        id: ended.id.clone(),
        name: String::new(),
        kind: ended.kind.clone(),
        media_type: String::new(),
        source: String::new(),
        vouched_by: None,
        case: ended.matter.clone(),
        size: ended.size,
        sha256: ended.file.to_hex(),
        at: time_text(ended.at),
        place: ended.place,
        withdrawal: Some(Withdrawal {
            state: "done",
            ground: ended.ground.clone(),
            reason: ended.reason.clone(),
            at: time_text(ended.ended),
        }),
    }
}

/// A name that nobody can guess, for uploads and materials.
fn fresh() -> Result<String, Problem> {
    use ring::rand::{SecureRandom, SystemRandom};
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Problem::internal())?;
    Ok(crate::store::hex(&bytes))
}
