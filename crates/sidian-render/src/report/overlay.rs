//! A picture of a page with the boxes of what was changed on it after signing.

use base64ct::{Base64, Encoding};
use sidian::report::{Change, Language, Report, SignatureReport};

use super::signature::MOST;
use super::words::pick;

/// A picture of one page, and where the page's coordinates lie on it.
///
/// It proves nothing: it shows what one program makes of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The picture as a PNG file.
    pub png: Vec<u8>,
    /// The page shown, counted from 1.
    pub page: usize,
    /// What of the page is shown, in points: left, bottom, right, top.
    pub area: [f64; 4],
    /// How far it is turned clockwise, in degrees: 0, 90, 180 or 270.
    pub rotation: u16,
}

/// The page, counted from 1, that a picture should show: the first with a change that is not
/// permitted, else the first with any change that has a place, else the first page.
pub fn page_of_interest<T>(report: &Report<T>) -> usize {
    let all = || report.signatures().iter().flat_map(|s| &s.change_list);
    let placed = |change: &Change| change.page.filter(|_| change.bbox.is_some());
    let forbidden = all().filter(|change| !change.permitted).filter_map(placed).min();
    forbidden.or_else(|| all().filter_map(placed).min()).unwrap_or(1)
}

/// The picture with its boxes, each bearing the number of its change.
pub(super) fn figure(
    signatures: &[SignatureReport],
    picture: Option<&Picture>,
    language: Language,
) -> String {
    let Some((picture, (width, height))) = picture.and_then(|p| Some((p, size(p)?))) else {
        return String::new();
    };
    let mut out = format!(
        "<figure><svg viewBox=\"0 0 {width:.2} {height:.2}\" role=\"img\">\
         <image width=\"{width:.2}\" height=\"{height:.2}\" href=\"data:image/png;base64,{}\"/>",
        Base64::encode_string(&picture.png)
    );
    let boxes = boxes(signatures, picture);
    for one in &boxes {
        out += &shape(one);
    }
    let caption = caption(picture, !boxes.is_empty(), language);
    out + &format!("</svg><figcaption>{caption}</figcaption></figure>\n")
}

/// What stands under a picture.
pub(super) fn caption(picture: &Picture, boxed: bool, language: Language) -> String {
    let page = picture.page;
    let what = match language {
        Language::Chinese => format!("第 {page} 页（示意图，不作证明）"),
        Language::English => format!("Page {page} (a picture only; it proves nothing)"),
    };
    let boxes = match boxed {
        false => "",
        true => pick(
            language,
            "。方框为签名之后的修改：红色实线为不允许的，蓝色虚线为允许的；编号见下表。",
            ". Boxes are changes made after signing: solid red for those not permitted, dashed blue \
             for those permitted; the numbers are those of the tables below.",
        ),
    };
    format!("{what}{boxes}")
}

/// Where a change is seen on a picture, in points from its upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Boxed {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) permitted: bool,
    /// Its number in the tables.
    pub(super) name: String,
}

/// The places of all changes that are seen on the picture.
pub(super) fn boxes(signatures: &[SignatureReport], picture: &Picture) -> Vec<Boxed> {
    let several = signatures.len() > 1;
    let mut boxes = Vec::new();
    for (index, signature) in signatures.iter().enumerate() {
        for (at, change) in signature.change_list.iter().take(MOST).enumerate() {
            let name = match several {
                true => format!("{}.{}", index + 1, at + 1),
                false => (at + 1).to_string(),
            };
            boxes.extend(boxed(change, picture, name));
        }
    }
    boxes
}

/// Width and height as shown; `None` for what is no page.
pub(super) fn size(picture: &Picture) -> Option<(f64, f64)> {
    let [left, bottom, right, top] = picture.area;
    let (width, height) = (right - left, top - bottom);
    let sound = |n: f64| n.is_finite() && (1.0..=20_000.0).contains(&n);
    (sound(width) && sound(height)).then_some(match picture.rotation {
        90 | 270 => (height, width),
        _ => (width, height),
    })
}

fn boxed(change: &Change, picture: &Picture, name: String) -> Option<Boxed> {
    let on_it = change.page == Some(picture.page);
    let [l, b, r, t] = change.bbox.filter(|b| on_it && b.iter().all(|n| n.is_finite()))?;
    let (u, v) = shown(picture, l, b);
    let (x, y) = shown(picture, r, t);
    let (left, top) = (u.min(x), v.min(y));
    let (width, height) = ((u - x).abs().max(2.0), (v - y).abs().max(2.0));
    Some(Boxed { left, top, width, height, permitted: change.permitted, name })
}

fn shape(one: &Boxed) -> String {
    let Boxed { left, top, width, height, permitted, name } = one;
    let (colour, dashes) = match permitted {
        true => ("#0b4fa8", " stroke-dasharray=\"5 3\""),
        false => ("#a8071a", ""),
    };
    format!(
        "<rect x=\"{left:.2}\" y=\"{top:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" \
         fill=\"{colour}\" fill-opacity=\".1\" stroke=\"{colour}\" stroke-width=\"1.8\"{dashes}/>\
         <text x=\"{left:.2}\" y=\"{:.2}\" font-size=\"11\" font-weight=\"700\" fill=\"{colour}\" \
         stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">{name}</text>",
        (top - 3.0).max(10.0)
    )
}

/// A point of the page on the picture, from its upper left corner.
fn shown(picture: &Picture, x: f64, y: f64) -> (f64, f64) {
    let [left, bottom, right, top] = picture.area;
    match picture.rotation {
        90 => (y - bottom, x - left),
        180 => (right - x, y - bottom),
        270 => (top - y, right - x),
        _ => (x - left, top - y),
    }
}

#[cfg(test)]
mod tests {
    use super::{Picture, shown, size};

    #[test]
    fn boxes_turn_with_the_page() {
        for (rotation, corner, wanted) in [
            (0, (15.0, 190.0), (5.0, 10.0)),
            (90, (15.0, 190.0), (170.0, 5.0)),
            (180, (15.0, 190.0), (95.0, 170.0)),
            (270, (15.0, 190.0), (10.0, 95.0)),
        ] {
            let picture =
                Picture { png: Vec::new(), page: 1, area: [10.0, 20.0, 110.0, 200.0], rotation };
            assert_eq!(shown(&picture, corner.0, corner.1), wanted, "{rotation}");
            let across = if rotation % 180 == 0 { (100.0, 180.0) } else { (180.0, 100.0) };
            assert_eq!(size(&picture), Some(across), "{rotation}");
        }
    }

    #[test]
    fn what_is_no_page_is_not_drawn() {
        for area in [[0.0; 4], [0.0, 0.0, f64::NAN, 10.0], [0.0, 0.0, f64::INFINITY, 10.0]] {
            let picture = Picture { png: Vec::new(), page: 1, area, rotation: 0 };
            assert_eq!(size(&picture), None, "{area:?}");
        }
    }
}
