//! How wide an element is, as it changes.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::ResizeObserver;

/// The width of an element's content in CSS pixels; 0 until it is on the page.
pub fn use_width(node: NodeRef<Div>) -> ReadSignal<f64> {
    let (width, set_width) = signal(0.0);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let observed = element.clone();
        let resized = Closure::<dyn FnMut()>::new(move || set_width.set(f64::from(observed.client_width())));
        let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) else { return };
        observer.observe(&element);
        resized.forget();
        set_width.set(f64::from(element.client_width()));
    });
    width
}
