//! Decisions as a text that is stored from one visit to the next: a line a photo, as `KEY centre- 0+ 3-`, a line a
//! folder that is left out, as `folder "faces/ben"`, and a line for what holds for all photos.

use std::fmt;
use std::str::FromStr;

use super::{Cut, Decisions, PhotoKey};

/// The line that stands for [`Decisions::largest_only`].
const LARGEST_ONLY: &str = "largest-only";
/// The beginning of a folder's line; its path follows as JSON, so that a line has any path.
const FOLDER: &str = "folder ";
/// The word that stands for [`Cut::Centre`].
const CENTRE: &str = "centre";

impl fmt::Display for Decisions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.largest_only {
            writeln!(f, "{LARGEST_ONLY}")?;
        }
        for folder in &self.folders {
            writeln!(f, "{FOLDER}{}", serde_json::to_string(folder).map_err(|_| fmt::Error)?)?;
        }
        for (PhotoKey(key), decided) in &self.photos {
            write!(f, "{key}")?;
            for (cut, taken) in decided {
                let sign = if *taken { '+' } else { '-' };
                match cut {
                    Cut::Centre => write!(f, " {CENTRE}{sign}")?,
                    Cut::Face(number) => write!(f, " {number}{sign}")?,
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// A text that holds no decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these are no decisions about photos")]
pub struct Unreadable;

impl FromStr for Decisions {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let mut decisions = Self::default();
        for line in text.lines() {
            if line == LARGEST_ONLY {
                decisions.largest_only = true;
                continue;
            }
            if let Some(path) = line.strip_prefix(FOLDER) {
                decisions.folders.insert(serde_json::from_str(path).map_err(|_| Unreadable)?);
                continue;
            }
            let mut words = line.split(' ');
            let key = PhotoKey(words.next().ok_or(Unreadable)?.to_owned());
            for word in words {
                let (cut, taken) = read(word).ok_or(Unreadable)?;
                decisions.set(&key, cut, taken);
            }
        }
        Ok(decisions)
    }
}

fn read(word: &str) -> Option<(Cut, bool)> {
    let (cut, taken) = match (word.strip_suffix('+'), word.strip_suffix('-')) {
        (Some(cut), _) => (cut, true),
        (None, Some(cut)) => (cut, false),
        (None, None) => return None,
    };
    let cut = if cut == CENTRE { Cut::Centre } else { Cut::Face(cut.parse().ok()?) };
    Some((cut, taken))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folders::FolderCount;

    #[test]
    fn decisions_are_read_as_they_are_written() {
        let mut decisions = Decisions { largest_only: true, ..Decisions::default() };
        let [first, second] = [7, u128::MAX].map(PhotoKey::from);
        decisions.set(&first, Cut::Centre, false);
        decisions.set(&first, Cut::Face(12), true);
        decisions.set(&second, Cut::Face(0), false);
        let folders = ["faces/anna", "two\nlines/“odd” \\ folder"].map(|path| FolderCount::at(path).folder);
        decisions.take_folders(&folders, false, &folders);
        assert_eq!(decisions.to_string().parse(), Ok(decisions));
        assert_eq!(Decisions::default().to_string(), "");
        assert_eq!("".parse(), Ok(Decisions::default()));
    }

    #[test]
    fn other_texts_are_told() {
        for text in ["7 centre", "7 x+", "7 -1-", "folder anna"] {
            assert_eq!(text.parse::<Decisions>(), Err(Unreadable), "{text}");
        }
    }
}
