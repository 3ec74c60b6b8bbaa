//! Letters never touch, whatever their number; foreign pictures are what they say.

use super::arc::{Sizes, Track, sweep};
use super::letter::{Letter, Slot};
use super::quad::Quad;
use super::{Centre, DesignError, Rank, SealDesign};
use crate::artwork::outline::bounds;
use crate::artwork::{Artwork, INCH};
use crate::font::{FontUse, Typeface};
use crate::scene::{Segment, Weight};

const NAME: &str = "示例省示例自治州示例自治县民族宗教事务和行政审批服务管理局中心";

/// The machine's Chinese typeface; says so when there is none.
fn installed() -> Option<Typeface> {
    let typeface = Typeface::find();
    if typeface.font_use() == FontUse::NotEmbedded {
        let required = std::env::var("SIDIAN_REQUIRE_PEERS").is_ok_and(|value| value == "1");
        assert!(!required, "no Chinese typeface on this machine");
        eprintln!("skipped: no Chinese typeface on this machine");
        return None;
    }
    Some(typeface)
}

fn name(count: usize) -> String {
    NAME.chars().take(count).collect()
}

/// The corners and ends of an outline.
fn points(segments: &[Segment]) -> impl Iterator<Item = (f32, f32)> + '_ {
    segments.iter().filter_map(|segment| match *segment {
        Segment::Move(x, y) | Segment::Line(x, y) | Segment::Curve([_, _, _, _, x, y]) => {
            Some((x, y))
        }
        Segment::Close => None,
    })
}

/// The smallest box turned by `angle` around an outline.
fn ink_box(segments: &[Segment], angle: f32) -> Quad {
    let (sin, cos) = angle.sin_cos();
    let (mut least, mut most) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
    for (x, y) in points(segments) {
        let (u, v) = (x * cos + y * sin, y * cos - x * sin);
        least = (least.0.min(u), least.1.min(v));
        most = (most.0.max(u), most.1.max(v));
    }
    let (u, v) = ((least.0 + most.0) / 2.0, (least.1 + most.1) / 2.0);
    let middle = (u * cos - v * sin, v * cos + u * sin);
    Quad::new(middle, (most.0 - least.0, most.1 - least.1), angle)
}

#[test]
fn letters_along_an_arc_never_touch_from_four_to_thirty() {
    let Some(typeface) = installed() else { return };
    for (radii, degrees) in [((18.8, 18.8), 300.0), ((18.8, 18.8), 226.0), ((18.5, 13.5), 260.0)] {
        for count in 4..=30 {
            let letters = Letter::all(&typeface, &name(count), Weight::Bold).expect("has letters");
            let sweep = sweep(count, degrees);
            let track = Track { middle: (21.0, 21.0), radii, sweep, below: false };
            let sizes = Sizes { height: (7.6, 3.0), widest: 0.8 };
            let slots = track.place(&letters, sizes).expect("there is room");
            assert_eq!(slots.len(), count);
            let ink: Vec<Quad> = letters
                .iter()
                .zip(&slots)
                .map(|(l, s)| ink_box(&l.placed(s.middle, s.size, s.angle), s.angle))
                .collect();
            let boxes: Vec<Quad> = slots.iter().map(Slot::quad).collect();
            for (kind, quads) in [("ink", ink), ("boxes", boxes)] {
                for (at, one) in quads.iter().enumerate() {
                    for (other_at, other) in quads.iter().enumerate().skip(at + 1) {
                        assert!(
                            !one.meets(other),
                            "{kind} of {count} at {radii:?}: {at}, {other_at}"
                        );
                    }
                    assert!(
                        one.within((21.0, 21.0), (radii.0 + 0.05, radii.1 + 0.05)),
                        "{kind} {at}"
                    );
                }
            }
            // letters that can still be read: at least a millimetre wide
            assert!(slots.iter().all(|slot| slot.size.0 > 1.0), "{count}: {:?}", slots.first());
        }
    }
}

/// How many pixels a picture covers.
fn covered(artwork: &Artwork) -> f64 {
    let png = artwork.to_png(72).expect("is drawn");
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("is small")];
    reader.next_frame(&mut pixels).expect("pixels");
    pixels.iter().skip(3).step_by(4).map(|alpha| f64::from(*alpha) / 255.0).sum()
}

#[test]
fn no_part_of_a_whole_seal_covers_another() {
    let Some(typeface) = installed() else { return };
    let designs = [9, 30].into_iter().flat_map(|count| {
        let round = SealDesign::round(name(count));
        [
            round.clone(),
            round.clone().with_rank(Rank::Province),
            round.with_line("合同专用章").with_code("1101051234567").with_size_mm(38.0, 38.0),
            SealDesign::oval(name(count))
                .with_code("91110105MA00000X1Y")
                .with_line("发票专用章")
                .with_serial("(1)"),
        ]
    });
    for design in designs {
        let seal = design.draw(&typeface).unwrap_or_else(|e| panic!("{design:?}: {e}"));
        let apart: f64 = seal
            .inks()
            .iter()
            .map(|ink| {
                let mut one = Artwork::new(seal.width_mm(), seal.height_mm());
                one.fill(ink.segments.clone(), ink.colour, ink.rule);
                covered(&one)
            })
            .sum();
        let together = covered(&seal);
        let share = (apart - together) / together;
        assert!(share.abs() < 0.005, "{:?}: {share}", design.text);
    }
}

