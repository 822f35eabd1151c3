//! The files that every run is stored in: six that only grow while it trains, so that everything written before a crash
//! can be read; its whole state, the latest and the best, each in two places in turn; and the states that are pinned.
//!
//! - `about`: a line of JSON ([`RunManifest`](facegan_core::run_manifest::RunManifest)), and another whenever something
//!   changed; the last whole one holds.
//! - `losses`: the numbers of every iteration, as [`Stats::to_record`] writes them.
//! - `grids`: the sample grids as PNG, one behind the other.
//! - `frames`: where they are ([`GridRecord`]), each written after its grid.
//! - `reals`: the real images as PNG.
//! - `quality`: how good netG was, a line of JSON a [`Measurement`](facegan_core::quality::Measurement).
//! - `state-a` and `state-b`: the state from which the run can be continued, and the one before ([`Header`]).
//! - `best-a` and `best-b`: the state at which netG was best, in one of both.
//! - `pin-a` to `pin-e`: the states that the person pinned, one in each.
//!
//! [`Stats::to_record`]: facegan_core::stats::Stats::to_record

mod files;
mod grid_index;
mod lines;
mod manifest;
mod measurements;
mod pins;
mod place;
mod state;
mod states;
#[cfg(test)]
mod test_file;
mod training;

pub use files::{RunFileSet, RunFiles};
pub use grid_index::{GridRecord, grid_records};
pub use lines::to_line;
pub use manifest::from_lines;
pub use measurements::measurements;
pub use pins::{PinError, Pins, pins};
use place::Place;
pub use state::{Header, latest_first};
pub use states::States;
pub use training::RunFilesError;

use facegan_core::run_manifest::{MOST_PINS, RunKey};
use facegan_data::storage::{MemoryStorage, Storage};

/// What the name of every file of a stored run starts with.
const PREFIX: &str = "facegan-run-";

/// One of a run's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The numbers of every iteration.
    Losses,
    /// Where the sample grids are; its file ends in `.frames`.
    GridIndex,
    /// The sample grids as PNG.
    Grids,
    /// The real images as PNG.
    Reals,
    /// How good netG was, a line a measurement.
    Quality,
    /// The first place of the state.
    StateA,
    /// The second place of the state.
    StateB,
    /// The first place of the state at which netG was best.
    BestA,
    /// The second place of that state.
    BestB,
    /// The first place of a pinned state.
    PinA,
    /// The second place of a pinned state.
    PinB,
    /// The third place of a pinned state.
    PinC,
    /// The fourth place of a pinned state.
    PinD,
    /// The fifth place of a pinned state.
    PinE,
    /// What the run was made of; its file ends in `.about`.
    Manifest,
}

impl Part {
    /// Every part, in the order in which a run is deleted: a half deleted run is still listed, and deleting a run that
    /// another tab has open fails at once.
    pub const ALL: [Self; 15] = [
        Self::StateA,
        Self::StateB,
        Self::BestA,
        Self::BestB,
        Self::PinA,
        Self::PinB,
        Self::PinC,
        Self::PinD,
        Self::PinE,
        Self::Losses,
        Self::GridIndex,
        Self::Grids,
        Self::Reals,
        Self::Quality,
        Self::Manifest,
    ];
    /// The two places of the run's state.
    pub const STATES: [Self; 2] = [Self::StateA, Self::StateB];
    /// The two places of the state at which netG was best.
    pub const BEST: [Self; 2] = [Self::BestA, Self::BestB];
    /// The places of the pinned states.
    pub const PINS: [Self; MOST_PINS] = [Self::PinA, Self::PinB, Self::PinC, Self::PinD, Self::PinE];

    /// The name of this part's file of a run.
    pub fn file(self, RunKey(key): &RunKey) -> String {
        format!("{PREFIX}{key}.{}", self.name())
    }

    fn name(self) -> &'static str {
        match self {
            Self::Losses => "losses",
            Self::GridIndex => "frames",
            Self::Grids => "grids",
            Self::Reals => "reals",
            Self::StateA => "state-a",
            Self::StateB => "state-b",
            Self::Quality => "quality",
            Self::BestA => "best-a",
            Self::BestB => "best-b",
            Self::PinA => "pin-a",
            Self::PinB => "pin-b",
            Self::PinC => "pin-c",
            Self::PinD => "pin-d",
            Self::PinE => "pin-e",
            Self::Manifest => "about",
        }
    }
}

/// The runs to which files of these names belong, the latest first.
pub fn runs(names: &[String]) -> Vec<RunKey> {
    let key = |name: &String| Some(RunKey(name.strip_prefix(PREFIX)?.strip_suffix(".about")?.to_owned()));
    let mut keys: Vec<_> = names.iter().filter_map(key).collect();
    keys.sort_by(|a, b| b.cmp(a));
    keys
}

/// An empty file in memory, of at most 128 MiB.
fn memory_file() -> Box<dyn Storage> {
    Box::new(MemoryStorage::with_limit(128 << 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_found_by_the_names_of_their_files() {
        let [earlier, later] = ["20261124-171203-4f2a", "20261125-080000-0001"].map(|key| RunKey(key.into()));
        let mut names: Vec<_> = Part::ALL.iter().map(|part| part.file(&earlier)).collect();
        names.extend([Part::Manifest.file(&later), "facegan-records-1f".into(), "facegan-run-3.other".into()]);
        assert_eq!(runs(&names), [later, earlier]);
    }
}
