//! Where photos come from, and how they are read.

use std::path::PathBuf;

use clap::Args;

use super::values::within;
use facegan_core::address::MOST_SAMPLES;

// Where the photos come from.
#[allow(missing_docs, reason = "clap takes a flattened struct's doc comment for the command's description")]
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct PhotoSource {
    /// Folders of photos, .zip archives of them, or photos
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub data: Vec<PathBuf>,
    /// Train on this many of the built-in faces, the same as on the page
    #[arg(long, value_name = "N", value_parser = within(1, MOST_SAMPLES), allow_hyphen_values = true)]
    pub samples: Option<u32>,
}

// How photos are read.
#[allow(missing_docs, reason = "clap takes a flattened struct's doc comment for the command's description")]
#[derive(Debug, Clone, Default, Args)]
pub struct Reading {
    /// Take only the photos of these folders, with commas between their names, as the report lists them [default: all]
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub folders: Vec<String>,
    /// Where faces are cut out, take only the largest of each photo
    #[arg(long)]
    pub largest_face: bool,
    /// Threads that decode photos; the photos are the same with any number [default: one a core]
    #[arg(long, value_name = "N", value_parser = within(1, 256), allow_hyphen_values = true)]
    pub threads: Option<u32>,
}
