//! The sizes that a plan chooses from.

/// Sizes of images, networks and batches that go well together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// Side of the images in pixels.
    pub image_size: usize,
    /// Both ngf and ndf.
    pub width: usize,
    /// Images in a batch.
    pub batch_size: usize,
}

const fn rung(image_size: usize, width: usize, batch_size: usize) -> Rung {
    Rung { image_size, width, batch_size }
}

/// From what a software adapter can train to the tutorial's own.
pub const RUNGS: [Rung; 4] = [rung(32, 16, 16), rung(32, 32, 32), rung(64, 32, 64), rung(64, 64, 128)];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::TrainConfig;
    use crate::flops::of_iteration;

    #[test]
    fn every_rung_costs_more_than_the_one_before_up_to_the_tutorial() {
        let config = |rung: Rung| TrainConfig {
            image_size: rung.image_size,
            ngf: rung.width,
            ndf: rung.width,
            batch_size: rung.batch_size,
            ..TrainConfig::default()
        };
        assert!(RUNGS.map(|rung| of_iteration(&config(rung))).is_sorted_by(|a, b| a < b));
        assert_eq!(RUNGS.last().map(|rung| config(*rung)), Some(TrainConfig::default()));
    }
}
