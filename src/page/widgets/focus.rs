//! Keeps the keyboard focus on the page.
//!
//! A browser moves the focus to the body when the focused control is switched off or goes away. Then it is moved on to
//! the first usable control that the lost one's `data-next` names, ids with spaces between; until one can be used, to
//! the panel of the first, or else to the panel that the lost one was in.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, FocusOptions, HtmlElement, MutationObserver, MutationObserverInit};

use crate::page::context::Page;

/// What the focus moves to where no control can be used.
const PANELS: &str = "section, dialog, main";

/// The control that has the focus, or had it last.
#[derive(Clone)]
struct Focused {
    element: HtmlElement,
    /// What it lies in, from the inside out, which is unknown once it is gone.
    around: Vec<Element>,
    /// The ids of the controls that are next.
    next: Vec<String>,
    /// Whether the browser shows the focus, since it was moved by keyboard.
    is_shown: bool,
}

/// Keeps the focus on the page from now on.
pub fn keep_focus(page: Page) {
    let last = StoredValue::new_local(None::<Focused>);
    window_event_listener(ev::focusin, move |event| {
        if let Some(element) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
            last.set_value(Some(Focused::of(element)));
        }
    });
    let due = StoredValue::new(false);
    let look = move || {
        due.set_value(false);
        let after = last.get_value().and_then(Focused::after_a_change);
        // The event of the moved focus set it as well, but without the controls that a panel waits for.
        if let Some(after) = after {
            last.set_value(Some(after));
        }
    };
    // After the next frame: only then has the browser taken the focus away, and asking what is displayed costs nothing.
    let changed = Closure::<dyn FnMut()>::new(move || {
        if !due.get_value() {
            due.set_value(true);
            request_animation_frame(move || set_timeout(look, Duration::ZERO));
        }
    });
    page.check("The keyboard focus cannot be kept", observe(&changed));
    changed.forget();
}

fn observe(changed: &Closure<dyn FnMut()>) -> Result<(), JsValue> {
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    options.set_attribute_filter(&js_sys::Array::of1(&"disabled".into()));
    let body = document().body().ok_or("there is no body")?;
    MutationObserver::new(changed.as_ref().unchecked_ref())?.observe_with_options(&body, &options)
}

impl Focused {
    fn of(element: HtmlElement) -> Self {
        let around = std::iter::successors(element.parent_element(), |element| element.parent_element()).collect();
        let next = element.get_attribute("data-next").unwrap_or_default();
        let next = next.split_whitespace().map(str::to_owned).collect();
        let is_shown = element.matches(":focus-visible").unwrap_or_default();
        Self { element, around, next, is_shown }
    }

    /// Moves the focus if it was lost, or if it waits on a panel for a control that can be used now. Returns what has
    /// the focus, if it was moved.
    fn after_a_change(self) -> Option<Self> {
        let waits = self.is_panel() && document().active_element().as_ref() == Some(self.element.as_ref());
        let is_lost = has_no_focus() && !is_usable(&self.element);
        if !waits && !is_lost {
            return None;
        }
        if let Some(control) = self.next.iter().filter_map(|id| by_id(id)).find(is_usable) {
            self.focus(&control);
            return Some(Self { is_shown: self.is_shown, ..Self::of(control) });
        }
        if waits {
            return None;
        }
        let panel = self.panel()?;
        panel.set_tab_index(-1);
        self.focus(&panel);
        Some(Self { next: self.next, is_shown: self.is_shown, ..Self::of(panel) })
    }

    fn is_panel(&self) -> bool {
        self.element.matches(PANELS).unwrap_or_default()
    }

    /// The panel of the first next control, or else the closest that is left of those around.
    fn panel(&self) -> Option<HtmlElement> {
        let of_next = self.next.iter().filter_map(|id| by_id(id)?.closest(PANELS).ok().flatten());
        let around = self.around.iter().filter(|element| element.matches(PANELS).unwrap_or_default()).cloned();
        let main = document().query_selector("main").ok().flatten();
        let panels = of_next.chain(around).chain(main).filter_map(|element| element.dyn_into::<HtmlElement>().ok());
        panels.into_iter().find(is_usable)
    }

    /// Where the focus is not shown, nobody follows it: the view stays where it is.
    fn focus(&self, element: &HtmlElement) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(!self.is_shown);
        // An element that is displayed and not switched off takes the focus.
        let _ = element.focus_with_options(&options);
    }
}

fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Whether an element is displayed and not switched off.
fn is_usable(element: &HtmlElement) -> bool {
    let is_displayed = element.is_connected() && element.get_client_rects().length() > 0;
    is_displayed && !element.matches(":disabled").unwrap_or_default()
}

/// Whether the focus is nowhere, or on a control that no longer takes keys.
fn has_no_focus() -> bool {
    let active = document().active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    active.is_none_or(|active| active.tag_name() == "BODY" || !is_usable(&active))
}
