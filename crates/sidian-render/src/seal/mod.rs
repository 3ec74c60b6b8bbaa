//! Seal pictures (印模): drawn from text, or brought along as a file.
//!
//! [`SealDesign`] draws the seals of Chinese public service: round ones by 国发〔1999〕25号, oval ones
//! by 国家税务总局公告2011年第7号, and square personal ones. [`SealPicture`] takes pictures made
//! elsewhere, after a look at what they are.
//!
//! A picture is the look of a seal and proves nothing: what makes a document official is the signed
//! structure that holds the picture, and the signature made with it.

mod arc;
mod bitmap;
mod design;
mod error;
mod letter;
mod oval;
mod picture;
mod quad;
mod round;
mod square;
mod svg;
#[cfg(test)]
mod tests;

pub use design::{Centre, Rank, SealDesign};
pub use error::{DesignError, PictureError};
pub use picture::{PictureFormat, SealPicture};
