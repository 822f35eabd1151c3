//! Stored runs in words.

use crate::page::features::photos::folders::restriction;
use crate::page::features::settings::form::Form;
use crate::page::format::{count, megabytes};
use facegan_core::config::{Field, KernelChoice, Preset, TrainConfig};
use facegan_core::run::Outcome;
use facegan_core::run_manifest::{RunManifest, RunSummary};

/// The settings in a few words: the preset, and what differs from it.
pub fn settings(config: &TrainConfig, kernels: KernelChoice) -> String {
    let form = Form::from(config);
    let preset = Preset::ALL.into_iter().find(|preset| form.is(*preset));
    let base = preset.unwrap_or(Preset::Tutorial).config();
    let mut parts: Vec<_> = preset.map(|preset| preset.label().to_owned()).into_iter().collect();
    let differs = |field: &Field| config.get(*field) != base.get(*field);
    parts.extend(Field::ALL.into_iter().filter(differs).map(|field| {
        let value = config.get(field);
        format!("{} {}", field.name(), if value.is_empty() { "none" } else { &value })
    }));
    if kernels != KernelChoice::default() {
        parts.push(format!("{} kernels", kernels.name()));
    }
    parts.join(", ")
}

/// What a run was made with: its settings, and the folders that it was restricted to.
pub fn made_with(run: &RunManifest) -> String {
    let parts = [Some(settings(&run.config, run.kernels)), restriction(&run.folders)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// How far a run came and how it ended: `40 iterations over 64 photos, stopped`.
pub fn progress(run: &RunSummary) -> String {
    let end = match &run.manifest.outcome {
        Some(Outcome::Completed) => "complete",
        Some(Outcome::Stopped) => "stopped",
        Some(Outcome::Failed(_)) => "failed",
        None if run.elsewhere => "open in another tab",
        None => "not finished",
    };
    format!("{} over {}, {end}", count(run.iterations, "iteration"), count(run.manifest.images, "photo"))
}

/// Whether a run can be continued from a saved state.
pub fn can_restore(run: &RunSummary) -> bool {
    run.saved.is_some() && !run.elsewhere
}

/// Whether a run has come to the end of its own settings, so that it can only be trained longer.
pub fn is_complete(run: &RunSummary) -> bool {
    run.saved.is_some_and(|saved| saved >= run.manifest.config.iterations(run.manifest.images))
}

/// The latest run that broke off and can be continued.
pub fn broken_off(runs: &[RunSummary]) -> Option<&RunSummary> {
    let broke_off = |run: &&RunSummary| matches!(run.manifest.outcome, None | Some(Outcome::Failed(_)));
    runs.iter().filter(broke_off).find(|run| can_restore(run) && !is_complete(run))
}

/// The last losses, where a run came so far.
pub fn losses(run: &RunSummary) -> Option<String> {
    run.last.map(|last| format!("Loss_D {:.2}, Loss_G {:.2}", last.loss_d, last.loss_g))
}

/// How many runs there are and what they take together.
pub fn total(runs: &[RunSummary]) -> String {
    let bytes = runs.iter().map(|run| run.bytes).sum();
    format!("{}, {}", count(runs.len(), "run"), megabytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::problem::Problem;
    use facegan_core::run_manifest::RunKey;
    use facegan_core::stats::Stats;

    fn run(outcome: Option<Outcome>) -> RunSummary {
        let last = Stats {
            iteration: 39,
            epoch: 0,
            batch: 39,
            images: 8,
            loss_d: 0.534,
            loss_g: 2.0,
            d_x: 0.5,
            d_g_z1: 0.5,
            d_g_z2: 0.5,
            seconds: 1.0,
        };
        let manifest = RunManifest {
            key: RunKey("1".into()),
            name: None,
            started: 0.0,
            config: TrainConfig::default(),
            kernels: KernelChoice::Own,
            adapter: String::new(),
            images: 1_500,
            photos: None,
            held_out: 0,
            left_out: Vec::new(),
            origin: None,
            folders: Vec::new(),
            outcome,
        };
        RunSummary {
            manifest,
            iterations: 40,
            last: Some(last),
            bytes: 1_234_567.0,
            saved: Some(38),
            best: None,
            pins: Vec::new(),
            elsewhere: false,
            grid: None,
        }
    }

    #[test]
    fn settings_are_a_preset_and_what_differs() {
        let tiny = Preset::Tiny.config();
        assert_eq!(settings(&TrainConfig::default(), KernelChoice::Own), "Tutorial");
        assert_eq!(
            settings(&TrainConfig { image_size: 32, holdout: 0.1, ..tiny.clone() }, KernelChoice::Mixed),
            "Tiny, image_size 32, holdout 0.1, mixed kernels"
        );
        assert_eq!(settings(&TrainConfig { ngf: 16, ..tiny }, KernelChoice::Own), "batch_size 4, ngf 16, ndf 8");
    }

    #[test]
    fn the_folders_of_a_run_stand_behind_its_settings() {
        let run = run(None).manifest;
        assert_eq!(made_with(&run), "Tutorial");
        let folders = vec!["anna".to_owned(), "ben".to_owned()];
        assert_eq!(made_with(&RunManifest { folders, ..run }), "Tutorial, folders anna, ben");
    }

    #[test]
    fn a_run_says_how_far_it_came_and_how_it_ended() {
        let failed = Outcome::Failed(Problem { what: String::new(), advice: String::new() });
        let ends = [None, Some(Outcome::Completed), Some(Outcome::Stopped), Some(failed)];
        let said = ends.map(|outcome| progress(&run(outcome)).rsplit(' ').next().unwrap_or_default().to_owned());
        assert_eq!(said, ["finished", "complete", "stopped", "failed"]);
        assert_eq!(progress(&run(None)), "40 iterations over 1,500 photos, not finished");
        assert_eq!(losses(&run(None)).as_deref(), Some("Loss_D 0.53, Loss_G 2.00"));
        assert_eq!(losses(&RunSummary { last: None, ..run(None) }), None);
        assert_eq!(total(&[run(None), run(None)]), "2 runs, 2.5 MB");
    }

    #[test]
    fn the_latest_run_that_broke_off_is_offered() {
        let failed = || Some(Outcome::Failed(Problem { what: String::new(), advice: String::new() }));
        let runs = [
            RunSummary { elsewhere: true, ..run(None) },
            RunSummary { saved: None, ..run(None) },
            run(Some(Outcome::Stopped)),
            RunSummary { iterations: 7, ..run(failed()) },
            run(None),
        ];
        assert_eq!(broken_off(&runs).map(|run| run.iterations), Some(7));
        assert_eq!(runs.each_ref().map(can_restore), [false, false, true, true, true]);
        let complete = RunSummary { saved: Some(TrainConfig::default().iterations(1_500)), ..run(None) };
        assert!(can_restore(&complete) && is_complete(&complete) && broken_off(&[complete]).is_none());
    }
}
