//! Signals, which a thread of their own waits for.

use std::mem::MaybeUninit;
use std::{io, ptr, thread};

use nix::libc;
use nix::sys::signal::{SigHandler, SigSet, Signal, raise, signal};

/// Calls `asked` for every signal that asks the process to end, with what ends it as that signal does. To be called
/// before there are other threads, for these are to leave the signals alone too.
///
/// A signal that was ignored when the process began stays ignored: `nohup` keeps a command alive in this way when its
/// terminal closes. Only SIGINT is always handled, because shells without job control ignore it for every command in
/// the background, and `kill -INT` has to reach those too.
pub fn listen(mut asked: impl FnMut(&dyn Fn()) + Send + 'static) -> io::Result<()> {
    heed(Signal::SIGINT)?;
    let heard = [Signal::SIGHUP, Signal::SIGTERM].into_iter().filter(|signal| !is_ignored(*signal));
    let heard: SigSet = heard.chain([Signal::SIGINT]).collect();
    heard.thread_block()?;
    // A file that grows beyond `ulimit -f` is then an error, as a full disk is, and not the end.
    SigSet::from(Signal::SIGXFSZ).thread_block()?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        while let Ok(signal) = heard.wait() {
            asked(&|| end(signal));
        }
    })?;
    Ok(())
}

/// Ends the process as the signal does without a handler.
fn end(signal: Signal) {
    // Neither fails for a signal that there is.
    let _ = raise(signal);
    let _ = SigSet::from(signal).thread_unblock();
}

#[allow(unsafe_code, reason = "what becomes of a signal cannot be set through a safe binding")]
fn heed(ignored: Signal) -> nix::Result<()> {
    // SAFETY: no code of ours runs in a handler.
    unsafe { signal(ignored, SigHandler::SigDfl) }.map(|_| ())
}

#[allow(unsafe_code, reason = "what becomes of a signal cannot be asked through a safe binding")]
fn is_ignored(signal: Signal) -> bool {
    let mut action = MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: without a new action, the call does nothing but fill in the present one.
    unsafe {
        libc::sigaction(signal as libc::c_int, ptr::null(), action.as_mut_ptr()) == 0
            && action.assume_init().sa_sigaction == libc::SIG_IGN
    }
}
