//! Which photo a stored square was cut out of, as a text beside the squares: a line of JSON a square, so that a line has
//! any path.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::faces::{Cut, FaceVerdict, PhotoKey};
use crate::folders::Folder;

/// Which photo a stored square was cut out of, and what becomes of it without a person's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SquareSource {
    /// The xxh3-128 of the square's RGB bytes, in hexadecimal digits: a line is about the square with these pixels, wherever
    /// it lies.
    pub pixels: String,
    /// The photo's key.
    pub photo: PhotoKey,
    /// The photo's path within what was dropped or named.
    pub path: String,
    /// The folder that it counts to, where that is not the one of the path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<Folder>,
    /// Which of the photo's squares it is.
    pub cut: Cut,
    /// What becomes of it by itself.
    pub verdict: FaceVerdict,
}

/// Its line, without the line's end.
impl fmt::Display for SquareSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

/// A text that is no whole line about a square.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no whole line about a square")]
pub struct NoSquare;

impl FromStr for SquareSource {
    type Err = NoSquare;

    fn from_str(line: &str) -> Result<Self, NoSquare> {
        serde_json::from_str(line).map_err(|_| NoSquare)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> SquareSource {
        SquareSource {
            pixels: "0b".into(),
            photo: PhotoKey::from(7),
            path: "faces/anna “A”/two\nlines \\ 1.jpg".into(),
            folder: None,
            cut: Cut::Face(2),
            verdict: FaceVerdict::TooSmall,
        }
    }

    #[test]
    fn a_square_is_one_line_that_is_read_as_it_was_written() {
        let line = source().to_string();
        assert_eq!(line.lines().count(), 1);
        assert_eq!(line.parse(), Ok(source()));
        let sample = SquareSource { folder: Some(Folder::named("sample faces")), ..source() };
        assert_eq!(sample.to_string().parse(), Ok(sample));
        let centre = r#"{"pixels":"0b","photo":"1","path":"a/1.jpg","cut":"Centre","verdict":"Taken"}"#;
        assert_eq!(
            centre.parse::<SquareSource>().map(|source| source.to_string()),
            Ok(centre.into()),
            "the stored form"
        );
    }

    #[test]
    fn no_part_of_a_line_is_taken_for_a_line() {
        let line = source().to_string();
        for (end, _) in line.char_indices() {
            assert_eq!(line[..end].parse::<SquareSource>(), Err(NoSquare), "{end}");
            assert_eq!(format!("{}{line}", &line[..=end.min(9)]).parse::<SquareSource>(), Err(NoSquare), "{end}");
        }
    }
}
