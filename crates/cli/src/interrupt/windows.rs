//! Ctrl-C, and the window of the console when it is closed.

use std::{io, process};

use crate::ending::INTERRUPTED;

/// Calls `asked` whenever the process is asked to end, with what ends it.
pub fn listen(mut asked: impl FnMut(&dyn Fn()) + Send + 'static) -> io::Result<()> {
    ctrlc::set_handler(move || asked(&|| process::exit(INTERRUPTED.into()))).map_err(io::Error::other)
}
