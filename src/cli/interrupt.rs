//! Ctrl-C, and what asks a process to end in its stead (SIGTERM, SIGHUP).

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a command that was interrupted, as shells know it.
pub const INTERRUPTED: u8 = 130;

/// Whether the command was asked to end.
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on. The first time is noted, so that what is under way can be saved; the second ends the command at
    /// once.
    ///
    /// # Errors
    /// When the system does not allow it, or something listens already.
    pub fn watch() -> Result<Self, ctrlc::Error> {
        let asked = Arc::new(AtomicBool::new(false));
        let noted = asked.clone();
        ctrlc::set_handler(move || {
            if noted.swap(true, Ordering::SeqCst) {
                process::exit(INTERRUPTED.into());
            }
            eprintln!("\nSaving the run after this iteration. Press Ctrl-C again to end at once, without saving.");
        })?;
        Ok(Self(asked))
    }

    /// Whether it was asked to end.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
