//! Output on the terminal. Where it cannot be written (a closed terminal or pipe, a full disk), it is dropped, and the
//! command continues and ends as it would have.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};

/// A line on standard error, in place of std's macro, which panics where the line cannot be written.
macro_rules! eprintln {
    ($($part:tt)*) => { $crate::terminal::tell(format_args!($($part)*)) };
}

/// Says a line on standard error; [`eprintln!`] does so with a format.
pub fn tell(line: Arguments) {
    // In one piece, so that the lines of several commands do not mix.
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// Puts what was asked for on standard output, and says where it could not be written.
pub fn print(text: &str) {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        // The reader of the pipe has closed it.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        Err(error) => eprintln!("warning: standard output could not be written: {error}."),
        Ok(()) => {}
    }
}

/// Writes a line on standard output that is stored elsewhere too.
pub fn repeat(line: &str) {
    let _ = io::stdout().write_all(format!("{line}\n").as_bytes());
}
