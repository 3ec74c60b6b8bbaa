//! What a picture shows: outlines or pixels, and how either is put on a page.

use krilla::geom::{Size, Transform};
use krilla::image::Image;
use krilla::surface::Surface;

use super::{Artwork, draw};
use crate::RenderError;
use crate::scene::Area;

/// Outlines or pixels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Look {
    Outlines(Artwork),
    Pixels(Image),
}

impl Look {
    /// Width over height.
    pub(crate) fn proportion(&self) -> f32 {
        match self {
            Self::Outlines(artwork) => artwork.width_mm() / artwork.height_mm(),
            Self::Pixels(image) => {
                let (width, height) = image.size();
                width as f32 / height.max(1) as f32
            }
        }
    }

    /// Where it lies in `area`: as large as it can be without being distorted, in the middle.
    pub(crate) fn fitted(&self, area: Area) -> Area {
        let proportion = self.proportion();
        let (width, height) = match area.width / area.height > proportion {
            true => (area.height * proportion, area.height),
            false => (area.width, area.width / proportion),
        };
        let (x, y) = (area.x + (area.width - width) / 2.0, area.y + (area.height - height) / 2.0);
        Area::new(x, y, width, height)
    }

    /// Draws it into `area` of a surface.
    pub(crate) fn draw(&self, surface: &mut Surface<'_>, area: Area) -> Result<(), RenderError> {
        let place = self.fitted(area);
        surface.push_transform(&Transform::from_translate(place.x, place.y));
        match self {
            Self::Outlines(artwork) => {
                let scale = place.width / artwork.width_mm();
                surface.push_transform(&Transform::from_scale(scale, scale));
                draw(surface, artwork);
                surface.pop();
            }
            Self::Pixels(image) => {
                let size = Size::from_wh(place.width, place.height).ok_or(RenderError::Layout)?;
                surface.draw_image(image.clone(), size);
            }
        }
        surface.pop();
        Ok(())
    }
}
