//! Web Locks: names that one tab holds at a time. When a worker ends or crashes, the browser releases its locks.

use async_channel::bounded;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::port::scope;

#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, callback: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn query(this: &LockManager) -> Result<Promise, JsValue>;
}

/// The lock that is held while files are made or deleted in the private file system.
pub const FILES: &str = "facegan files";

/// A held lock, released when this value is dropped.
pub struct Lock(Option<Function>);

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = &self.0 {
            // Resolving a promise never throws.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Waits for a lock and takes it.
pub async fn wait_for(name: &str) -> Lock {
    request(name, &Object::new()).await.unwrap_or(Lock(None))
}

/// Takes a lock; nothing where another tab holds it.
pub async fn try_hold(name: &str) -> Option<Lock> {
    let options = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
    request(name, &options).await
}

/// The names of all locks held in this tab and others; none where the browser has no Web Locks.
pub async fn held() -> Vec<String> {
    let Some(Ok(answer)) = manager().map(|manager| manager.query()) else { return Vec::new() };
    let Ok(state) = JsFuture::from(answer).await else { return Vec::new() };
    let held = Reflect::get(&state, &"held".into()).unwrap_or_default();
    let name = |lock: JsValue| Reflect::get(&lock, &"name".into()).ok()?.as_string();
    held.dyn_into::<Array>().map(|locks| locks.iter().filter_map(name).collect()).unwrap_or_default()
}

fn manager() -> Option<LockManager> {
    let manager = Reflect::get(&scope().navigator(), &"locks".into()).ok()?;
    manager.is_object().then(|| manager.unchecked_into())
}

/// Where the browser has no Web Locks, every lock is granted: the private file system opens a file only once anyway.
async fn request(name: &str, options: &Object) -> Option<Lock> {
    let Some(manager) = manager() else { return Some(Lock(None)) };
    let (sender, granted) = bounded(1);
    let callback = Closure::once_into_js(move |lock: JsValue| {
        // Sending fails only where the worker is ending and nothing waits for the lock.
        if lock.is_null() {
            drop(sender.try_send(None));
            return JsValue::UNDEFINED;
        }
        // The lock is held until this promise is resolved.
        Promise::new(&mut |release, _| drop(sender.try_send(Some(Lock(Some(release)))))).into()
    });
    match manager.request(name, options, &callback) {
        Ok(_) => granted.recv().await.ok().flatten(),
        Err(_) => Some(Lock(None)),
    }
}
