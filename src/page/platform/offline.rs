//! The service worker that stores the page for visits without a network.

use js_sys::Reflect;
use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration};

use crate::page::platform::named;

/// The message that has a new version take over; `sw.js` handles it.
const TAKE_OVER: &str = "take over";

/// Registers the service worker, where the page was built with one, and calls `offer` when a newer version waits to
/// take over.
pub fn keep(offer: impl Fn(ServiceWorker) + Clone + 'static) {
    let (Some(script), Some(container)) = (named("service-worker"), container()) else { return };
    spawn_local(async move {
        // A browser that refuses, for want of space for one, loads the page from its server the next time as well.
        let Ok(registration) = JsFuture::from(container.register(&script)).await else { return };
        let registration: ServiceWorkerRegistration = registration.unchecked_into();
        let watched = registration.clone();
        let look = move || {
            // The very first version has no older one to wait for.
            if let Some(waiting) = watched.waiting().filter(|_| container.controller().is_some()) {
                offer(waiting);
            }
        };
        look();
        let found = Closure::<dyn FnMut()>::new({
            let registration = registration.clone();
            move || {
                let changed = Closure::<dyn FnMut()>::new(look.clone());
                if let Some(installing) = registration.installing() {
                    installing.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
                }
                changed.forget();
            }
        });
        registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
        found.forget();
    });
}

/// Has a new version take over, and loads the page again when it has.
///
/// # Errors
/// The browser's exception.
pub fn take_over(newer: &ServiceWorker) -> Result<(), JsValue> {
    if let Some(container) = container() {
        let reload = Closure::once_into_js(|| drop(window().location().reload()));
        container.set_oncontrollerchange(Some(reload.unchecked_ref()));
    }
    newer.post_message(&TAKE_OVER.into())
}

/// The service worker's registration, if there is one.
pub async fn registration() -> Option<ServiceWorkerRegistration> {
    let registration = JsFuture::from(container()?.get_registration()).await.ok()?;
    registration.dyn_into().ok()
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    let offered = window().is_secure_context() && Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or_default();
    offered.then(|| navigator.service_worker())
}
