//! Keyboard shortcuts: one table, for the keys and for the sheet that lists them.

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Start,
    /// Pauses a run, or resumes a paused one.
    PauseOrResume,
    Step,
    Stop,
    /// Moves to the part of the page of this id.
    Visit(&'static str),
    /// Opens the sheet.
    Help,
}

/// A key and what it does.
pub struct Shortcut {
    /// The key as keyboard events name it: a capital letter is one with Shift.
    pub key: &'static str,
    /// The keys to press, as the sheet shows them.
    pub shown: &'static [&'static str],
    pub what: &'static str,
    pub deed: Deed,
}

const fn shortcut(key: &'static str, shown: &'static [&'static str], what: &'static str, deed: Deed) -> Shortcut {
    Shortcut { key, shown, what, deed }
}

/// Every shortcut, in the order of the sheet. What cannot be taken back needs Shift.
pub const SHORTCUTS: [Shortcut; 10] = [
    shortcut("s", &["S"], "Start training", Deed::Start),
    shortcut("p", &["P"], "Pause or resume", Deed::PauseOrResume),
    shortcut("n", &["N"], "Run one iteration while paused", Deed::Step),
    shortcut("X", &["Shift", "X"], "Stop the run", Deed::Stop),
    shortcut("t", &["T"], "Go to the images and their timeline", Deed::Visit("place-stage")),
    shortcut("c", &["C"], "Go to the charts", Deed::Visit("place-charts")),
    shortcut("l", &["L"], "Go to the latent space", Deed::Visit("place-latent")),
    shortcut("d", &["D"], "Go to the downloads", Deed::Visit("place-downloads")),
    shortcut("g", &["G"], "Go to the settings", Deed::Visit("place-settings")),
    shortcut("?", &["?"], "Show this sheet", Deed::Help),
];

/// A key that went down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press<'a> {
    /// As keyboard events name it.
    pub key: &'a str,
    /// Whether Ctrl, Alt or Meta is held too: then it is the browser's.
    pub modified: bool,
    /// Whether it is held down and repeats.
    pub repeated: bool,
    /// Whether it goes into a field that takes letters, or a dialog is open.
    pub taken: bool,
}

impl Press<'_> {
    /// What it asks for, if anything.
    pub fn deed(self) -> Option<Deed> {
        if self.modified || self.repeated || self.taken {
            return None;
        }
        SHORTCUTS.iter().find(|shortcut| shortcut.key == self.key).map(|shortcut| shortcut.deed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> Press<'_> {
        Press { key, modified: false, repeated: false, taken: false }
    }

    #[test]
    fn a_key_does_what_the_sheet_says() {
        for shortcut in SHORTCUTS {
            assert_eq!(press(shortcut.key).deed(), Some(shortcut.deed));
        }
        assert_eq!(press("x").deed(), None, "a run is not stopped by one letter");
        assert_eq!(press(" ").deed(), None, "space presses buttons");
    }

    #[test]
    fn keys_are_told_apart() {
        for (index, shortcut) in SHORTCUTS.iter().enumerate() {
            assert!(SHORTCUTS[..index].iter().all(|other| other.key != shortcut.key), "{}", shortcut.key);
        }
    }

    #[test]
    fn keys_meant_for_something_else_do_nothing() {
        assert_eq!(Press { modified: true, ..press("s") }.deed(), None);
        assert_eq!(Press { repeated: true, ..press("n") }.deed(), None);
        assert_eq!(Press { taken: true, ..press("s") }.deed(), None);
    }
}
