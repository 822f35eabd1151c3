//! One update of both networks, a run of many, the sample grids and the numbers.

mod sample;
mod session;
mod stats;
mod step;

pub use sample::grid;
pub use session::{Session, Step, TrainError};
pub use stats::{csv, log_line};
pub use step::Gan;
