//! Moves the view and the focus to a part of the page.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Moves the view and the focus to the panel in the place of this id, and opens it.
pub fn visit(place: &str) {
    let panel = document().query_selector(&format!("#{place} > *")).ok().flatten();
    if let Some(panel) = panel.and_then(|panel| panel.dyn_into::<HtmlElement>().ok()) {
        panel.set_tab_index(-1);
        // A panel that is folded into a line opens.
        if let Some(fold) = panel.query_selector(".fold").ok().flatten() {
            let _ = fold.set_attribute("open", "");
        }
        panel.scroll_into_view();
        // An element that is on the page takes the focus.
        let _ = panel.focus();
    }
}
