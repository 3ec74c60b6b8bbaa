//! The why: decisions that no single module owns, and everything that is sidian's own rather than a
//! standard's.
//!
//! - [`standards`]: which standard each room speaks, and on which source that rests.
//! - [`own`]: identifiers, algorithm names and formats that no standard gives.
//! - [`sealed_pdf`]: how an electronic seal travels in a PDF, byte by byte.
//! - [`defaults`]: what a verifier demands unless it is told otherwise, and why.
//!
//! What an attacker can do, boundary by boundary, is in `.github/SECURITY.md`.

pub mod defaults;
pub mod own;
pub mod sealed_pdf;
pub mod standards;
