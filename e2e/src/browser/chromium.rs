//! What Chromium is started with.

use std::path::Path;

use serde_json::{Value, json};

use super::Launch;

/// Adds to the capabilities of webdriver.json what every visit takes.
pub fn complete(capabilities: &mut Value, downloads: &Path, record: &Path, launch: &Launch<'_>) {
    let options = &mut capabilities["goog:chromeOptions"];
    if let Some(arguments) = options["args"].as_array_mut() {
        // Roles and accessible names as a screen reader gets them, readable from the probe.
        arguments.push("--enable-blink-features=ComputedAccessibilityInfo".into());
        arguments.push("--window-size=1280,1000".into());
        arguments.push("--disable-dev-shm-usage".into());
        arguments.extend(launch.arguments.iter().map(|argument| argument.as_str().into()));
        arguments.extend(launch.profile.map(|profile| format!("--user-data-dir={}", profile.display()).into()));
        arguments.push(format!("--log-net-log={}", record.display()).into());
    }
    options["prefs"] = json!({
        "download.default_directory": downloads,
        "download.prompt_for_download": false,
        "profile.default_content_setting_values.automatic_downloads": 1,
    });
    capabilities["goog:loggingPrefs"] = json!({ "browser": "ALL" });
}
