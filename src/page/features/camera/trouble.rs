//! Why there are no pictures of a camera, and what the person can do.

use facegan_core::problem::Problem;

/// What keeps the camera from taking pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The person, or the system, does not allow it.
    Denied,
    /// There is no camera.
    Missing,
    /// Another program has it.
    Busy,
    /// The browser offers none to this page.
    NotOffered,
    /// It ended by itself: unplugged, or taken away by the system.
    Ended,
    /// It was switched off because nobody saw the page.
    Hidden,
    /// Faces cannot be found; the reason.
    NoFinder(String),
    /// Whatever else the browser says.
    Other(String),
}

impl Trouble {
    /// What an exception of `getUserMedia` means: its name and its text.
    pub fn of(name: &str, text: &str) -> Self {
        match name {
            "NotAllowedError" | "SecurityError" => Self::Denied,
            "NotFoundError" | "OverconstrainedError" => Self::Missing,
            "NotReadableError" | "AbortError" => Self::Busy,
            _ => Self::Other(text.to_owned()),
        }
    }

    /// For people.
    pub fn problem(&self) -> Problem {
        let again = "Then press “Take pictures” again.";
        let (what, advice) = match self {
            Self::Denied => (
                "This page may not use the camera.".to_owned(),
                format!(
                    "Allow the camera for this page beside the address, and in the system’s privacy settings. {again} \
                     The pictures never leave this machine."
                ),
            ),
            Self::Missing => {
                ("No camera was found.".to_owned(), format!("Plug one in, or choose photos instead. {again}"))
            }
            Self::Busy => (
                "The camera does not start: another program may be using it.".to_owned(),
                format!("Close other programs and tabs that use the camera. {again}"),
            ),
            Self::NotOffered => (
                "Browsers offer the camera only to pages served over https or from localhost.".to_owned(),
                "Open this page at an https address, or choose photos instead.".to_owned(),
            ),
            Self::Ended => ("The camera was switched off.".to_owned(), format!("Check that it is plugged in. {again}")),
            Self::Hidden => (
                "The camera was switched off while this page was hidden.".to_owned(),
                "Press “Take pictures” to go on.".to_owned(),
            ),
            Self::NoFinder(reason) => (
                format!("Faces cannot be looked for: {}.", reason.trim_end_matches('.')),
                "Check the connection and reload the page, or choose photos instead.".to_owned(),
            ),
            Self::Other(text) => (
                format!("The camera does not work: {}.", text.trim_end_matches('.')),
                again.replace("Then press", "Press"),
            ),
        };
        Problem { what, advice }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_exceptions_are_told_apart() {
        for (name, trouble) in [
            ("NotAllowedError", Trouble::Denied),
            ("NotFoundError", Trouble::Missing),
            ("OverconstrainedError", Trouble::Missing),
            ("NotReadableError", Trouble::Busy),
            ("TypeError", Trouble::Other("odd".into())),
        ] {
            assert_eq!(Trouble::of(name, "odd"), trouble, "{name}");
        }
    }

    #[test]
    fn every_trouble_says_what_to_do() {
        let all = [
            Trouble::Denied,
            Trouble::Missing,
            Trouble::Busy,
            Trouble::NotOffered,
            Trouble::Ended,
            Trouble::Hidden,
            Trouble::NoFinder("photos.js did not load".into()),
            Trouble::Other("it is odd.".into()),
        ];
        for trouble in all {
            let Problem { what, advice } = trouble.problem();
            assert!(what.ends_with('.') && !what.ends_with("..") && advice.ends_with('.'), "{what} {advice}");
        }
    }
}
