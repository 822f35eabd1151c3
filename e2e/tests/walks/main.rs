//! One walk a behaviour, each in a browser of its own.

mod continuing;
mod downloads;
mod errors;
mod faces;
mod files;
mod layout;
#[path = "../../../tests/common/python.rs"]
mod python;
mod runs;
mod settings;
mod smoothness;
mod training;
