//! A photo worker: photos in, squares out.
//!
//! It decodes photos, finds the faces in them and cuts out what a run trains on; and it measures how good generated images
//! are beside photos. It has neither Burn nor the GPU. The engine has several of them, and the page one of its own for the
//! camera.

mod browser_image;
mod port;
mod reader;
mod reduced;

use std::panic;

use async_channel::{Sender, unbounded};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use crate::worker::{run_constructors, scope};
use facegan_protocol::photos::{PhotoAnswer, PhotoJob};
use port::post;
use reader::Reader;

/// Runs the worker: does one job after the other until it is ended.
pub fn start() {
    run_constructors();
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let reason = info.payload_as_str().unwrap_or("the decoder panicked").to_owned();
        post(&PhotoAnswer::Dead { reason });
    }));
    let (jobs, incoming) = unbounded();
    listen(jobs);
    spawn_local(async move {
        let mut reader = Reader::default();
        while let Ok(job) = incoming.recv().await {
            post(&reader.answer(job).await);
        }
    });
    post(&PhotoAnswer::Ready);
}

fn listen(jobs: Sender<PhotoJob>) {
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        match serde_wasm_bindgen::from_value(message.data()) {
            // Never refused: the channel has no bound and its task receives until the worker ends.
            Ok(job) => drop(jobs.try_send(job)),
            Err(error) => post(&PhotoAnswer::Dead { reason: format!("a job could not be understood: {error}") }),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
}
