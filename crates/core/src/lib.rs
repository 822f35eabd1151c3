//! Types that page, engine and command share: settings, images, statistics, runs, latents.
//!
//! Nothing here uses a GPU, Burn or the browser.

pub mod address;
pub mod animation;
pub mod config;
pub mod crop_choice;
pub mod dataset_report;
pub mod export;
pub mod faces;
pub mod flops;
pub mod folders;
pub mod gpu_report;
pub mod heic;
pub mod images;
pub mod inversion;
pub mod latent;
pub mod memory;
pub mod numbers;
pub mod opened;
pub mod origin;
pub mod photo_squares;
pub mod plan;
pub mod problem;
pub mod quality;
pub mod run;
pub mod run_manifest;
pub mod skipped;
pub mod stats;
pub mod table;
pub mod tuning;
pub mod words;
