//! Saving what a canvas shows.

use leptos::html::Canvas;
use leptos::prelude::*;

use crate::page::context::Page;
use crate::page::platform::download;

/// Saves what a canvas shows as PNG.
pub fn save_canvas(page: Page, node: NodeRef<Canvas>, name: &str) {
    if let Some(element) = node.get_untracked() {
        page.check("The PNG could not be saved", download::save_canvas(name, &element));
    }
}
