//! How the images that netD sees are augmented.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Invalid;

/// One of DiffAugment's transformations (Zhao et al. 2020, <https://arxiv.org/abs/2006.10738>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Transform {
    /// Brightness, saturation and contrast.
    Color,
    /// A shift by up to an eighth of the side.
    Translation,
    /// A square hole of half the side.
    Cutout,
}

impl Transform {
    /// Every transformation, in the order in which they are applied.
    pub const ALL: [Self; 3] = [Self::Color, Self::Translation, Self::Cutout];

    /// Its name in a policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Color => "color",
            Self::Translation => "translation",
            Self::Cutout => "cutout",
        }
    }
}

/// The transformations that are applied; none by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Policy([bool; Transform::ALL.len()]);

impl Policy {
    /// Whether a transformation is applied.
    pub fn has(self, transform: Transform) -> bool {
        self.0[transform as usize]
    }

    /// Whether no transformation is applied.
    pub fn is_off(self) -> bool {
        self == Self::default()
    }
}

impl FromIterator<Transform> for Policy {
    fn from_iter<T: IntoIterator<Item = Transform>>(transforms: T) -> Self {
        let mut policy = Self::default();
        for transform in transforms {
            policy.0[transform as usize] = true;
        }
        policy
    }
}

impl fmt::Display for Policy {
    /// As the reference implementation writes it: `color,translation,cutout`; empty for none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Transform::ALL.into_iter().filter(|t| self.has(*t)).map(Transform::name).collect();
        f.write_str(&names.join(","))
    }
}

impl FromStr for Policy {
    type Err = Invalid;

    /// Reads names with commas between, in any order.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let named = |name: &str| Transform::ALL.into_iter().find(|transform| transform.name() == name.trim());
        if text.is_empty() {
            return Ok(Self::default());
        }
        text.split(',').map(|name| named(name).ok_or(Invalid::Policy)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_in_any_order_and_written_in_that_of_the_reference() {
        for (text, written) in [
            ("", ""),
            ("cutout", "cutout"),
            ("translation, color", "color,translation"),
            ("cutout,translation,color", "color,translation,cutout"),
        ] {
            let policy: Policy = text.parse().unwrap();
            assert_eq!((policy.to_string().as_str(), policy.is_off()), (written, text.is_empty()));
            assert_eq!(written.parse(), Ok(policy));
        }
    }

    #[test]
    fn unknown_transformations_are_refused() {
        for text in ["colour", "color,", ",", "color;cutout"] {
            assert_eq!(text.parse::<Policy>(), Err(Invalid::Policy), "{text}");
        }
    }
}
