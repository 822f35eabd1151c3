//! Deletes files that are no longer needed: old states, and photos of runs that can no longer be continued.

use super::closed::ClosedRun;
use crate::engine::folder::{Folder, PHOTOS_PREFIX};
use crate::engine::locks::{FILES, wait_for};
use facegan_store::run_store::{self, Part};

/// How many runs keep their state: the latest ones.
const STATES: usize = 3;

/// Deletes files that no run needs and no worker has open: the browser refuses to delete a file that is open. Returns
/// whether there was a run that can no longer be continued.
pub async fn tidy(folder: &Folder) -> bool {
    let _alone = wait_for(FILES).await;
    // Where the folder cannot be read, nothing is deleted.
    let names = folder.names().await.unwrap_or_default();
    let has_state = |key: &_| Part::STATES.iter().any(|part| names.contains(&part.file(key)));
    let saved: Vec<_> = run_store::runs(&names).into_iter().filter(has_state).collect();
    let (recent, old) = saved.split_at(saved.len().min(STATES));
    for part in old.iter().flat_map(|key| Part::STATES.map(|part| part.file(key))) {
        let _ = folder.remove(&part).await;
    }
    let mut needed = Vec::new();
    for key in recent {
        needed.extend(ClosedRun::open(folder, key).await.and_then(|run| run.manifest().photos.clone()));
    }
    for name in names.iter().filter(|name| name.starts_with(PHOTOS_PREFIX) && !needed.contains(name)) {
        let _ = folder.remove(name).await;
    }
    !old.is_empty()
}
