//! Catches panics of decoders, so that only the file is refused.

/// The result of `work`, or `None` where it panics; the panic prints nothing on the terminal.
#[cfg(not(target_arch = "wasm32"))]
pub fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    use std::cell::Cell;
    use std::panic::{self, AssertUnwindSafe};
    use std::sync::Once;

    thread_local! {
        static CONTAINED: Cell<bool> = const { Cell::new(false) };
    }
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !CONTAINED.get() {
                tell(panic);
            }
        }));
    });
    let outer = CONTAINED.replace(true);
    // Nothing that `work` may leave half done is seen again.
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    CONTAINED.set(outer);
    outcome.ok()
}

/// What `work` gives. A panic ends the photo worker, and the engine names the file.
#[cfg(target_arch = "wasm32")]
pub fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    Some(work())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_none() {
        assert_eq!(contained(|| 3), Some(3));
        assert_eq!(contained(|| -> u8 { panic!("a decoder's") }), None);
        assert_eq!(contained(|| contained(|| -> u8 { panic!("an inner one") })), Some(None));
    }
}
