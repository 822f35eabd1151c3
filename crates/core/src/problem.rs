//! The message to a person when something does not work.

use serde::{Deserialize, Serialize};

/// What happened and what the person can do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What happened, as a sentence.
    pub what: String,
    /// What the person can do, as sentences.
    pub advice: String,
}
