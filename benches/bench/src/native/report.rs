//! What was measured natively, for people and for programs.

use std::collections::BTreeMap;
use std::thread::available_parallelism;

use serde_json::{Value, json};

use super::Contender;
use super::pytorch::About;
use crate::job::Case;
use crate::json::number as short;
use crate::measured::median;
use crate::table::{number, table};

/// Everything that was measured.
pub struct Report {
    /// What facegan computed on.
    pub adapter: String,
    pub pytorch: About,
    pub cases: Vec<Case>,
    pub rounds: usize,
    /// Mean milliseconds of an iteration in each turn.
    pub ms: BTreeMap<(Case, Contender), Vec<f64>>,
}

const HOW: &str = "A time is the median over the turns of the mean over a turn's iterations, without its first and its \
                   last ones. PyTorch runs the tutorial's own loop, which reads five numbers an iteration; without an \
                   adjective as it comes, which on a GPU is with TF32 in its convolutions.";

impl Report {
    /// What the results are kept under.
    pub fn title(&self) -> String {
        format!("Natively, beside PyTorch: {}", self.adapter)
    }

    /// The report as Markdown that reads well in a terminal too.
    pub fn markdown(&self) -> String {
        let About { version, device, threads, .. } = &self.pytorch;
        let cores = available_parallelism().map_or(1, Into::into);
        let setting = format!(
            "facegan on {}; PyTorch {version} on {device} ({threads} threads of the processor, which has {cores} cores); \
             64 pixels, in turn, rounds: {}.",
            self.adapter, self.rounds,
        );
        let header =
            ["ngf/batch", "facegan, ms", "PyTorch, ms", "in float32, ms", "facegan ÷ PyTorch", "facegan ÷ float32"];
        let row = |case: &Case| {
            let [ours, usual, float32] = self.medians(*case);
            let ratio = |other: Option<f64>| number(ours.zip(other).map(|(ours, other)| ours / other));
            vec![case.to_string(), number(ours), number(usual), number(float32), ratio(usual), ratio(float32)]
        };
        let rows: Vec<_> = self.cases.iter().map(row).collect();
        [setting, table(1, &header, &rows), HOW.to_owned()].join("\n\n")
    }

    /// The report as one object; what was not measured is null.
    pub fn json(&self) -> Value {
        let About { version, device, threads, .. } = &self.pytorch;
        let case = |case: &Case| {
            let [ours, usual, float32] = self.medians(*case);
            let ratio = |other: Option<f64>| short(ours.zip(other).map(|(ours, other)| ours / other));
            json!({
                "ngf": case.ngf,
                "batch": case.batch,
                "ours_ms": short(ours),
                "pytorch_ms": short(usual),
                "pytorch_float32_ms": short(float32),
                "ours_by_pytorch": ratio(usual),
                "ours_by_pytorch_float32": ratio(float32),
            })
        };
        json!({
            "adapter": self.adapter,
            "pytorch": { "version": version, "device": device, "threads": threads },
            "cases": self.cases.iter().map(case).collect::<Vec<_>>(),
        })
    }

    /// Of facegan, PyTorch as it comes, and PyTorch in float32. On the processor the last two are the same.
    fn medians(&self, case: Case) -> [Option<f64>; 3] {
        let of = |contender| median(self.ms.get(&(case, contender)).into_iter().flatten().copied());
        let usual = of(Contender::PyTorch);
        let float32 = if self.pytorch.cuda { of(Contender::Float32) } else { usual };
        [of(Contender::Facegan), usual, float32]
    }
}
