//! The way from the button to the first faces of the trained netG.

use facegan_core::problem::Problem;

/// Where the published page has the trained netG, seen from its own folder. `docs/pretrained.md` says how it was made.
pub const ADDRESS: &str = "pretrained/netG.safetensors";
/// What it is called among the opened files.
pub const NAME: &str = "trained-netG.safetensors";

/// How far it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Playing {
    /// Nobody asked for it, or it is done.
    #[default]
    Idle,
    /// The file is being fetched.
    Fetching,
    /// The engine has the file: it opens it and draws.
    Drawing,
}

impl Playing {
    /// What is done now, for people; [`None`] while nothing is.
    pub fn sentence(self) -> Option<&'static str> {
        match self {
            Self::Idle => None,
            Self::Fetching => Some("Fetching the trained netG…"),
            Self::Drawing => Some("Drawing faces with the trained netG…"),
        }
    }
}

/// The file could not be fetched, and why.
pub fn not_fetched(reason: &str) -> Problem {
    Problem {
        what: format!("The trained netG could not be fetched: {reason}."),
        advice: "Check the connection, then press “Play with a trained netG” again. All else works without it.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_is_said_exactly_while_something_is_done() {
        assert_eq!(Playing::default().sentence(), None);
        let said = [Playing::Fetching, Playing::Drawing].map(Playing::sentence);
        assert!(said.iter().all(Option::is_some) && said[0] != said[1]);
    }

    #[test]
    fn the_problem_names_the_reason() {
        assert!(not_fetched("the server answered 404").what.ends_with(": the server answered 404."));
    }
}
