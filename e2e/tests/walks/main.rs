//! One walk a behaviour, each in a browser of its own.

mod charts;
mod continuing;
mod downloads;
mod errors;
mod faces;
mod files;
mod layout;
#[path = "../../../tests/common/python.rs"]
mod python;
mod settings;
mod smoothness;
mod training;
