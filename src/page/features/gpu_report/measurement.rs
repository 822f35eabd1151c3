//! How far measuring the GPU is.

use facegan_core::gpu_report::{GpuReport, Stage};
use facegan_core::problem::Problem;

/// How far measuring the GPU is.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Measurement {
    /// It was not asked for in this visit.
    #[default]
    NotAsked,
    /// It is under way; nothing is measured while the GPU is being opened.
    UnderWay(Option<Stage>),
    Done(GpuReport),
    Failed(Problem),
}

impl Measurement {
    /// Whether it is under way.
    pub fn is_under_way(&self) -> bool {
        matches!(self, Self::UnderWay(_))
    }

    /// What was measured.
    pub fn report(&self) -> Option<&GpuReport> {
        match self {
            Self::Done(report) => Some(report),
            Self::NotAsked | Self::UnderWay(_) | Self::Failed(_) => None,
        }
    }

    /// What is said of it.
    pub fn sentence(&self) -> String {
        match self {
            Self::NotAsked => String::new(),
            Self::UnderWay(None) => "Opening the GPU…".into(),
            Self::UnderWay(Some(stage)) => format!("{}…", stage.label()),
            Self::Done(_) => "Measured.".into(),
            Self::Failed(Problem { what, advice }) => format!("{what} {advice}"),
        }
    }

    /// The engine measures this now.
    pub fn advance(&mut self, stage: Stage) {
        if self.is_under_way() {
            *self = Self::UnderWay(Some(stage));
        }
    }

    /// The engine has measured, or could not.
    pub fn end(&mut self, measured: Result<GpuReport, Problem>) {
        *self = measured.map_or_else(Self::Failed, Self::Done);
    }

    /// The engine is lost. Where it was measuring, that may be what ended it.
    pub fn engine_lost(&mut self, reason: &str) {
        if self.is_under_way() {
            *self = Self::Failed(Problem {
                what: format!("The engine stopped while it measured the GPU: {}.", reason.trim_end_matches('.')),
                advice: "Close other programs that use the GPU, then try again.".into(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> GpuReport {
        GpuReport { adapter: "a GPU".into(), ..GpuReport::default() }
    }

    #[test]
    fn it_is_said_what_is_measured_until_there_is_a_report() {
        let mut measurement = Measurement::UnderWay(None);
        assert_eq!(measurement.sentence(), "Opening the GPU…");
        measurement.advance(Stage::Products);
        assert_eq!((measurement.sentence().as_str(), measurement.report()), ("Multiplying matrices…", None));
        measurement.end(Ok(report()));
        assert_eq!((measurement.sentence().as_str(), measurement.report()), ("Measured.", Some(&report())));
        assert!(!measurement.is_under_way());
    }

    #[test]
    fn a_gpu_that_fails_is_said_with_what_to_do() {
        let mut measurement = Measurement::UnderWay(Some(Stage::Passes));
        measurement.end(Err(Problem { what: "It failed.".into(), advice: "Try again.".into() }));
        assert_eq!((measurement.sentence().as_str(), measurement.report()), ("It failed. Try again.", None));
    }

    #[test]
    fn a_lost_engine_ends_what_it_measured_and_leaves_a_report() {
        let mut measurement = Measurement::UnderWay(Some(Stage::Iterations));
        measurement.engine_lost("out of memory.");
        let said = "The engine stopped while it measured the GPU: out of memory. Close other programs";
        assert!(measurement.sentence().starts_with(said), "{}", measurement.sentence());
        let mut measured = Measurement::Done(report());
        measured.engine_lost("out of memory");
        assert_eq!(measured, Measurement::Done(report()));
        // What was still on its way changes nothing.
        measured.advance(Stage::Passes);
        assert_eq!(measured, Measurement::Done(report()));
    }
}