#[test]
fn a_rank_gives_the_diameter_and_centre_of_the_rule() {
    let Some(typeface) = installed() else { return };
    for (rank, diameter, star) in [
        (Rank::StateCouncil, 60.0, false),
        (Rank::Province, 50.0, false),
        (Rank::NationalBureau, 45.0, false),
        (Rank::CountyGovernment, 45.0, false),
        (Rank::PrefectureOffice, 45.0, true),
        (Rank::Township, 42.0, true),
        (Rank::Unit, 42.0, true),
    ] {
        assert_eq!(rank.centre() == Centre::Star, star, "{rank:?}");
        let seal = SealDesign::round("示例机关").with_rank(rank).draw(&typeface).expect("is drawn");
        assert_eq!((seal.width_mm(), seal.height_mm()), (diameter, diameter), "{rank:?}");
        // the ring, four letters, and the star
        assert_eq!(seal.inks().len(), if star { 6 } else { 5 }, "{rank:?}");
        let ring = seal.inks().first().and_then(|ink| bounds(&ink.segments)).expect("a ring");
        assert!(ring.iter().all(|side| (-0.01..=diameter + 0.01).contains(side)), "{ring:?}");
    }
}

#[test]
fn a_name_seal_reads_down_and_from_right_to_left() {
    let Some(typeface) = installed() else { return };
    let count = |design: SealDesign| design.draw(&typeface).expect("is drawn").inks().len();
    // the frame and its letters: filled up to four, or not; cut out of one ground when reversed
    assert_eq!(count(SealDesign::square("李明")), 5);
    assert_eq!(count(SealDesign::square("王小明")), 5);
    assert_eq!(count(SealDesign::square("王小明").with_fill(false)), 4);
    assert_eq!(count(SealDesign::square("欧阳小明").with_reversed()), 1);
    let seal = SealDesign::square("欧阳小明").draw(&typeface).expect("is drawn");
    let places: Vec<(bool, bool)> = seal
        .inks()
        .iter()
        .skip(1)
        .filter_map(|ink| bounds(&ink.segments))
        .map(|[l, t, r, b]| ((l + r) / 2.0 > 10.0, (t + b) / 2.0 > 10.0))
        .collect();
    assert_eq!(places, [(true, false), (true, true), (false, false), (false, true)]);
}

#[test]
fn what_cannot_be_a_seal_is_refused_by_name() {
    let Some(typeface) = installed() else { return };
    let refused = |design: SealDesign| design.draw(&typeface).map(|_| ()).expect_err("is refused");
    let long = "长".repeat(31);
    assert!(matches!(refused(SealDesign::round(long)), DesignError::Length { len: 31, .. }));
    assert!(matches!(refused(SealDesign::square("李")), DesignError::Length { least: 2, .. }));
    for size in [(9.0, 9.0), (101.0, 101.0), (42.0, 40.0), (f32::NAN, 42.0)] {
        let design = SealDesign::round("示例").with_size_mm(size.0, size.1);
        assert!(matches!(refused(design), DesignError::Size { .. }), "{size:?}");
    }
    let unused = [
        (SealDesign::square("李明").with_line("专用"), "line"),
        (SealDesign::round("示例").with_serial("(1)"), "serial"),
        (SealDesign::oval("示例").with_reversed(), "reversed"),
    ];
    for (design, part) in unused {
        assert_eq!(refused(design), DesignError::Unused { part });
    }
    let crowded = SealDesign::round(name(30)).with_size_mm(14.0, 14.0);
    assert_eq!(refused(crowded), DesignError::Room { part: "name" });
    let crowded =
        SealDesign::round("示例").with_line("行政审批专用业务专用章").with_size_mm(12.0, 12.0);
    assert_eq!(refused(crowded), DesignError::Room { part: "line" });
    assert!(matches!(
        SealDesign::round("示例\u{10fffd}").draw(&typeface),
        Err(DesignError::Font(_))
    ));
    assert!(SealDesign::round("示例").draw(&Typeface::standard()).is_err());
}

#[test]
fn the_three_writers_agree_on_the_size() {
    let Some(typeface) = installed() else { return };
    let seal = SealDesign::oval("示例公司").draw(&typeface).expect("is drawn");
    let svg = seal.to_svg().expect("is written");
    assert!(svg.starts_with("<svg ") && svg.contains("width=\"40mm\" height=\"30mm\""), "{svg}");
    for foreign in ["<text", "<script", "href", "url(", "font"] {
        assert!(!svg.contains(foreign), "{foreign}");
    }
    let pdf = lopdf::Document::load_mem(&seal.to_pdf().expect("is written")).expect("a PDF");
    let pages = pdf.get_pages();
    assert_eq!(pages.len(), 1);
    let page = pages.values().next().and_then(|id| pdf.get_dictionary(*id).ok()).expect("a page");
    let sides = page.get(b"MediaBox").and_then(lopdf::Object::as_array).expect("a box");
    let sides: Vec<f32> = sides.iter().filter_map(|side| side.as_float().ok()).collect();
    let wanted = [0.0, 0.0, 40.0 / INCH * 72.0, 30.0 / INCH * 72.0];
    assert!(sides.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 0.02), "{sides:?}");
    assert_eq!(seal.to_pdf(), seal.to_pdf(), "the same bytes each time");
    // what we write as SVG, we also take, and it is the same picture
    let taken = super::SealPicture::from_bytes(svg.as_bytes()).expect("is taken");
    let (width, height) = taken.size_mm().expect("says its size");
    assert!((width - 40.0).abs() < 0.01 && (height - 30.0).abs() < 0.01);
}
