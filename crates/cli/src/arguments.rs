//! What the command can be asked for.

mod animate;
mod evaluate;
mod export;
mod faces;
mod inspect;
mod invert;
mod machine;
mod measure;
mod photos;
mod sample;
#[cfg(test)]
mod tests;
mod train;
mod values;

use clap::{Parser, Subcommand};

pub use animate::{Animating, Stop};
pub use evaluate::Evaluating;
pub use export::{ExportPart, Exporting};
pub use faces::FaceCutting;
pub use inspect::Inspecting;
pub use invert::Inverting;
pub use machine::{Backend, Machine};
pub use measure::Measuring;
pub use photos::{PhotoSource, Reading};
pub use sample::Sampling;
pub use train::Training;

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    failed; what was saved before stays
  2    the arguments are wrong
  3    the photos, or the file to open, cannot be used
  4    there is no such backend or GPU here, or the GPU is too small
  130  interrupted: the run was saved, unless it had not begun or Ctrl-C was pressed twice";

const VIDEO: &str = "\
A video, with ffmpeg, of the PNGs in the folder walk/:
  ffmpeg -framerate 25 -i walk/frame-%04d.png -pix_fmt yuv420p walk.mp4";

/// Train the PyTorch tutorial's DCGAN on face photos, as the facegan page does, and go on with the page's runs.
#[derive(Debug, Parser)]
#[command(name = "facegan", version, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Subcommand)]
pub enum Action {
    /// Train a new run, or go on with one
    #[command(after_help = EXIT_CODES)]
    Train(Training),
    /// Draw faces with a trained netG
    Sample(Sampling),
    /// Walk through faces of a trained netG: an animated GIF, or a folder of PNGs
    #[command(after_help = VIDEO)]
    Animate(Animating),
    /// Search for the latent from which a trained netG draws the face that is nearest to a photo
    #[command(after_help = EXIT_CODES)]
    Invert(Inverting),
    /// Say how good a trained netG is: how near its images come to photos, how varied they are, and whether they are copies
    #[command(after_help = EXIT_CODES)]
    Evaluate(Evaluating),
    /// Cut the faces out of photos into a folder, to train on them elsewhere
    #[command(after_help = EXIT_CODES)]
    Faces(FaceCutting),
    /// Take a checkpoint apart into the files that PyTorch and others read
    Export(Exporting),
    /// Tell what a .safetensors file holds
    Inspect(Inspecting),
    /// Measure what this GPU reaches: products of matrices, iterations, and the passes of the layers
    #[command(after_help = EXIT_CODES)]
    Measure(Measuring),
}
