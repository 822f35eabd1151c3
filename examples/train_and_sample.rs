//! Trains a few iterations on the built-in faces and writes a grid of samples:
//! `cargo xtask example train_and_sample samples.png`

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use burn::tensor::Device;
use facegan_core::config::{Preset, TrainConfig};
use facegan_data::dataset::Dataset;
use facegan_data::storage::MemoryStorage;
use facegan_train::Session;
use pollster::block_on;

const IMAGES: u32 = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).unwrap_or_else(|| "samples.png".into());
    let config = TrainConfig { image_size: 32, num_epochs: 5, ..Preset::Tiny.config() };
    train_and_sample(config, Path::new(&path))
}

/// Trains a run with these settings to its end on the CPU, and writes its last sample grid as PNG.
pub fn train_and_sample(config: TrainConfig, path: &Path) -> Result<(), Box<dyn Error>> {
    let side = config.image_size;
    let mut data = Dataset::new(Box::<MemoryStorage>::default(), side);
    for index in 0..IMAGES {
        data.push(&facegan_sample_faces::draw(1, index, side))?;
    }

    let mut session = Session::new(config, data.identities().to_vec(), data.taken(), Device::flex().autodiff());
    while !session.is_complete() {
        let batch = session.next_batch(&data)?;
        let step = block_on(session.train(batch))?;
        println!("{}: Loss_D {:.4}, Loss_G {:.4}", step.stats.iteration, step.stats.loss_d, step.stats.loss_g);
        if let Some(grid) = step.grid {
            fs::write(path, &grid.png)?;
        }
    }
    println!("The samples are in {}.", path.display());
    Ok(())
}
