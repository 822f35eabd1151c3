//! The weights that there are to draw with.

use crate::page::state::{Activity, AppState};
use facegan_core::opened::OpenedFile;
use facegan_core::run::RunId;

/// The weights to draw with. A different value means that pictures have to be drawn again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weights {
    /// A run's: changed with every sample grid while it trains, and with every iteration while it is paused.
    Run { id: RunId, resting: bool, version: usize },
    /// Those of the opened file of this name.
    Opened(String),
}

impl Weights {
    /// The weights that there are now.
    pub fn now(app: &AppState, opened: &[OpenedFile]) -> Option<Self> {
        match &app.run {
            Some(run) if app.can_export() => {
                let resting = matches!(run.activity, Activity::Paused | Activity::Stepping | Activity::Ended(_));
                let done = run.done();
                let version = if resting { done } else { done.saturating_sub(1) / run.config.sample_every };
                Some(Self::Run { id: run.id, resting, version })
            }
            Some(run) if run.is_active() => None,
            _ => opened.iter().find(|file| file.can_draw()).map(|file| Self::Opened(file.name.clone())),
        }
    }
}

/// Whether the average of a run's weights can be drawn with.
pub fn has_average(app: &AppState) -> bool {
    app.can_export() && app.run.as_ref().is_some_and(|run| run.config.ema_decay > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::state::Action;
    use crate::page::state::tests::stats_of;
    use facegan_core::config::{Preset, TrainConfig};
    use facegan_core::opened::{Content, Remark};
    use facegan_protocol::Event;

    #[test]
    fn there_are_weights_after_an_iteration_and_they_change_with_each_grid() {
        let mut app = AppState::default();
        let opened = |content| OpenedFile { name: "file".into(), content, remarks: Vec::new() };
        let net_g = [opened(Content::NetG { image_size: 32, nc: 3, nz: 10, ngf: 8 })];
        assert_eq!(Weights::now(&app, &[]), None);
        assert_eq!(
            Weights::now(&app, &[opened(Content::NetD { image_size: 32, nc: 3, ndf: 8, spectral_norm: false })]),
            None
        );
        assert_eq!(Weights::now(&app, &net_g), Some(Weights::Opened("file".into())));
        let spoilt = |network: &str| {
            let (network, first) = (network.into(), "main.0.weight".into());
            let remarks = vec![Remark::NotFinite { network, numbers: 1, tensors: 1, first }];
            net_g.clone().map(|file| OpenedFile { remarks: remarks.clone(), ..file })
        };
        assert_eq!(Weights::now(&app, &spoilt("netG")), None, "nothing can be drawn with it");
        assert!(Weights::now(&app, &spoilt("netD")).is_some(), "netG is not concerned");
        let run = app.next_run();
        let config = TrainConfig { sample_every: 5, ema_decay: 0.9, ..Preset::Tiny.config() };
        app.act(Action::Start { run, config });
        assert!(!has_average(&app));
        assert_eq!(Weights::now(&app, &net_g), None, "a run is being prepared");
        let mut after = |iteration| {
            app.apply(&stats_of(run, iteration));
            Weights::now(&app, &[])
        };
        let training = |version| Some(Weights::Run { id: run, resting: false, version });
        assert_eq!([after(0), after(4), after(5)], [training(0), training(0), training(1)]);
        app.apply(&Event::Paused { run });
        assert!(has_average(&app));
        assert_eq!(Weights::now(&app, &[]), Some(Weights::Run { id: run, resting: true, version: 6 }));
        app.apply(&Event::Dead { reason: "gone".into() });
        assert_eq!((Weights::now(&app, &[]), has_average(&app)), (None, false));
    }
}
