//! Deletes photos that no stored run can go on with, each set with the list of its photos.

use super::closed::ClosedRun;
use crate::engine::folder::{Folder, squares_of};
use crate::engine::locks::{FILES, wait_for};
use facegan_store::run_store::{self, Part};

/// Deletes photos that no run with a saved state was made with and that no worker has open: the browser refuses to delete
/// a file that is open.
pub async fn tidy(folder: &Folder) {
    let _alone = wait_for(FILES).await;
    // Where the folder cannot be read, nothing is deleted.
    let names = folder.names().await.unwrap_or_default();
    let has_state = |key: &_| Part::STATES.iter().any(|part| names.contains(&part.file(key)));
    let mut needed = Vec::new();
    for key in run_store::runs(&names).iter().filter(|key| has_state(key)) {
        needed.extend(ClosedRun::open(folder, key).await.and_then(|run| run.manifest().photos.clone()));
    }
    for name in names.iter().filter(|name| squares_of(name).is_some_and(|squares| !needed.contains(&squares))) {
        let _ = folder.remove(name).await;
    }
}
