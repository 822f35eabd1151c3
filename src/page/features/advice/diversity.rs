//! How far apart the images of a run's sample grids are.

/// Fakes' diversity by the photos' from which on netG once drew different images.
const VARIED: f32 = 0.5;
/// Iterations after which a netG that never drew different images is in trouble: an untrained one draws 64 times nearly
/// the same grey. On the sample faces (32 pixels, `ngf = ndf = 16`, batches of 16) fakes had 11 % of the faces'
/// diversity at first, 29 % after 250 iterations, 49 % after 400 and 61 % after 500.
const PATIENCE: usize = 1000;

/// How far apart the images of a run's grids are, by [`Event::RealGrid`]'s measure.
///
/// [`Event::RealGrid`]: facegan_protocol::Event::RealGrid
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct GridDiversity {
    pub real: Option<f32>,
    /// Of the latest grid.
    pub(super) fake: Option<f32>,
    /// Of the one before it, where it counts already.
    pub(super) earlier: Option<f32>,
    /// The most that fakes ever were apart.
    pub(super) most: f32,
}

impl GridDiversity {
    /// Adds a grid of fakes, drawn after `iteration`.
    pub fn add_fake(&mut self, iteration: usize, diversity: Option<f32>) {
        let Some(diversity) = diversity else { return };
        self.most = self.most.max(diversity);
        let counts = iteration >= PATIENCE || self.real.is_some_and(|real| self.most >= VARIED * real);
        self.earlier = self.fake;
        self.fake = counts.then_some(diversity);
    }
}
