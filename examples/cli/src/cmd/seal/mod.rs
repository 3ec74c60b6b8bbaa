//! `sidian seal`.

mod draw;

use clap::Subcommand;

use crate::failure::Failure;
use crate::ui::Ui;

/// What can be done with seals.
#[derive(Subcommand)]
pub(crate) enum SealCommand {
    /// Draw the picture of a seal from text
    Draw(draw::DrawArgs),
}

pub(super) fn run(command: SealCommand, ui: &Ui) -> Result<u8, Failure> {
    match command {
        SealCommand::Draw(args) => draw::run(&args, ui),
    }
}
