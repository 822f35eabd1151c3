//! The numbers of every iteration of a run, and how good its netG was.

use std::ops::Range;

use crate::page::features::charts::epochs::EpochStart;
use facegan_core::quality::Measurement;
use facegan_core::stats::Stats;

/// One of the five curves of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    LossG,
    LossD,
    Dx,
    DGz1,
    DGz2,
}

impl Curve {
    pub const COUNT: usize = 5;
    pub const ALL: [Self; Self::COUNT] = [Self::LossG, Self::LossD, Self::Dx, Self::DGz1, Self::DGz2];
}

/// Every number of a run; index `i` is iteration `i`.
#[derive(Debug, Clone, Default)]
pub struct Curves {
    values: [Vec<f32>; Curve::COUNT],
    places: Vec<Place>,
    epochs: Vec<EpochStart>,
    measurements: Vec<Measurement>,
    /// Iterations after which netG was best, where that state is kept.
    best: Option<usize>,
}

/// What an iteration's numbers are about.
#[derive(Debug, Clone, Copy)]
struct Place {
    epoch: u32,
    batch: u32,
    images: u32,
    seconds: f32,
}

impl Curves {
    /// Adds one iteration.
    pub fn add(&mut self, stats: &Stats) {
        let Stats { iteration: _, epoch, batch, images, loss_d, loss_g, d_x, d_g_z1, d_g_z2, seconds } = *stats;
        if self.epochs.last().is_none_or(|start| start.epoch != epoch) {
            self.epochs.push(EpochStart { epoch, iteration: self.len() });
        }
        for (curve, value) in self.values.iter_mut().zip([loss_g, loss_d, d_x, d_g_z1, d_g_z2]) {
            curve.push(value);
        }
        let [epoch, batch, images] = [epoch, batch, images].map(|count| count as u32);
        self.places.push(Place { epoch, batch, images, seconds: seconds as f32 });
    }

    /// Adds measurements of netG, and the iterations after which it was best.
    pub fn add_measurements(&mut self, measurements: Vec<Measurement>, best: Option<usize>) {
        self.measurements.extend(measurements);
        self.best = best;
    }

    /// How good netG was, in the order in which it was measured.
    pub fn measurements(&self) -> &[Measurement] {
        &self.measurements
    }

    /// Iterations after which netG was best, where that state is kept.
    pub fn best(&self) -> Option<usize> {
        self.best
    }

    /// The best of the measurements, where its state is kept.
    pub fn best_measurement(&self) -> Option<&Measurement> {
        self.measurements.iter().find(|measurement| Some(measurement.iterations) == self.best)
    }

    /// One curve.
    pub fn get(&self, curve: Curve) -> &[f32] {
        &self.values[curve as usize]
    }

    /// Where each epoch begins.
    pub fn epochs(&self) -> &[EpochStart] {
        &self.epochs
    }

    /// The epoch of an iteration, from 0.
    pub fn epoch(&self, iteration: usize) -> Option<usize> {
        self.places.get(iteration).map(|place| place.epoch as usize)
    }

    /// All numbers of some iterations; those that there are not are left out.
    pub fn rows(&self, iterations: Range<usize>) -> impl Iterator<Item = Stats> + '_ {
        iterations.take_while(|iteration| *iteration < self.len()).map(|iteration| {
            let Place { epoch, batch, images, seconds } = self.places[iteration];
            let value = |curve| self.get(curve)[iteration];
            Stats {
                iteration,
                epoch: epoch as usize,
                batch: batch as usize,
                images: images as usize,
                loss_d: value(Curve::LossD),
                loss_g: value(Curve::LossG),
                d_x: value(Curve::Dx),
                d_g_z1: value(Curve::DGz1),
                d_g_z2: value(Curve::DGz2),
                seconds: seconds.into(),
            }
        })
    }

    /// Number of iterations.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no iteration.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stats(iteration: usize, epoch: usize) -> Stats {
        Stats {
            iteration,
            epoch,
            batch: iteration % 3,
            images: 4,
            loss_d: 1.0,
            loss_g: iteration as f32,
            d_x: 0.25,
            d_g_z1: 0.5,
            d_g_z2: 0.75,
            seconds: 0.125,
        }
    }

    impl Curves {
        /// Curves of which only netG's loss matters.
        pub fn of_losses(losses: &[f32]) -> Self {
            let mut curves = Self::default();
            losses.iter().for_each(|&loss_g| curves.add(&Stats { loss_g, ..stats(curves.len(), 0) }));
            curves
        }
    }

    #[test]
    fn an_iterations_numbers_come_back_as_they_were() {
        let all: Vec<_> = (0..7).map(|iteration| stats(iteration, iteration / 3)).collect();
        let mut curves = Curves::default();
        all.iter().for_each(|stats| curves.add(stats));
        assert_eq!(curves.rows(0..7).collect::<Vec<_>>(), all);
        assert_eq!(curves.rows(5..90).collect::<Vec<_>>(), all[5..]);
        assert_eq!(curves.get(Curve::LossG), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!((curves.epoch(5), curves.epoch(7)), (Some(1), None));
    }

    #[test]
    fn epochs_begin_where_their_number_changes() {
        let mut curves = Curves::default();
        (0..7).for_each(|iteration| curves.add(&stats(iteration, iteration / 3)));
        let starts = [(0, 0), (1, 3), (2, 6)].map(|(epoch, iteration)| EpochStart { epoch, iteration });
        assert_eq!(curves.epochs(), starts);
    }
}
