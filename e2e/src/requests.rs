//! What a server was asked for.

use std::sync::{Arc, Mutex, PoisonError};

/// The paths of all requests to a server. Clones share one record.
#[derive(Debug, Clone, Default)]
pub struct Requests(Arc<Mutex<Vec<String>>>);

impl Requests {
    pub(crate) fn add(&self, path: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
    }

    /// All paths so far, in the order of the requests.
    pub fn paths(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
