//! The loss that both networks are trained with.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Invalid;

/// The loss that both networks are trained with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Loss {
    /// The tutorial's: binary cross entropy of netD's sigmoid.
    #[default]
    Bce,
    /// The hinge loss of netD's logits (Lim and Ye 2017, <https://arxiv.org/abs/1705.02894>).
    Hinge,
}

impl Loss {
    /// Every loss, in the order in which a form shows them.
    pub const ALL: [Self; 2] = [Self::Bce, Self::Hinge];

    /// Its name in the form, the address and the command.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bce => "bce",
            Self::Hinge => "hinge",
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Loss {
    type Err = Invalid;

    /// Reads its name.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|loss| loss.name() == text).ok_or(Invalid::Loss)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for loss in Loss::ALL {
            assert_eq!(loss.to_string().parse(), Ok(loss));
        }
        assert_eq!("wgan".parse::<Loss>(), Err(Invalid::Loss));
    }
}
