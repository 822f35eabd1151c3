//! What Firefox is started with.

use std::path::Path;

use serde_json::Value;

/// Firefox's word for a folder of one's own for downloads.
const FOLDER_OF_ONES_OWN: u32 = 2;

/// Adds to the capabilities of webdriver.json what every visit takes.
pub fn complete(capabilities: &mut Value, downloads: &Path) {
    let options = &mut capabilities["moz:firefoxOptions"];
    if let Some(arguments) = options["args"].as_array_mut() {
        arguments.extend(["--width=1280", "--height=1000"].map(Value::from));
    }
    let preferences = &mut options["prefs"];
    preferences["browser.download.folderList"] = FOLDER_OF_ONES_OWN.into();
    preferences["browser.download.dir"] = downloads.to_string_lossy().into();
}
