//! What a seal is to look like.

use super::DesignError;
use super::{oval, round, square};
use crate::artwork::Artwork;
use crate::font::Typeface;
use crate::scene::Colour;

/// The red of seals.
const RED: Colour = Colour(0xd7, 0x00, 0x0f);

/// The rank of whoever holds a round seal, which decides its diameter and what stands in its centre
/// (国发〔1999〕25号 《国务院关于国家行政机关和企业事业单位社会团体印章管理的规定》, items 2 to 14).
///
/// Where the rule has the State emblem, the centre is left free: its artwork is laid down by law and
/// is not copied here.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Rank {
    /// 自治州、市、县级和市辖区人民政府 (item 9): 45 mm, emblem.
    CountyGovernment,
    /// 国务院部委管理的国家局, 副部级 bodies of the State Council (items 4 and 7): 45 mm, emblem.
    NationalBureau,
    /// 省、自治区、直辖市人民政府, 国务院办公厅, 部委 (item 3): 50 mm, emblem.
    Province,
    /// 地区（盟）行政公署 (item 10): 45 mm, star.
    PrefectureOffice,
    /// 国务院 (item 2): 60 mm, emblem.
    StateCouncil,
    /// 乡、民族乡、镇人民政府 (item 11): 42 mm, star.
    Township,
    /// Departments, institutions, enterprises and associations (items 13 and 14: at most 45 mm, with
    /// a star): 42 mm, as is usual.
    #[default]
    Unit,
}

impl Rank {
    /// The diameter in millimetres.
    pub const fn diameter_mm(self) -> f32 {
        match self {
            Self::StateCouncil => 60.0,
            Self::Province => 50.0,
            Self::CountyGovernment | Self::NationalBureau | Self::PrefectureOffice => 45.0,
            Self::Township | Self::Unit => 42.0,
        }
    }

    /// What stands in the centre.
    pub const fn centre(self) -> Centre {
        match self {
            Self::CountyGovernment | Self::NationalBureau | Self::Province | Self::StateCouncil => {
                Centre::Free
            }
            Self::PrefectureOffice | Self::Township | Self::Unit => Centre::Star,
        }
    }
}

/// What stands in the centre of a round seal.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Centre {
    /// Nothing: the place for an emblem.
    Free,
    /// A five-pointed star.
    #[default]
    Star,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Shape {
    Oval,
    Round,
    Square,
}

/// A seal to be drawn from text.
///
/// # Examples
///
/// ```
/// use sidian_render::Typeface;
/// use sidian_render::font::FontUse;
/// use sidian_render::seal::{Rank, SealDesign};
///
/// let typeface = Typeface::find();
/// let design = SealDesign::round("示例市数据管理局").with_rank(Rank::Unit).with_code("1101000000001");
/// match typeface.font_use() {
///     FontUse::Embedded(_) => {
///         let seal = design.draw(&typeface)?;
///         assert_eq!(seal.width_mm(), 42.0);
///         assert!(seal.to_svg()?.contains("<path"));
///     }
///     // letters can only be drawn where there is a typeface
///     _ => assert!(design.draw(&typeface).is_err()),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a design does nothing until it is drawn"]
pub struct SealDesign {
    pub(super) shape: Shape,
    pub(super) text: String,
    pub(super) line: Option<String>,
    pub(super) code: Option<String>,
    pub(super) serial: Option<String>,
    pub(super) centre: Centre,
    pub(super) colour: Colour,
    pub(super) size: (f32, f32),
    pub(super) reversed: bool,
    pub(super) filled_up: bool,
}

impl SealDesign {
    /// The most characters of a name along the edge.
    pub const LONGEST_NAME: usize = 30;

    fn new(shape: Shape, text: String, size: (f32, f32)) -> Self {
        Self {
            shape,
            text,
            line: None,
            code: None,
            serial: None,
            centre: Centre::Star,
            colour: RED,
            size,
            reversed: false,
            filled_up: true,
        }
    }

    /// A round seal of 42 mm with a star, its name along the edge from left to right.
    pub fn round(name: impl Into<String>) -> Self {
        Self::new(Shape::Round, name.into(), (42.0, 42.0))
    }

