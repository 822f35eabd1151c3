//! The settings in which runs differ.

use crate::page::features::photos::folders::named;
use crate::page::format::grouped;
use facegan_core::config::Field;
use facegan_core::run_manifest::RunManifest;

/// A setting in which runs differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub setting: &'static str,
    /// A value for each run, in their order.
    pub values: Vec<String>,
}

/// The settings in which these runs differ, in the order of the form, then the kernels, the number of photos and their folders.
pub fn differences(runs: &[&RunManifest]) -> Vec<Difference> {
    let row = |setting, value: &dyn Fn(&RunManifest) -> String| {
        let values: Vec<_> = runs.iter().map(|run| value(run)).collect();
        values.iter().any(|value| *value != values[0]).then_some(Difference { setting, values })
    };
    let fields = Field::ALL.into_iter().map(|field| row(field.name(), &|run| value(run, field)));
    let others = [
        row("kernels", &|run| run.kernels.name().to_owned()),
        row("photos", &|run| grouped(run.images)),
        row("folders", &|run| if run.folders.is_empty() { "all".to_owned() } else { named(&run.folders) }),
    ];
    fields.chain(others).flatten().collect()
}

fn value(run: &RunManifest, field: Field) -> String {
    let value = run.config.get(field);
    if value.is_empty() { "none".to_owned() } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::features::charts::curves::Curves;
    use crate::page::features::charts::overlays::tests::overlay;
    use facegan_core::config::{KernelChoice, TrainConfig};

    fn run(config: TrainConfig) -> RunManifest {
        RunManifest { config, ..overlay("a", Curves::default()).run }
    }

    fn rows(runs: &[&RunManifest]) -> Vec<(&'static str, Vec<String>)> {
        differences(runs).into_iter().map(|Difference { setting, values }| (setting, values)).collect()
    }

    #[test]
    fn equal_settings_are_left_out() {
        let a = run(TrainConfig { seed: 7, ..TrainConfig::default() });
        assert_eq!(rows(&[&a, &a]), []);
        assert_eq!((rows(&[&a]), rows(&[])), (vec![], vec![]), "fewer than two runs never differ");
    }

    #[test]
    fn each_setting_that_differs_is_a_row_with_every_runs_value() {
        let a = run(TrainConfig::default());
        let b = run(TrainConfig { lr: 0.001, max_iterations: Some(40), ..TrainConfig::default() });
        let c = RunManifest { kernels: KernelChoice::Stock, images: 1_500, folders: vec!["anna".into()], ..a.clone() };
        let lr = TrainConfig::default().get(Field::Lr);
        assert_eq!(
            rows(&[&a, &b, &c]),
            [
                ("lr", vec![lr.clone(), "0.001".into(), lr]),
                ("max_iterations", vec!["none".into(), "40".into(), "none".into()]),
                ("kernels", vec!["own".into(), "own".into(), "stock".into()]),
                ("photos", vec!["16".into(), "16".into(), "1,500".into()]),
                ("folders", vec!["all".into(), "all".into(), "anna".into()]),
            ]
        );
    }
}
