//! A slider over the places of a list that may grow.

use leptos::html::Input;
use leptos::prelude::*;

/// A slider from the first place to `last`. `caption` says to screen readers what is at the place.
#[component]
pub fn PlaceSlider(
    label: &'static str,
    last: Memo<usize>,
    place: Memo<Option<usize>>,
    caption: Memo<Option<String>>,
    seek: impl Fn(usize) + 'static,
) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    // In this order: a value beyond the range would be cut.
    Effect::new(move |_| {
        let Some(slider) = node.get() else { return };
        slider.set_max(&last.get().to_string());
        slider.set_value(&place.get().unwrap_or_default().to_string());
    });
    let input = move |event| {
        if let Ok(place) = event_target_value(&event).parse() {
            seek(place);
        }
    };
    view! {
        <input
            type="range" node_ref=node min="0" step="1" aria-label=label aria-valuetext=move || caption.get()
            disabled=move || last.get() == 0 on:input=input
        />
    }
}
