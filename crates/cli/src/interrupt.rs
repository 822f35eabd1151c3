//! Ctrl-C, and other requests to end the process (SIGTERM, SIGHUP).

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{io, process};

use super::ending::INTERRUPTED;
use super::unfinished;
#[cfg(unix)]
use unix::listen;
#[cfg(windows)]
use windows::listen;

/// Whether the command was asked to end. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<State>);

#[derive(Debug, Default)]
struct State {
    saves_first: AtomicBool,
    is_asked: AtomicBool,
}

impl Interrupt {
    /// Listens from now on. The command ends at once, without a file that is not whole, unless it
    /// [saves first](Self::save_first).
    ///
    /// # Errors
    /// When the system does not allow it.
    pub fn watch() -> io::Result<Self> {
        let interrupt = Self::default();
        let noted = interrupt.clone();
        listen(move |end| noted.ask(end))?;
        Ok(interrupt)
    }

    /// From now on the first time is only noted, so that what is under way can be saved; the second ends the command at
    /// once.
    pub fn save_first(&self) {
        self.0.saves_first.store(true, Ordering::SeqCst);
    }

    /// Whether it was asked to end.
    pub fn is_asked(&self) -> bool {
        self.0.is_asked.load(Ordering::SeqCst)
    }

    /// `end` ends the process as the system would without a handler.
    fn ask(&self, end: &dyn Fn()) {
        if !self.0.saves_first.load(Ordering::SeqCst) {
            let _files = unfinished::abandon();
            end();
        } else if self.0.is_asked.swap(true, Ordering::SeqCst) {
            let _files = unfinished::abandon();
            process::exit(INTERRUPTED.into());
        } else {
            eprintln!("\nSaving the run after this iteration. Press Ctrl-C again to end at once, without saving.");
        }
    }
}
