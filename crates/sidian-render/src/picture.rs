//! Pages as pictures, for reports and for people: by `hayro`.
//!
//! A picture proves nothing: it shows what one program makes of a page.

use std::thread;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