    /// An oval seal of 40 × 30 mm, as the invoice seal (发票专用章, 国家税务总局公告2011年第7号) is: name
    /// along the edge, [code](Self::with_code) (纳税人识别号) in the middle, [line](Self::with_line)
    /// below it, [serial](Self::with_serial) at the bottom.
    pub fn oval(name: impl Into<String>) -> Self {
        Self::new(Shape::Oval, name.into(), (40.0, 30.0))
    }

    /// A square personal seal of 20 mm: two to four characters, read down and from right to left,
    /// filled up to four by 印 or 之印 unless [told not to](Self::with_fill). Red letters in a frame
    /// (阳文) unless [reversed](Self::with_reversed).
    pub fn square(name: impl Into<String>) -> Self {
        Self::new(Shape::Square, name.into(), (20.0, 20.0))
    }

    /// With the diameter and centre of a rank. For round seals.
    pub fn with_rank(self, rank: Rank) -> Self {
        let diameter = rank.diameter_mm();
        Self { size: (diameter, diameter), centre: rank.centre(), ..self }
    }

    /// With another size in millimetres: width and height, the same for round and square seals.
    pub fn with_size_mm(self, width: f32, height: f32) -> Self {
        Self { size: (width, height), ..self }
    }

    /// With a star, or with room for an emblem. For round seals.
    pub fn with_centre(self, centre: Centre) -> Self {
        Self { centre, ..self }
    }

    /// With a level line of text below the centre, such as 财务专用章 or 合同专用章.
    pub fn with_line(self, line: impl Into<String>) -> Self {
        Self { line: Some(line.into()), ..self }
    }

    /// With a code: along the bottom of a round seal (印章编码), across the middle of an oval one.
    pub fn with_code(self, code: impl Into<String>) -> Self {
        Self { code: Some(code.into()), ..self }
    }

    /// With a number at the bottom of an oval seal, such as (1).
    pub fn with_serial(self, serial: impl Into<String>) -> Self {
        Self { serial: Some(serial.into()), ..self }
    }

    /// With another colour than red.
    pub fn with_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// With letters cut out of the colour (阴文). For square seals.
    pub fn with_reversed(self) -> Self {
        Self { reversed: true, ..self }
    }

    /// Whether a personal name is filled up by 印 or 之印.
    pub fn with_fill(self, filled_up: bool) -> Self {
        Self { filled_up, ..self }
    }

    /// Draws the seal.
    ///
    /// # Errors
    ///
    /// [`DesignError`]: a text that has no room, a part that the shape does not have, a size that no
    /// seal has, or no typeface with these letters.
    pub fn draw(&self, typeface: &Typeface) -> Result<Artwork, DesignError> {
        let (width, height) = self.size;
        let sound = |side: f32| (10.0..=100.0).contains(&side);
        let square = self.shape == Shape::Oval || width == height;
        if !sound(width) || !sound(height) || !square {
            // saturates at the ends of the range
            let (width, height) = (width.round() as i32, height.round() as i32);
            return Err(DesignError::Size { width, height });
        }
        self.check()?;
        match self.shape {
            Shape::Oval => oval::draw(self, typeface),
            Shape::Round => round::draw(self, typeface),
            Shape::Square => square::draw(self, typeface),
        }
    }

    /// The lengths of the texts, and whether the shape has a place for each.
    fn check(&self) -> Result<(), DesignError> {
        let square = self.shape == Shape::Square;
        let name = if square { (2, 4) } else { (1, Self::LONGEST_NAME) };
        let number = if self.shape == Shape::Oval { (1, 20) } else { (1, 18) };
        let parts = [
            ("name", Some(&self.text), true, name),
            ("line", self.line.as_ref(), !square, (1, 12)),
            ("code", self.code.as_ref(), !square, number),
            ("serial", self.serial.as_ref(), self.shape == Shape::Oval, (1, 6)),
        ];
        for (part, text, has_place, (least, most)) in parts {
            let Some(text) = text else { continue };
            if !has_place {
                return Err(DesignError::Unused { part });
            }
            let len = text.chars().count();
            if !(least..=most).contains(&len) {
                return Err(DesignError::Length { part, len, least, most });
            }
        }
        if self.reversed && !square {
            return Err(DesignError::Unused { part: "reversed" });
        }
        Ok(())
    }
}
