//! Prints what a checkpoint holds:
//! `cargo xtask example read_checkpoint run1/checkpoint.safetensors`

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use facegan_core::config::Field;
use facegan_store::checkpoint;

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("usage: read_checkpoint FILE")?;
    print!("{}", describe(Path::new(&path))?);
    Ok(())
}

/// Tells how far the run of a checkpoint has come, its settings and its networks' tensors.
pub fn describe(path: &Path) -> Result<String, Box<dyn Error>> {
    let snapshot = checkpoint::from_bytes(&fs::read(path)?)?;
    let planned = snapshot.config.iterations(snapshot.order.len());
    let mut text = format!("{} of {planned} iterations over {} photos\n", snapshot.history.len(), snapshot.order.len());
    if let Some(last) = snapshot.history.last() {
        text += &format!("Loss_D {:.4}, Loss_G {:.4}\n", last.loss_d, last.loss_g);
    }
    for field in Field::ALL {
        text += &format!("{} = {}\n", field.name(), snapshot.config.get(field));
    }
    for (name, network) in [("netG", &snapshot.net_g), ("netD", &snapshot.net_d)] {
        for tensor in &network.state {
            text += &format!("{name}.{} {:?}\n", tensor.key, tensor.shape);
        }
    }
    Ok(text)
}
