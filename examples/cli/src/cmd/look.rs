//! What a visible signature shows: `sidian sign --visible`.

use std::path::PathBuf;

use clap::Args;
use sidian::pades::{Appearance, Placement, mm};
use sidian::report::Language;
use sidian::time::UnixTime;
use sidian_render::seal::SealPicture;
use sidian_render::signature::{SignatureLook, Strokes};

use super::licence;
use super::place::PlaceArgs;
use crate::failure::Failure;
use crate::files;
use crate::locale::{Text, text};

/// How a signature shows; any of these makes it visible.
#[derive(Args)]
pub(crate) struct LookArgs {
    /// Show the signature on the page: who signed, when and why
    #[arg(long)]
    visible: bool,

    #[command(flatten)]
    place: PlaceArgs,

    /// Its size in millimetres (default 60x20)
    #[arg(long, value_name = "WxH")]
    size: Option<String>,

    /// With a picture of handwriting: PNG, SVG or JPEG
    #[arg(long, value_name = "PICTURE", conflicts_with = "strokes")]
    picture: Option<PathBuf>,

    /// With handwriting as the pen moved: JSON, a list of strokes of points [x, y]
    #[arg(long, value_name = "STROKES.json")]
    strokes: Option<PathBuf>,

    /// With a QR code that says this, such as the address to verify at
    #[arg(long, value_name = "TEXT")]
    qr: Option<String>,

    /// A Chinese font: a file, or the name of an installed family (default: the best installed)
    #[arg(long, value_name = "FONT")]
    font: Option<String>,
}

/// What there is to say.
pub(super) struct Said<'a> {
    pub(super) signer: &'a str,
    pub(super) reason: Option<&'a str>,
    pub(super) field: Option<&'a str>,
    pub(super) language: Language,
}

impl LookArgs {
    fn is_given(&self) -> bool {
        let drawn = self.picture.is_some() || self.strokes.is_some() || self.qr.is_some();
        self.visible || drawn || self.size.is_some() || self.place.is_given()
    }

    /// Where the signature shows and how; `None` for one that does not.
    pub(super) fn placement(
        &self,
        said: &Said<'_>,
        pdf: &[u8],
        now: UnixTime,
    ) -> Result<Option<Placement>, Failure> {
        if !self.is_given() {
            return Ok(None);
        }
        let (width, height) = self.sides()?;
        let mut place = self.place.placement(said.field, pdf)?;
        // an empty field has its own size
        if said.field.is_none() || self.place.is_given() || self.size.is_some() {
            place = place.with_size(mm(f64::from(width)), mm(f64::from(height)));
        }
        Ok(Some(place.with_appearance(self.appearance(said, (width, height), now)?)))
    }

    fn appearance(
        &self,
        said: &Said<'_>,
        (width, height): (f32, f32),
        now: UnixTime,
    ) -> Result<Appearance, Failure> {
        let language = said.language;
        let mut look = SignatureLook::new(width, height);
        if let Some(path) = &self.strokes {
            let json = files::read_some(path, files::SMALL)?;
            let strokes = Strokes::from_json(&json).map_err(|e| unfit(path, &e.to_string()))?;
            look = look.with_strokes(&strokes);
        }
        if let Some(path) = &self.picture {
            let bytes = files::read_some(path, files::SMALL)?;
            let picture =
                SealPicture::from_bytes(&bytes).map_err(|e| unfit(path, &e.to_string()))?;
            look = look.with_picture(&picture);
        }
        if !said.signer.is_empty() {
            look = look.with_signer(said.signer, language);
        }
        look = look.with_time(now, language);
        if let Some(reason) = said.reason {
            look = look.with_reason(reason, language);
        }
        if let Some(qr) = &self.qr {
            look = look.with_code(qr);
        }
        let typeface = licence::typeface(self.font.as_deref())?;
        let page = look.to_pdf(&typeface, now).map_err(|e| not_drawn(&e.to_string()))?;
        Appearance::from_page(&page).map_err(|e| not_drawn(&e.to_string()))
    }

    /// `60x20`.
    fn sides(&self) -> Result<(f32, f32), Failure> {
        let text = self.size.as_deref().unwrap_or("60x20");
        let sides = text.split_once(['x', 'X', '×']);
        let parsed: Option<(f32, f32)> =
            sides.and_then(|(w, h)| Some((w.trim().parse().ok()?, h.trim().parse().ok()?)));
        let sound = |side: f32| (5.0..=500.0).contains(&side);
        parsed.filter(|(w, h)| sound(*w) && sound(*h)).ok_or_else(|| {
            Failure::new(
                text!("--size 的值“{text}”不是尺寸", "--size: “{text}” is not a size"),
                text!(
                    "以毫米计，例如 60x20，边长 5 至 500",
                    "in millimetres, for example 60x20; sides of 5 to 500"
                ),
            )
        })
    }
}

fn unfit(path: &std::path::Path, why: &str) -> Failure {
    let name = path.display();
    Failure::new(
        text!(
            "{name}：不能用作签名图样（{why}）",
            "{name}: cannot be shown as a signature ({why})"
        ),
        advice(),
    )
}

fn not_drawn(why: &str) -> Failure {
    Failure::new(
        text!("签名图样无法绘制（{why}）", "the look of the signature cannot be drawn ({why})"),
        advice(),
    )
}

fn advice() -> Text {
    text!(
        "请核对 --picture、--strokes、--qr 和 --size；去掉它们则签名不显示",
        "check --picture, --strokes, --qr and --size; without them the signature shows nowhere"
    )
}
