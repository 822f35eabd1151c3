//! Decisions as a text that is stored from one visit to the next: a line a photo, as `KEY centre- 0+ 3-`, and a line for
//! what holds for all photos.

use std::fmt;
use std::str::FromStr;

use super::{Cut, Decisions, PhotoKey};

/// The line that stands for [`Decisions::largest_only`].
const LARGEST_ONLY: &str = "largest-only";
/// The word that stands for [`Cut::Centre`].
const CENTRE: &str = "centre";

impl fmt::Display for Decisions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.largest_only {
            writeln!(f, "{LARGEST_ONLY}")?;
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

    #[test]
    fn decisions_are_read_as_they_are_written() {
        let mut decisions = Decisions { largest_only: true, ..Decisions::default() };
        let [first, second] = [7, u128::MAX].map(PhotoKey::from);
        decisions.set(&first, Cut::Centre, false);
        decisions.set(&first, Cut::Face(12), true);
        decisions.set(&second, Cut::Face(0), false);
        assert_eq!(decisions.to_string().parse(), Ok(decisions));
        assert_eq!(Decisions::default().to_string(), "");
        assert_eq!("".parse(), Ok(Decisions::default()));
    }

    #[test]
    fn other_texts_are_told() {
        for text in ["7 centre", "7 x+", "7 -1-"] {
            assert_eq!(text.parse::<Decisions>(), Err(Unreadable), "{text}");
        }
    }
}
