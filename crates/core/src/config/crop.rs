//! Which part of each photo a run trains on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Invalid;

/// Which part of each photo a run trains on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Crop {
    /// Chosen by looking at the photos: see [`crate::crop_choice`]. No run is stored with it: it starts with what was
    /// chosen.
    Auto,
    /// Every face that is found, turned upright and cut out as CelebA's faces are.
    Faces,
    /// The centre, as the tutorial's `Resize` and `CenterCrop` take it.
    #[default]
    Centre,
}

impl Crop {
    /// Every choice, in the order in which a form shows them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Faces, Self::Centre];

    /// Its name in the form, the address and the command.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Faces => "faces",
            Self::Centre => "centre",
        }
    }

    /// Whether the photos have to be searched for faces.
    pub fn needs_faces(self) -> bool {
        self != Self::Centre
    }
}

impl fmt::Display for Crop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Crop {
    type Err = Invalid;

    /// Reads its name; `center` is `centre`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let name = if text == "center" { Self::Centre.name() } else { text };
        Self::ALL.into_iter().find(|crop| crop.name() == name).ok_or(Invalid::Crop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for crop in Crop::ALL {
            assert_eq!(crop.to_string().parse(), Ok(crop));
        }
        assert_eq!("center".parse(), Ok(Crop::Centre));
        assert_eq!("face".parse::<Crop>(), Err(Invalid::Crop));
    }
}
