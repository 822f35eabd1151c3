//! A tuning as text.

use std::fmt;
use std::str::FromStr;

use super::{LayerTiles, Tile, Tiles, Tuning};

/// A text that names no tuning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be measured, default or tiles such as {example}, not “{0}”", example = Tuning::default())]
pub struct UnknownTuning(String);

impl fmt::Display for Tuning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layers(LayerTiles { conv2d, conv_transpose2d, weight_gradient }) => {
                write!(f, "{conv2d}/{conv_transpose2d}/{weight_gradient}")
            }
            Self::Only(tile) => write!(f, "{tile}"),
        }
    }
}

impl fmt::Debug for Tuning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Tuning {
    type Err = UnknownTuning;

    fn from_str(text: &str) -> Result<Self, UnknownTuning> {
        parse(text).ok_or_else(|| UnknownTuning(text.into()))
    }
}

impl From<Tuning> for String {
    fn from(tuning: Tuning) -> Self {
        tuning.to_string()
    }
}

impl TryFrom<String> for Tuning {
    type Error = UnknownTuning;

    fn try_from(text: String) -> Result<Self, UnknownTuning> {
        text.parse()
    }
}

impl fmt::Display for Tiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { large, medium, small } = self;
        write!(f, "{large},{medium},{small}")
    }
}

fn parse(text: &str) -> Option<Tuning> {
    if let Some(only) = Tile::ALL.into_iter().find(|tile| tile.name() == text) {
        return Some(Tuning::Only(only));
    }
    let mut passes = text.split('/');
    let (conv2d, conv_transpose2d) = (tiles(passes.next()?)?, tiles(passes.next()?)?);
    let weight_gradient = choice(passes.next()?)?;
    let tiles = LayerTiles { conv2d, conv_transpose2d, weight_gradient };
    passes.next().is_none().then_some(Tuning::Layers(tiles))
}

fn tiles(text: &str) -> Option<Tiles> {
    let mut names = text.split(',');
    let (large, medium, small) = (choice(names.next()?)?, choice(names.next()?)?, choice(names.next()?)?);
    names.next().is_none().then_some(Tiles { large, medium, small })
}

fn choice(name: &str) -> Option<Tile> {
    Tile::CHOICES.into_iter().find(|tile| tile.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tuning_is_read_as_it_was_written() {
        let default = Tuning::default();
        assert_eq!(default.to_string(), "128x128,64x64,32x32/128x128,64x64,32x32/128x64");
        for tuning in Tile::ALL.map(Tuning::Only).into_iter().chain([default]) {
            assert_eq!(tuning.to_string().parse(), Ok(tuning));
        }
    }

    #[test]
    fn other_texts_are_refused_by_name() {
        let short = "128x128,64x64/128x128,64x64,32x32/128x64";
        for text in ["", "64", short, "128x128,64x64,32x32/128x128,64x64,32x32/4x128", "a/b/c", "//"] {
            assert_eq!(text.parse::<Tuning>(), Err(UnknownTuning(text.into())));
        }
        let error = UnknownTuning("64".into()).to_string();
        assert_eq!(error, format!("must be measured, default or tiles such as {}, not “64”", Tuning::default()));
        let long = format!("{}/64x64", Tuning::default());
        assert!(long.parse::<Tuning>().is_err());
    }
}
