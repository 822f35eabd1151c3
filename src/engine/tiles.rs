//! The tiles that were found fastest, stored so that a GPU is measured once in a browser's version.

use facegan_core::tuning::Tuning;
use facegan_data::storage::Storage;

use super::files::read_all;
use super::folder::Folder;
use super::opfs::OpfsFile;
use super::port::scope;

const FILE: &str = "facegan-tiles";

/// Those that were stored for this GPU, unless the browser or facegan was updated since.
pub async fn stored(gpu: &str) -> Option<Tuning> {
    let text = read().await?;
    let (measured_on, tiles) = text.split_once('\n')?;
    if measured_on == machine(gpu) { tiles.parse().ok() } else { None }
}

/// Stores them in place of those stored before. Where the browser refuses, they are measured again in the next visit.
pub async fn store(gpu: &str, tiles: Tuning) {
    let Ok(folder) = Folder::open().await else { return };
    let Ok(mut file) = OpfsFile::open(&folder, FILE).await else { return };
    let text = format!("{}\n{tiles}", machine(gpu));
    if file.truncate(0).and_then(|()| file.write_at(0, text.as_bytes())).is_ok() {
        let _ = file.flush();
    }
}

async fn read() -> Option<String> {
    let file = Folder::open().await.ok()?.file(FILE).await.ok()?;
    String::from_utf8(read_all(&file).await.ok()?).ok()
}

/// The GPU, the browser and facegan, each with its version where that is known.
fn machine(gpu: &str) -> String {
    let browser = scope().navigator().user_agent().unwrap_or_default();
    [gpu, &browser, env!("CARGO_PKG_VERSION")].join("\t").replace('\n', " ")
}
