//! The file that keeps the latest results of every adapter.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};

const TITLE: &str =
    "# What `cargo xtask bench` measured\n\nThe latest results of each adapter; written by the command.\n";
const SECTION: &str = "\n## ";

/// Puts an adapter's results in the place of its earlier ones.
///
/// # Errors
/// When the file cannot be read or written.
pub fn keep(path: &Path, adapter: &str, results: &str) -> Result<()> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        text => text.with_context(|| format!("could not read {}", path.display()))?,
    };
    fs::write(path, with(&text, adapter, results)).with_context(|| format!("could not write {}", path.display()))
}

fn with(text: &str, adapter: &str, results: &str) -> String {
    let others = text.split(SECTION).skip(1).filter(|section| section.lines().next() != Some(adapter));
    let mut sections: Vec<String> = others.map(|section| section.trim_end().to_owned()).collect();
    sections.push(format!("{adapter}\n\n{}", results.trim_end()));
    sections.sort();
    sections.iter().fold(TITLE.to_owned(), |text, section| text + SECTION + section + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_adapter_has_its_latest_results() {
        let text = with("", "software", "slow");
        assert_eq!(text, format!("{TITLE}\n## software\n\nslow\n"));
        let text = with(&text, "hardware", "fast\n\n### more\n");
        assert_eq!(text, format!("{TITLE}\n## hardware\n\nfast\n\n### more\n\n## software\n\nslow\n"));
        let text = with(&text, "software", "slower");
        assert_eq!(text, format!("{TITLE}\n## hardware\n\nfast\n\n### more\n\n## software\n\nslower\n"));
    }
}
