//! How a command ended that did not fail.

/// The exit code of a command that was interrupted, as shells know it: 128 and the number of SIGINT.
pub const INTERRUPTED: u8 = 130;

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Everything that was asked for is done.
    Done,
    /// By Ctrl-C, after the run was saved.
    Interrupted,
}
