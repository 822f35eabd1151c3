//! Keyboard shortcuts: one table, for the keys and for the sheet that lists them.

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShortcutAction {
    Start,
    /// Pauses a run, or resumes a paused one.
    PauseOrResume,
    Step,
    Stop,
    /// Moves to the part of the page of this id.
    Visit(&'static str),
    /// Opens the sheet that explains what is happening.
    Explain,
    /// Enters or leaves the projector view.
    Project,
    /// Opens the sheet of shortcuts.
    Help,
}

/// A key and what it does.
pub struct Shortcut {
    /// The key as keyboard events name it: a capital letter is one with Shift.
    pub key: &'static str,
    /// The keys to press, as the sheet shows them.
    pub shown: &'static [&'static str],
    pub what: &'static str,
    pub action: ShortcutAction,
}

const fn shortcut(
    key: &'static str,
    shown: &'static [&'static str],
    what: &'static str,
    action: ShortcutAction,
) -> Shortcut {
    Shortcut { key, shown, what, action }
}

/// Every shortcut, in the order of the sheet. What cannot be taken back needs Shift.
pub const SHORTCUTS: [Shortcut; 12] = [
    shortcut("s", &["S"], "Start training", ShortcutAction::Start),
    shortcut("p", &["P"], "Pause or resume", ShortcutAction::PauseOrResume),
    shortcut("n", &["N"], "Run one iteration while paused", ShortcutAction::Step),
    shortcut("X", &["Shift", "X"], "Stop the run", ShortcutAction::Stop),
    shortcut("t", &["T"], "Go to the faces and their timeline", ShortcutAction::Visit("place-stage")),
    shortcut("c", &["C"], "Go to the charts", ShortcutAction::Visit("place-charts")),
    shortcut("l", &["L"], "Go to the latent space", ShortcutAction::Visit("place-latent")),
    shortcut("d", &["D"], "Go to the downloads", ShortcutAction::Visit("place-downloads")),
    shortcut("g", &["G"], "Go to the settings", ShortcutAction::Visit("place-settings")),
    shortcut("e", &["E"], "Explain what is happening", ShortcutAction::Explain),
    shortcut("v", &["V"], "Projector view; Escape leaves it", ShortcutAction::Project),
    shortcut("?", &["?"], "Show this sheet", ShortcutAction::Help),
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
    pub fn action(self) -> Option<ShortcutAction> {
        if self.modified || self.repeated || self.taken {
            return None;
        }
        SHORTCUTS.iter().find(|shortcut| shortcut.key == self.key).map(|shortcut| shortcut.action)
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
            assert_eq!(press(shortcut.key).action(), Some(shortcut.action));
        }
        assert_eq!(press("x").action(), None, "a run is not stopped by one letter");
        assert_eq!(press(" ").action(), None, "space presses buttons");
    }

    #[test]
    fn keys_are_told_apart() {
        for (index, shortcut) in SHORTCUTS.iter().enumerate() {
            assert!(SHORTCUTS[..index].iter().all(|other| other.key != shortcut.key), "{}", shortcut.key);
        }
    }

    #[test]
    fn keys_meant_for_something_else_do_nothing() {
        assert_eq!(Press { modified: true, ..press("s") }.action(), None);
        assert_eq!(Press { repeated: true, ..press("n") }.action(), None);
        assert_eq!(Press { taken: true, ..press("s") }.action(), None);
    }
}
