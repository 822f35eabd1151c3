//! Notifications of the operating system.

use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use crate::page::platform::offline;

const ICON: &str = "./icons/icon-192.png";

/// Whether this browser has notifications for this page.
pub fn is_offered() -> bool {
    window().is_secure_context() && Reflect::has(&window(), &"Notification".into()).unwrap_or_default()
}

/// Whether the person has allowed them.
pub fn is_allowed() -> bool {
    is_offered() && Notification::permission() == NotificationPermission::Granted
}

/// Asks the person to allow them, if they have not been asked before. Only to be called when they clicked.
pub async fn ask() -> bool {
    if let Ok(answer) = Notification::request_permission() {
        // The permission is read from the browser afterwards; a failed promise has not changed it.
        let _ = JsFuture::from(answer).await;
    }
    is_allowed()
}

/// Shows one, if it is still allowed.
pub async fn show(title: &str, body: &str) {
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_icon(ICON);
    match Notification::new_with_options(title, &options) {
        Ok(shown) => {
            let clicked = Closure::once_into_js(|| drop(window().focus()));
            shown.set_onclick(Some(clicked.unchecked_ref()));
        }
        // Phones show only what a service worker shows.
        Err(_) => {
            if let Some(registration) = offline::registration().await {
                // Fails where the permission was withdrawn meanwhile.
                let _ = registration.show_notification_with_options(title, &options);
            }
        }
    }
}
