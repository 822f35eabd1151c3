//! `cargo xtask bench photos`: gets everything ready for measuring how fast photos are read.

use std::fs;
use std::path::{PathBuf, absolute};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::options::{HELP, number};
use crate::browser::Kind;
use crate::shell::{cargo, root, run, target_dir};
use crate::{page, python};

/// What the command is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    dist: Option<PathBuf>,
    photos: usize,
    small: usize,
}

impl Options {
    fn read(words: &[&str]) -> Result<Self> {
        let mut options = Self { dist: None, photos: 16, small: 10_000 };
        let mut words = words.iter().copied();
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} lacks its value\n\n{HELP}"));
            match word {
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
    let Options { dist, photos, small } = Options::read(words)?;
    let (browser, python) = (Kind::Chromium.ensure()?, python::ensure()?);
    let dist = match dist {
        Some(dist) => dist,
        None => {
            page::publish()?;
            root().join("dist")
        }
    };
    let folder = target_dir().join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let path = folder.join("photos.json");
    let results = root().join("benches/RESULTS.md");
    let job = json!({ "dist": dist, "python": python, "photos": photos, "small": small, "results": results });
    fs::write(&path, job.to_string()).with_context(|| format!("could not write {}", path.display()))?;
    let mut bench = cargo(["run", "--release", "--package", "bench", "--"]);
    browser.name_to(&mut bench);
    run(bench.arg(path).arg("photos"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_read() {
        let options = Options::read(&["--dist", "/built", "--photos", "3", "--small", "9"]).unwrap();
        assert_eq!(options, Options { dist: Some("/built".into()), photos: 3, small: 9 });
        assert_eq!(Options::read(&[]).unwrap(), Options { dist: None, photos: 16, small: 10_000 });
        assert!(Options::read(&["--fast"]).unwrap_err().to_string().starts_with("“--fast” is not an option"));
    }
}
