//! What the command is asked for.

use std::fmt::Display;
use std::num::ParseIntError;
use std::path::{PathBuf, absolute};
use std::str::FromStr;

use anyhow::{Context, Result, bail, ensure};

pub const HELP: &str = "\
Usage: cargo xtask bench [OPTION]…
       cargo xtask bench --native [--case NGF/BATCH]… [--rounds N] [--trial] [--json]
       cargo xtask bench photos [--dist DIR] [--photos N] [--small N] [--trial]

  --case NGF/BATCH   measure this size (ndf = ngf) instead of the usual ones; may be repeated
  --rounds N         let everyone have N turns at every size (2)
  --dist DIR         measure the built page in DIR instead of building one
  --live N           watch the memory of a run of N iterations as well
  --trial            only see that facegan can be measured: a few iterations of it alone at 8/4, and nothing is kept
  --json             print the results as one JSON object on the last line too

With --native it measures the native command beside PyTorch's own loop, in turn: on CUDA where PyTorch finds it, as it
comes and in float32, or on the processor.

With photos it measures how fast photos are read, beside Pillow: --photos of 12 megapixels (16) and --small ones of
CelebA's size (10,000); with --trial 2 and 20 in one turn each, and nothing is kept.";

/// Turns everyone has; one in a trial.
const ROUNDS: usize = 2;
/// A shorter run does not tell whether its memory grows.
const LEAST_LIVE: usize = 20;
/// As the page's settings allow.
const MOST_NGF: u64 = 512;
const MOST_BATCH: u64 = 4096;

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Everyone, for long enough to be compared, and the results are kept.
    Full,
    /// As little as shows that it can be measured. Nothing is kept.
    Trial,
}

impl Extent {
    /// What these words ask for.
    pub fn of(words: &[&str]) -> Self {
        if words.contains(&"--trial") { Self::Trial } else { Self::Full }
    }

    /// What a job calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Trial => "trial",
        }
    }
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The page, beside stock layers and TF.js.
    Browser,
    /// The command, beside PyTorch.
    Native,
}

/// What the command is asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    pub place: Place,
    pub dist: Option<PathBuf>,
    pub extent: Extent,
    /// ngf and batch of the sizes; none for the usual ones.
    pub cases: Vec<(u64, u64)>,
    pub rounds: usize,
    pub live: Option<usize>,
    pub json: bool,
}

impl Options {
    /// Reads the words after `bench`.
    ///
    /// # Errors
    /// Says which one is not understood, and what there is.
    pub fn read(words: &[&str]) -> Result<Self> {
        let extent = Extent::of(words);
        let rounds = match extent {
            Extent::Full => ROUNDS,
            Extent::Trial => 1,
        };
        let mut options =
            Self { place: Place::Browser, dist: None, extent, cases: vec![], rounds, live: None, json: false };
        let mut words = words.iter().copied();
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} lacks its value\n\n{HELP}"));
            match word {
                "--native" => options.place = Place::Native,
                "--json" => options.json = true,
                // Read already, since it changes what is measured by default.
                "--trial" => {}
                "--dist" => options.dist = Some(absolute(value()?)?),
                "--case" => options.cases.push(case(value()?)?),
                "--rounds" => options.rounds = number(value()?, 1)?,
                "--live" => options.live = Some(number(value()?, LEAST_LIVE)?),
                _ => bail!("“{word}” is not an option of bench\n\n{HELP}"),
            }
        }
        let is_for_browser = options.dist.is_some() || options.live.is_some();
        ensure!(options.place == Place::Browser || !is_for_browser, "--dist and --live are not for --native\n\n{HELP}");
        Ok(options)
    }
}

fn case(text: &str) -> Result<(u64, u64)> {
    let (ngf, batch) = text.split_once('/').with_context(|| format!("“{text}” is not NGF/BATCH, such as 16/16"))?;
    let (ngf, batch) = (number(ngf, 1)?, number(batch, 1)?);
    ensure!(ngf <= MOST_NGF && batch <= MOST_BATCH, "{text} is more than {MOST_NGF}/{MOST_BATCH}");
    Ok((ngf, batch))
}

pub fn number<N>(text: &str, least: N) -> Result<N>
where
    N: FromStr<Err = ParseIntError> + PartialOrd + Display,
{
    let number: N = text.parse().with_context(|| format!("“{text}” is not a whole number"))?;
    ensure!(number >= least, "{number} is less than {least}");
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_read() {
        let words = "--case 8/4 --rounds 3 --case 16/32 --dist /built --live 1000 --json";
        let options = Options::read(&words.split(' ').collect::<Vec<_>>()).unwrap();
        let expected = Options {
            place: Place::Browser,
            dist: Some(absolute("/built").unwrap()),
            extent: Extent::Full,
            cases: vec![(8, 4), (16, 32)],
            rounds: 3,
            live: Some(1000),
            json: true,
        };
        assert_eq!(options, expected);
    }

    #[test]
    fn the_command_is_measured_when_it_is_asked_for() {
        let options = Options::read(&["--native", "--case", "8/4"]).unwrap();
        assert_eq!((options.place, options.cases), (Place::Native, vec![(8, 4)]));
    }

    #[test]
    fn a_trial_has_one_round_unless_it_is_told_otherwise() {
        let read = |words: &[&str]| Options::read(words).map(|options| (options.extent, options.rounds)).unwrap();
        assert_eq!(read(&[]), (Extent::Full, ROUNDS));
        assert_eq!(read(&["--trial"]), (Extent::Trial, 1));
        assert_eq!(read(&["--rounds", "3", "--trial"]), (Extent::Trial, 3));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let said = |words: &[&str]| Options::read(words).unwrap_err().to_string();
        assert!(said(&["--fast"]).starts_with("“--fast” is not an option of bench"));
        assert!(said(&["--case"]).starts_with("--case lacks its value"));
        assert_eq!(said(&["--case", "16"]), "“16” is not NGF/BATCH, such as 16/16");
        assert_eq!(said(&["--case", "16/x"]), "“x” is not a whole number");
        assert_eq!(said(&["--case", "16/9999"]), "16/9999 is more than 512/4096");
        assert!(said(&["--native", "--dist", "/built"]).starts_with("--dist and --live are not for --native"));
        assert_eq!(said(&["--rounds", "0"]), "0 is less than 1");
        assert_eq!(said(&["--live", "5"]), "5 is less than 20");
    }
}
