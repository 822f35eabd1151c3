//! How the two networks of a run stand against each other.

use crate::page::features::advice::topic::Run;
use crate::page::features::advice::{collapse, losses};
use crate::page::features::charts::curves::{Curve, Curves};

/// Iterations that means are over: single ones vary much.
pub const WINDOW: usize = 50;
/// D(x) − D(G(z)) from which on netD is ahead. It is 0 where netD cannot tell photos from faces, and 1 where it is
/// certain about each; a healthy run of the tutorial has 0.3 to 0.75.
const AHEAD: f32 = 0.8;
/// The same difference, below which netG fools netD about as often as not.
const FOOLED: f32 = 0.15;

/// Means over the last iterations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Means {
    pub loss_d: f32,
    pub loss_g: f32,
    pub d_x: f32,
    pub d_g_z: f32,
}

/// How the networks stand against each other.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Diagnosis {
    /// No run is on screen.
    #[default]
    NoRun,
    /// There are too few iterations to say anything.
    Beginning,
    /// The losses are no longer finite.
    NotFinite,
    /// netG draws much the same face from every latent.
    Collapse(Means),
    /// netD recognises nearly every face, so that netG hardly learns.
    Overwhelmed(Means),
    NetDAhead(Means),
    Balanced(Means),
    NetGAhead(Means),
}

impl Diagnosis {
    /// Diagnoses the curves on screen; `run` is the current run, if they are its.
    pub fn of(curves: &Curves, run: Option<Run>) -> Self {
        if run.is_some_and(|run| run.not_finite.is_some()) {
            return Self::NotFinite;
        }
        let Some(means) = Means::of(curves) else {
            return if curves.is_empty() { Self::NoRun } else { Self::Beginning };
        };
        if run.is_some_and(|run| collapse::collapse(&run, false).is_some()) {
            return Self::Collapse(means);
        }
        if run.is_some_and(|run| losses::overwhelmed(&run, false).is_some()) {
            return Self::Overwhelmed(means);
        }
        match means.d_x - means.d_g_z {
            apart if apart >= AHEAD => Self::NetDAhead(means),
            apart if apart < FOOLED => Self::NetGAhead(means),
            apart if apart.is_nan() => Self::NotFinite,
            _ => Self::Balanced(means),
        }
    }

    /// The means that it is based on.
    pub fn means(self) -> Option<Means> {
        match self {
            Self::NoRun | Self::Beginning | Self::NotFinite => None,
            Self::Collapse(means)
            | Self::Overwhelmed(means)
            | Self::NetDAhead(means)
            | Self::Balanced(means)
            | Self::NetGAhead(means) => Some(means),
        }
    }
}

impl Means {
    /// Over the last iterations; nothing where there are fewer.
    fn of(curves: &Curves) -> Option<Self> {
        let mean = |curve| {
            let values = curves.get(curve);
            let last = &values[values.len().checked_sub(WINDOW)?..];
            Some(last.iter().sum::<f32>() / WINDOW as f32)
        };
        Some(Self {
            loss_d: mean(Curve::LossD)?,
            loss_g: mean(Curve::LossG)?,
            d_x: mean(Curve::Dx)?,
            d_g_z: mean(Curve::DGz1)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::features::advice::diversity::GridDiversity;
    use facegan_core::config::TrainConfig;
    use facegan_core::run::RunId;
    use facegan_core::stats::Stats;

    fn curves(iterations: usize, d_x: f32, d_g_z: f32, loss_d: f32) -> Curves {
        let mut curves = Curves::default();
        for iteration in 0..iterations {
            let (epoch, batch, images, loss_g, seconds) = (0, iteration, 4, 2.0, 0.1);
            let [d_g_z1, d_g_z2] = [d_g_z; 2];
            curves.add(&Stats { iteration, epoch, batch, images, loss_d, loss_g, d_x, d_g_z1, d_g_z2, seconds });
        }
        curves
    }

    fn run<'a>(config: &'a TrainConfig, curves: &'a Curves, diversity: GridDiversity) -> Run<'a> {
        Run { id: RunId(1), config, photos: 5000, not_finite: None, curves, diversity }
    }

    #[test]
    fn who_is_ahead_is_seen_by_what_net_d_says_of_photos_and_of_faces() {
        let diagnosed = |d_x, d_g_z| Diagnosis::of(&curves(WINDOW, d_x, d_g_z, 0.5), None);
        assert!(matches!(diagnosed(0.97, 0.03), Diagnosis::NetDAhead(_)));
        assert!(matches!(diagnosed(0.8, 0.2), Diagnosis::Balanced(_)));
        assert!(matches!(diagnosed(0.5, 0.5), Diagnosis::NetGAhead(_)));
        assert_eq!(diagnosed(f32::NAN, 0.5), Diagnosis::NotFinite);
        let means = diagnosed(0.8, 0.2).means();
        assert!(means.is_some_and(|means| (means.d_x - 0.8).abs() < 1e-4 && (means.loss_g - 2.0).abs() < 1e-4));
    }

    #[test]
    fn nothing_is_said_too_early() {
        assert_eq!(Diagnosis::of(&Curves::default(), None), Diagnosis::NoRun);
        assert_eq!(Diagnosis::of(&curves(WINDOW - 1, 0.9, 0.1, 0.5), None), Diagnosis::Beginning);
    }

    #[test]
    fn what_is_advised_on_is_explained_the_same() {
        let config = TrainConfig::default();
        let certain = curves(400, 0.99, 0.01, 0.02);
        let plain = run(&config, &certain, GridDiversity::default());
        assert!(losses::overwhelmed(&plain, false).is_some());
        assert!(matches!(Diagnosis::of(&certain, Some(plain)), Diagnosis::Overwhelmed(_)));

        let healthy = curves(400, 0.7, 0.3, 0.9);
        let mut alike = GridDiversity::default();
        alike.real = Some(0.5);
        (0..3).for_each(|grid| alike.add_fake(2000 + grid, Some(0.1)));
        let collapsed = run(&config, &healthy, alike);
        assert!(collapse::collapse(&collapsed, false).is_some());
        assert!(matches!(Diagnosis::of(&healthy, Some(collapsed)), Diagnosis::Collapse(_)));

        let broken = Run { not_finite: Some(7), ..run(&config, &healthy, GridDiversity::default()) };
        assert_eq!(Diagnosis::of(&healthy, Some(broken)), Diagnosis::NotFinite);
    }
}
