//! The native command: the same runs as on the page, on any machine.
//!
//! [`run`] trains, [`sample`] and [`animate`] draw, [`invert`] searches for a photo's latent, [`evaluate`] says how good a
//! netG is, [`faces`] cuts faces out of photos, [`export`] writes the files of a checkpoint, [`inspect`] says what a file
//! is and [`measure`] what a GPU reaches.
//! [`arguments`] has the command line, [`failure`] the errors.

#![deny(clippy::print_stderr, clippy::print_stdout, reason = "std's macros panic where nobody can be told")]

// First, for the macro.
#[macro_use]
mod terminal;

mod animate;
mod arguments;
mod backend;
mod claim;
mod ending;
mod evaluate;
mod evaluator;
mod export;
mod faces;
mod failure;
mod files;
mod folder;
mod folder_store;
mod grids;
mod inspect;
mod interrupt;
mod invert;
mod latent_file;
mod measure;
mod opened;
mod painter;
mod photos;
mod picture;
mod progress;
mod run;
mod sample;
mod settings;
mod storage;
mod table;
mod unfinished;

use std::process::ExitCode;

use clap::Parser;

pub use arguments::{PhotoSource, Reading};
pub use photos::gather as read_photos;

use arguments::{Action, Arguments};
use ending::{Ending, INTERRUPTED};
use failure::Failure;
use interrupt::Interrupt;

/// Runs the subcommand of the command line.
pub fn main() -> ExitCode {
    match act(Arguments::parse().action) {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Interrupted) => ExitCode::from(INTERRUPTED),
        Err(failure) => {
            eprintln!("error: {failure}.");
            if let Some(advice) = failure.advice() {
                eprintln!("{advice}");
            }
            ExitCode::from(failure.code())
        }
    }
}

fn act(action: Action) -> Result<Ending, Failure> {
    let interrupt = Interrupt::watch().map_err(Failure::Interrupt)?;
    match action {
        Action::Train(training) => return run::train(training, &interrupt),
        Action::Sample(sampling) => sample::sample(sampling)?,
        Action::Animate(animating) => animate::animate(animating)?,
        Action::Invert(inverting) => invert::invert(inverting)?,
        Action::Evaluate(evaluating) => evaluate::evaluate(evaluating)?,
        Action::Faces(cutting) => faces::cut(cutting)?,
        Action::Export(exporting) => export::export(exporting)?,
        Action::Inspect(inspecting) => inspect::inspect(&inspecting)?,
        Action::Measure(measuring) => measure::measure(&measuring)?,
    }
    Ok(Ending::Done)
}
