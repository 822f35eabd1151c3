//! Settings that are kept between visits and shown in the address.

use std::time::Duration;

use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::Page;
use crate::web::browser::kept;
use crate::web::form::Form;
use facegan_core::address::{Launch, Problem};
use facegan_core::config::{KernelChoice, TrainConfig};

/// How long settings rest before the address takes them on: browsers let it change only so often.
const REST: Duration = Duration::from_millis(400);

/// What this visit begins with: what the address asks for, and otherwise what was kept from the last.
pub fn arrival() -> (Launch, Vec<Problem>) {
    let query = window().location().search().unwrap_or_default();
    Launch::arriving(&query, kept::get(kept::SETTINGS).as_deref())
}

impl Page {
    /// Every setting that is valid and not at its default, as an address's query.
    pub fn query(self) -> String {
        self.settings().to_query()
    }

    /// The address of this page with these settings, for others.
    pub fn link(self) -> String {
        address_of(&untrack(|| self.settings()))
    }

    /// The address of this page with these settings and these faces, for others.
    pub fn link_to_faces(self, seed: u32, truncation: Option<f32>) -> String {
        address_of(&Launch { latent: Some(seed), truncation, ..untrack(|| self.settings()) })
    }

    fn settings(self) -> Launch {
        Launch { config: self.form.with(Form::valid), kernels: self.kernels.get(), ..Launch::default() }
    }

    /// Sets everything back to the tutorial's values.
    pub fn reset_settings(self) {
        self.form.set(Form::from(&TrainConfig::default()));
        self.choose_kernels(KernelChoice::default());
    }

    /// Keeps settings as soon as the person changes one, and shows them in the address. That never holds `data` or
    /// `autostart`: loading the page again starts nothing.
    pub(super) fn keep_settings(self) {
        let query = Memo::new(move |_| self.query());
        let mut show = debounce(REST, show_in_address);
        Effect::new(move |before: Option<String>| {
            let query = query.get();
            if before.is_some_and(|before| before != query) {
                kept::set(kept::SETTINGS, &query);
                show(query.clone());
            }
            query
        });
    }
}

fn address_of(launch: &Launch) -> String {
    let location = window().location();
    let origin = location.origin().unwrap_or_default();
    with_query(&(origin + &location.pathname().unwrap_or_default()), &launch.to_query())
}

fn show_in_address(query: String) {
    let location = window().location();
    let address = with_query(&location.pathname().unwrap_or_default(), &query) + &location.hash().unwrap_or_default();
    // A browser may refuse a page opened from a file, where nothing else works either.
    let _ = window().history().and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
}

fn with_query(address: &str, query: &str) -> String {
    if query.is_empty() { address.to_owned() } else { format!("{address}?{query}") }
}
