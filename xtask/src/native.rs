//! The programs of the workspace, built with the words of the native tests, so that Burn and all else that they share is
//! compiled once: `cargo run --package NAME` would ask for other features of shared dependencies.

use std::path::PathBuf;
use std::process::Command;

use crate::check::NATIVE;
use crate::programs;
use crate::shell::{cargo, target_dir};

/// A program of the workspace.
#[derive(Debug, Clone, Copy)]
pub enum Program<'a> {
    Bin(&'a str),
    Example(&'a str),
}

impl Program<'_> {
    /// What builds it.
    pub fn build(self) -> Command {
        let (kind, name) = match self {
            Self::Bin(name) => ("--bin", name),
            Self::Example(name) => ("--example", name),
        };
        let mut build = cargo(["build", "--release", "--workspace", kind, name]);
        build.args(NATIVE);
        build
    }

    /// Where it lies once it is built.
    pub fn path(self) -> PathBuf {
        match self {
            Self::Bin(name) => programs::in_folder(&target_dir().join("release"), name),
            Self::Example(name) => programs::in_folder(&target_dir().join("release/examples"), name),
        }
    }
}
