//! How long reading photos takes: `cargo run --release --package facegan-data --example read_speed -- FILES`. Of several
//! runs the fastest counts. `read_speed.py` beside it measures Pillow.

use std::error::Error;
use std::fs;
use std::time::{Duration, Instant};

use facegan_data::decode::decode;
use facegan_data::resize::square;

const RUNS: usize = 5;
const SIZE: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        let bytes = fs::read(&path)?;
        let mut fastest = [Duration::MAX; 2];
        for _ in 0..RUNS {
            let start = Instant::now();
            let image = decode(&bytes)?;
            let decoded = Instant::now();
            square(&image, SIZE)?;
            let times = [decoded - start, decoded.elapsed()];
            fastest = std::array::from_fn(|stage| fastest[stage].min(times[stage]));
        }
        let [decode, resize] = fastest.map(|time| time.as_secs_f64() * 1e3);
        println!("{path}: decode {decode:.1} ms, resize {resize:.1} ms");
    }
    Ok(())
}
