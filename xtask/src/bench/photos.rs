//! `cargo xtask bench photos`: gets everything ready for measuring how fast photos are read.

use std::path::{PathBuf, absolute};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::options::{Extent, HELP, number};
use super::{built_page, in_browser};
use crate::browser::Kind;
use crate::python;
use crate::shell::root;

/// What the command is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    dist: Option<PathBuf>,
    extent: Extent,
    photos: usize,
    small: usize,
}

impl Options {
    fn read(words: &[&str]) -> Result<Self> {
        let extent = Extent::of(words);
        let (photos, small) = match extent {
            Extent::Full => (16, 10_000),
            Extent::Trial => (2, 20),
        };
        let mut options = Self { dist: None, extent, photos, small };
        let mut words = words.iter().copied();
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} lacks its value\n\n{HELP}"));
            match word {
                // Read already, since it changes how many are read by default.
                "--trial" => {}
                "--dist" => options.dist = Some(absolute(value()?)?),
                "--photos" => options.photos = number(value()?, 1)?,
                "--small" => options.small = number(value()?, 1)?,
                _ => bail!("“{word}” is not an option of bench photos\n\n{HELP}"),
            }
        }
        Ok(options)
    }
}

/// Measures how fast photos are read; the results are printed and kept in benches/RESULTS.md.
///
/// # Errors
/// When a word is not understood, or something that this takes cannot be set up or fails.
pub fn bench(words: &[&str]) -> Result<()> {
    let Options { dist, extent, photos, small } = Options::read(words)?;
    let (browser, python) = (Kind::Chromium.ensure()?, python::ensure()?);
    let job = json!({
        "dist": built_page(dist)?,
        "python": python,
        "photos": photos,
        "small": small,
        "extent": extent.name(),
        "results": root().join("benches/RESULTS.md"),
    });
    in_browser(&["photos"], &job, &browser)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_read() {
        let options = Options::read(&["--dist", "/built", "--photos", "3", "--small", "9"]).unwrap();
        let (dist, extent) = (Some("/built".into()), Extent::Full);
        assert_eq!(options, Options { dist, extent, photos: 3, small: 9 });
        let usual = Options { dist: None, extent, photos: 16, small: 10_000 };
        assert_eq!(Options::read(&[]).unwrap(), usual);
        assert_eq!(
            Options::read(&["--trial"]).unwrap(),
            Options { extent: Extent::Trial, photos: 2, small: 20, ..usual }
        );
        assert!(Options::read(&["--fast"]).unwrap_err().to_string().starts_with("“--fast” is not an option"));
    }
}
