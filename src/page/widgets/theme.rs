//! Light or dark, as the system says.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

/// Whether the system asks for dark pages.
#[derive(Clone, Copy)]
pub struct Theme {
    pub dark: ReadSignal<bool>,
}

impl Theme {
    /// Follows the system's choice for as long as the page lives.
    pub fn follow() -> Self {
        let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
        let (dark, set_dark) = signal(query.as_ref().is_some_and(|query| query.matches()));
        if let Some(query) = query {
            let source = query.clone();
            let changed = Closure::<dyn FnMut()>::new(move || set_dark.set(source.matches()));
            query.set_onchange(Some(changed.as_ref().unchecked_ref()));
            changed.forget();
        }
        Self { dark }
    }
}
