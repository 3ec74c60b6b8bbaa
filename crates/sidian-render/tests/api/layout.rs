use sidian_render::RenderError;
use sidian_render::font::Typeface;
use sidian_render::layout::{Align, TextStyle, Vertical, text_box};
use sidian_render::scene::{Area, Scene};

use crate::common::{squeezed, typefaces};

const LONG: &str = "许可项目：食品销售；道路货物运输（不含危险货物）（依法须经批准的项目，经相关部门批准后\
    方可开展经营活动）\n一般项目：技术服务、技术开发、技术咨询；GB/T 36904 标识服务。";

fn set(
    typeface: &Typeface,
    area: Area,
    style: &TextStyle,
    text: &str,
) -> Result<Scene, RenderError> {
    let mut scene = Scene::new(600.0, 600.0);
    text_box(&mut scene, typeface, area, style, "经营范围", text)?;
    Ok(scene)
}

#[test]
fn broken_lines_hold_the_whole_text_and_stay_in_their_box() {
    for typeface in typefaces() {
        for width in [60.0, 90.0, 133.0, 200.0, 400.0] {
            let area = Area::new(10.0, 10.0, width, 500.0);
            let scene = set(&typeface, area, &TextStyle::new(12.0, 6.0), LONG).expect("fits");
            let text: String = scene.texts().map(|run| run.text.as_str()).collect();
            assert_eq!(squeezed(&text), squeezed(LONG), "{width}");
            for run in scene.texts() {
                let first = run.text.chars().next().expect("no empty line is drawn");
                assert!(!"，。；：）、".contains(first), "{width}: {:?}", run.text);
                assert!(!run.text.ends_with('（'), "{width}: {:?}", run.text);
            }
        }
    }
}

#[test]
fn a_long_text_shrinks_until_it_fits() {
    for typeface in typefaces() {
        let area = Area::new(0.0, 0.0, 220.0, 60.0);
        let scene = set(&typeface, area, &TextStyle::new(14.0, 5.0), LONG).expect("fits");
        let size = scene.texts().next().expect("has lines").size;
        assert!((5.0..14.0).contains(&size), "{size}");
        let lowest = scene.texts().map(|run| run.baseline).fold(0.0, f32::max);
        assert!(lowest <= 60.0, "{lowest}");
    }
}

#[test]
fn a_text_too_long_for_its_box_is_refused_by_name() {
    let area = Area::new(0.0, 0.0, 100.0, 20.0);
    let refused = set(&Typeface::standard(), area, &TextStyle::new(12.0, 10.0), LONG);
    let len = LONG.chars().count();
    assert_eq!(refused, Err(RenderError::Overflow { what: "经营范围".to_owned(), len }));
}

#[test]
fn a_number_shrinks_rather_than_being_torn() {
    let code = "91410800MA00000R1C";
    let area = Area::new(0.0, 0.0, 100.0, 40.0);
    let scene = set(&Typeface::standard(), area, &TextStyle::new(13.0, 7.0), code).expect("fits");
    let lines: Vec<_> = scene.texts().map(|run| run.text.as_str()).collect();
    assert_eq!(lines, [code]);
    let torn = set(&Typeface::standard(), area, &TextStyle::new(13.0, 13.0), code).expect("fits");
    assert_eq!(torn.texts().count(), 2);
}

#[test]
fn alignment_places_lines_within_their_box() {
    let typeface = Typeface::standard();
    let area = Area::new(100.0, 0.0, 200.0, 100.0);
    let place = |align, vertical| {
        let style = TextStyle::new(10.0, 10.0).aligned(align, vertical);
        let scene = set(&typeface, area, &style, "名称").expect("fits");
        let run = scene.texts().next().expect("is drawn").clone();
        (run.x, run.baseline, run.spacing)
    };
    assert_eq!(place(Align::Left, Vertical::Top), (100.0, 8.8, 0.0));
    assert_eq!(place(Align::Centre, Vertical::Middle), (190.0, 53.8, 0.0));
    assert_eq!(place(Align::Right, Vertical::Bottom), (280.0, 98.8, 0.0));
    assert_eq!(place(Align::Spread, Vertical::Top), (100.0, 8.8, 180.0));
}
