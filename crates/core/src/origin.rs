//! Where a run began that did not begin with its own first iteration.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::run::RunKey;
use crate::words::grouped;

/// A state of a stored run from which another run can begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptState {
    /// The one that was saved last.
    Last,
    /// The one at which netG was best.
    Best,
    /// The one after so many iterations, which the person pinned.
    Pinned(usize),
}

/// The state of another run that a run began from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A state of a run that was stored in the same browser.
    Run {
        /// The other run's key.
        key: RunKey,
        /// What it was called when this one began.
        name: Option<String>,
        /// When it was started, in milliseconds since 1970 (UTC).
        started: f64,
        /// Which of its states.
        state: KeptState,
        /// Iterations that it had done, with which this run's count goes on.
        iterations: usize,
    },
    /// A checkpoint.
    File {
        /// The file's name.
        name: String,
        /// Iterations that its run had done, with which this run's count goes on.
        iterations: usize,
    },
}

impl Origin {
    /// Iterations that were done before this run began.
    pub fn iterations(&self) -> usize {
        match self {
            Self::Run { iterations, .. } | Self::File { iterations, .. } => *iterations,
        }
    }

    /// The run that it began from, where it was a stored one.
    pub fn run(&self) -> Option<&RunKey> {
        match self {
            Self::Run { key, .. } => Some(key),
            Self::File { .. } => None,
        }
    }
}

/// As it stands behind “It began from”.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "iteration {} of ", grouped(self.iterations()))?;
        match self {
            Self::Run { key: RunKey(key), name: Some(name), .. } => write!(f, "the run “{name}” ({key})"),
            Self::Run { key: RunKey(key), name: None, .. } => write!(f, "the run {key}"),
            Self::File { name, .. } => write!(f, "the checkpoint {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: Option<&str>) -> Origin {
        let (key, name) = (RunKey("20261124-171203-4f2a".into()), name.map(str::to_owned));
        Origin::Run { key, name, started: 1.5e12, state: KeptState::Pinned(1_200), iterations: 1_200 }
    }

    #[test]
    fn an_origin_is_said_in_words() {
        assert_eq!(run(None).to_string(), "iteration 1,200 of the run 20261124-171203-4f2a");
        assert_eq!(run(Some("Eyes")).to_string(), "iteration 1,200 of the run “Eyes” (20261124-171203-4f2a)");
        let file = Origin::File { name: "checkpoint.safetensors".into(), iterations: 40 };
        assert_eq!(file.to_string(), "iteration 40 of the checkpoint checkpoint.safetensors");
    }

    #[test]
    fn an_origin_is_stored_as_the_formats_describe() {
        let json = r#"{"run":{"key":"20261124-171203-4f2a","name":"Eyes","started":1500000000000.0,"state":{"pinned":1200},"iterations":1200}}"#;
        assert_eq!(serde_json::to_string(&run(Some("Eyes"))).unwrap(), json);
        assert_eq!(serde_json::from_str::<Origin>(json).unwrap(), run(Some("Eyes")));
        let best = r#"{"run":{"key":"1","name":null,"started":0,"state":"best","iterations":3}}"#;
        assert!(matches!(serde_json::from_str(best).unwrap(), Origin::Run { state: KeptState::Best, .. }));
    }
}
