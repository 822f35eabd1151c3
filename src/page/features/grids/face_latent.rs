//! The latent of a face of a sample grid.

use crate::page::state::AppState;
use facegan_core::latent::{Latent, LatentSpec};
use facegan_core::run_manifest::RunKey;

/// The latent of the `face`-th face, from 0, in the grids of the run with this key: row `face` of the fixed noise. Nothing
/// where that is not the run that draws, or its grids are not drawn from its seed.
pub fn face_latent(app: &AppState, shown: &RunKey, face: usize) -> Option<Latent> {
    let run = app.run.as_ref().filter(|_| app.can_export())?;
    run.plan.as_ref().filter(|plan| plan.key == *shown && plan.seeded_noise)?;
    Some(LatentSpec { seed: run.config.seed, index: face, truncation: None }.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::state::Action;
    use crate::page::state::tests::stats_of;
    use facegan_core::config::{Preset, TrainConfig};
    use facegan_core::run::Plan;
    use facegan_protocol::Event;

    /// A run that has done an iteration.
    fn app(seeded_noise: bool) -> AppState {
        let mut app = AppState::default();
        let run = app.next_run();
        app.act(Action::Start { run, config: TrainConfig { seed: 5, ..Preset::Tiny.config() } });
        let (key, adapter) = (RunKey("1".into()), "GPU".into());
        let plan = Plan { key, adapter, images: 8, held_out: 0, iterations_per_epoch: 2, iterations: 10, seeded_noise };
        app.apply(&Event::Started { run, plan });
        assert_eq!(face_latent(&app, &RunKey("1".into()), 9), None, "nothing can be drawn yet");
        app.apply(&stats_of(run, 0));
        app
    }

    #[test]
    fn a_face_of_a_grid_is_a_row_of_the_fixed_noise_of_the_runs_seed() {
        let shown = RunKey("1".into());
        let face = LatentSpec { seed: 5, index: 9, truncation: None };
        assert_eq!(face_latent(&app(true), &shown, 9), Some(face.into()));
        assert_eq!(face_latent(&app(false), &shown, 9), None, "its grids are drawn from other noise");
        assert_eq!(face_latent(&app(true), &RunKey("2".into()), 9), None, "another run is on screen");
    }

    #[test]
    fn a_run_whose_networks_are_gone_has_none() {
        let mut app = app(true);
        app.apply(&Event::Dead { reason: "gone".into() });
        assert_eq!(face_latent(&app, &RunKey("1".into()), 9), None);
    }
}
