//! Settings that are stored between visits and shown in the address.

use std::time::Duration;

use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::page::context::Page;
use crate::page::features::settings::form::Form;
use crate::page::platform::preferences;
use facegan_core::address::{Launch, Mode, Problem};

/// How long after the last change the address is updated: browsers limit how often it may change.
const REST: Duration = Duration::from_millis(400);

/// What this visit begins with: what the address asks for, and otherwise what was stored in the last.
pub fn arrival() -> (Launch, Vec<Problem>) {
    let query = window().location().search().unwrap_or_default();
    Launch::arriving(&query, preferences::get(preferences::SETTINGS).as_deref())
}

impl Page {
    /// Every setting that the person chose, is valid and not at its default, as an address's query.
    pub fn query(self) -> String {
        match self.plan.mode() {
            Mode::Plan => String::new(),
            Mode::Expert => self.launch_settings().to_query(),
        }
    }

    /// The address of this page with these settings, for others.
    pub fn link(self) -> String {
        address_of(&untrack(|| self.launch_settings()))
    }

    /// The address of this page with these settings and these faces, for others.
    pub fn link_to_faces(self, seed: u32, truncation: Option<f32>) -> String {
        address_of(&Launch { latent: Some(seed), truncation, ..untrack(|| self.launch_settings()) })
    }

    fn launch_settings(self) -> Launch {
        Launch {
            mode: Mode::Expert,
            config: self.settings.form.with(Form::valid),
            kernels: self.settings.kernels(),
            tiles: self.settings.tiles(),
            ..Launch::default()
        }
    }

    /// Stores settings as soon as the person changes one, and shows them in the address; those of a plan are not, since the
    /// next visit plans anew. The address never holds `data` or
    /// `autostart`: loading the page again starts nothing.
    pub fn store_settings(self) {
        let query = Memo::new(move |_| self.query());
        let mut show = debounce(REST, show_in_address);
        Effect::new(move |before: Option<String>| {
            let query = query.get();
            if before.is_some_and(|before| before != query) {
                preferences::set(preferences::SETTINGS, &query);
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
