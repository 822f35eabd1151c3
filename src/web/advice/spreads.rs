//! What the distances between a grid's images say.

use super::curves::lower_lr;
use super::{Advice, Fix, Run, Topic, settings};
use facegan_core::config::Field;

/// Fakes' spread by the photos' below which netG draws much the same image over and over.
const COLLAPSED: f32 = 0.35;
/// From which on it no longer does.
const RECOVERED: f32 = 0.45;
/// From which on it once drew different ones.
const VARIED: f32 = 0.5;
/// Iterations after which a netG that never drew different images is in trouble: an untrained one draws 64 times nearly
/// the same grey. On the sample faces (32 pixels, `ngf = ndf = 16`, batches of 16) fakes had 11 % of the faces' spread at
/// first, 29 % after 250 iterations, 49 % after 400 and 61 % after 500.
const PATIENCE: usize = 1000;

/// How far apart the images of a run's grids are, by [`Event::RealGrid`]'s measure.
///
/// [`Event::RealGrid`]: facegan_protocol::Event::RealGrid
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spreads {
    pub real: Option<f32>,
    /// Of the latest grid.
    pub(super) fake: Option<f32>,
    /// Of the one before it, where it counts already.
    pub(super) earlier: Option<f32>,
    /// The most that fakes ever were apart.
    pub(super) most: f32,
}

impl Spreads {
    /// Takes in a grid of fakes, drawn after `iteration`.
    pub fn add_fake(&mut self, iteration: usize, spread: Option<f32>) {
        let Some(spread) = spread else { return };
        self.most = self.most.max(spread);
        let counts = iteration >= PATIENCE || self.real.is_some_and(|real| self.most >= VARIED * real);
        self.earlier = self.fake;
        self.fake = counts.then_some(spread);
    }
}

/// netG draws nearly the same image over and over: in two grids one after the other, so that a single unlucky one says
/// nothing.
pub fn collapse(run: &Run, up: bool) -> Option<Advice> {
    let Spreads { real, fake, earlier, .. } = run.spreads;
    let (real, fake) = (real.filter(|real| *real > 0.0)?, fake?);
    let most = if up { RECOVERED } else { COLLAPSED };
    let learns = run.config.lr > 0.0;
    let collapsed = learns && fake < most * real && (up || earlier? < most * real);
    let lower = Fix::using(&lower_lr(run.config), [Field::Lr]);
    collapsed.then(|| Advice {
        topic: Topic::Collapse,
        seen: format!(
            "The fakes differ from each other by {fake:.2} on average, the photos by {real:.2}: {:.0} % of it.",
            100.0 * fake / real
        ),
        means: "netG draws much the same face from every latent (mode collapse).".into(),
        remedy: format!("Start again with a lower lr{}.", settings::or_more_variety(run.config, run.photos)),
        fixes: [lower].into_iter().chain(settings::more_variety(run.config, run.photos)).collect(),
    })
}
