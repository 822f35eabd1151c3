//! What people send of their machines.

use serde::{Deserialize, Serialize};

use super::GpuReport;

/// A report with what made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SentReport {
    /// facegan's version.
    pub facegan: String,
    /// The browser's `navigator.userAgent`; none of the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// What was measured.
    pub report: GpuReport,
}

impl SentReport {
    /// A report of this version.
    pub fn new(report: GpuReport, browser: Option<String>) -> Self {
        Self { facegan: env!("CARGO_PKG_VERSION").into(), browser, report }
    }

    /// As JSON for people and programs, with a line break at its end. A number that is not finite is `null`.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gpu_report::examples::time;
    use serde_json::{Value, json};

    fn report() -> GpuReport {
        GpuReport {
            adapter: "a GPU".into(),
            float16: true,
            tiles: Some("64x64".into()),
            presets: vec![time("Tiny", 2.5, 10.0)],
            ..GpuReport::default()
        }
    }

    #[test]
    fn the_json_names_the_browser_the_version_and_what_was_measured() {
        let sent = SentReport::new(report(), Some("a browser".into()));
        let expected = json!({
            "facegan": env!("CARGO_PKG_VERSION"),
            "browser": "a browser",
            "report": {
                "adapter": "a GPU",
                "software": false,
                "float16": true,
                "tiles": "64x64",
                "products": [],
                "passes": [],
                "presets": [{ "preset": "Tiny", "ms": 2.5, "gflops": 10.0 }],
                "mixed": [],
            },
        });
        let json = sent.to_json().unwrap();
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), expected);
        assert_eq!(serde_json::from_str::<SentReport>(&json).unwrap(), sent);
    }

    #[test]
    fn the_command_has_no_browser() {
        let json = SentReport::new(report(), None).to_json().unwrap();
        assert!(!json.contains("browser") && json.ends_with("}\n"), "{json}");
    }
}
