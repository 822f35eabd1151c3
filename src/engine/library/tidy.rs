//! What is deleted so that the disk does not fill up: old states, and photos that no run can go on with any more.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::Library;
use super::closed::ClosedRun;
use crate::engine::folder::Folder;
use crate::engine::locks::wait_for;
use crate::engine::photos::{FILES, PREFIX};
use facegan_store::run_store::{self, Part};

/// Runs whose state is kept: the latest ones.
const STATES: usize = 3;

impl Library {
    /// Deletes what no run needs and no worker has open, beside what else goes on.
    pub fn tidy(self: &Rc<Self>) {
        if let Some(folder) = self.folder.clone() {
            let library = self.clone();
            spawn_local(async move {
                if tidy(&folder).await {
                    library.announce();
                }
            });
        }
    }
}

/// Tells whether there was a run that can no longer go on.
///
/// The browser refuses to delete a file that a worker has open, which is just what should happen.
async fn tidy(folder: &Folder) -> bool {
    let _alone = wait_for(FILES).await;
    // A folder that does not answer has nothing to delete.
    let names = folder.names().await.unwrap_or_default();
    let has_state = |key: &_| Part::STATES.iter().any(|part| names.contains(&part.file(key)));
    let saved: Vec<_> = run_store::runs(&names).into_iter().filter(has_state).collect();
    let (kept, old) = saved.split_at(saved.len().min(STATES));
    for part in old.iter().flat_map(|key| Part::STATES.map(|part| part.file(key))) {
        let _ = folder.remove(&part).await;
    }
    let mut needed = Vec::new();
    for key in kept {
        needed.extend(ClosedRun::open(folder, key).await.and_then(|run| run.manifest().photos.clone()));
    }
    for name in names.iter().filter(|name| name.starts_with(PREFIX) && !needed.contains(name)) {
        let _ = folder.remove(name).await;
    }
    !old.is_empty()
}
