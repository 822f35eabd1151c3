//! Entering and leaving the projector view.

use leptos::ev;
use leptos::prelude::*;

use crate::page::context::Page;
use crate::page::platform::fullscreen;

/// The class of the body that the style sheet lays the projector view out by.
const CLASS: &str = "projected";
/// What takes Escape for itself while it is open.
const OPEN: &str = "dialog[open], :popover-open";

impl Page {
    /// Enters the projector view, or leaves it.
    pub fn toggle_projector(self) {
        self.project(!self.projector.on.get_untracked());
    }

    /// Leaves the projector view at Escape, and with the whole screen, which browsers end at Escape by themselves.
    pub fn watch_projector(self) {
        window_event_listener(ev::keydown, move |event| {
            let taken = event.default_prevented() || document().query_selector(OPEN).is_ok_and(|open| open.is_some());
            if event.key() == "Escape" && !taken {
                self.project(false);
            }
        });
        window_event_listener(ev::fullscreenchange, move |_| {
            if !fullscreen::is_on() {
                self.project(false);
            }
        });
    }

    fn project(self, on: bool) {
        if self.projector.on.get_untracked() == on {
            return;
        }
        self.projector.on.set(on);
        if on {
            fullscreen::enter();
            window().scroll_to_with_x_and_y(0.0, 0.0);
        } else {
            fullscreen::leave();
        }
        if let Some(body) = document().body() {
            let set = body.class_list().toggle_with_force(CLASS, on);
            self.check("The view could not be changed", set);
        }
    }
}
