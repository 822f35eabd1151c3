//! The engine's worker: commands in, events out.
//!
//! Six parts, each in a task of its own on the worker's event loop: this dispatcher, the [`loader`] that has a [`pool`]
//! of photo workers read photos, the [`trainer`] that owns the GPU and the run, the [`library`] of the stored runs, the
//! [`exporter`] that makes films and archives, and [`photo_view`], which shows single photos. [`nearest`] searches for
//! similar photos between their turns.

mod evaluator;
mod exporter;
mod fault;
mod files;
mod folder;
mod gpu;
mod later;
mod library;
mod loader;
mod locks;
mod macrotask;
mod nearest;
mod opfs;
mod photo_files;
mod photo_set;
mod photo_source;
mod photo_view;
mod photo_worker;
mod pool;
mod port;
mod requests;
mod tiles;
mod trainer;

use std::panic;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use crate::adapter::has_webgpu;
use exporter::Exporter;
use facegan_protocol::{Command, Event};
use folder::Folder;
use library::{Library, Request};
use loader::Loader;
use nearest::Finder;
use photo_files::PhotoFiles;
use photo_set::Photos;
use photo_view::PhotoView;
use port::{post, scope};
use trainer::TrainerHandle;

pub use crate::worker::run_constructors;
pub use gpu::open as open_gpu;

/// Runs the engine: answers commands until the worker ends.
pub fn start() {
    run_constructors();
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let reason = info.payload_as_str().unwrap_or("the engine panicked").to_owned();
        post(&Event::Dead { reason });
    }));
    spawn_local(async {
        let folder = Folder::open().await;
        let (library, incoming) = Library::open(folder.as_ref().ok().cloned());
        spawn_local(requests::serve(library.clone(), incoming));
        let photos = Photos::open(PhotoFiles::new(folder), library.clone()).await;
        let loader = Loader::spawn(photos.clone(), library.clone());
        let trainer = TrainerHandle::spawn(photos.clone(), library.clone());
        let finder = Finder::new(photos.clone());
        let view = PhotoView::spawn(photos.clone());
        let exporter = Exporter::new(trainer.clone(), library.clone());
        let tasks = Tasks { loader, trainer, finder, view, library, exporter, photos };
        listen(move |command| tasks.dispatch(command));
        post(&Event::Ready);
        if !has_webgpu(&scope().navigator()) {
            post(&Event::NoWebGpu);
        }
    });
}

fn listen(mut handle: impl FnMut(Command) + 'static) {
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        match serde_wasm_bindgen::from_value(message.data()) {
            Ok(command) => handle(command),
            Err(error) => {
                let reason = format!("a command could not be understood: {error}");
                post(&Event::Dead { reason });
            }
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
}

/// The tasks that carry out commands.
struct Tasks {
    loader: Loader,
    trainer: TrainerHandle,
    finder: Finder,
    view: PhotoView,
    library: Rc<Library>,
    exporter: Exporter,
    photos: Rc<Photos>,
}

impl Tasks {
    fn dispatch(&self, command: Command) {
        match command {
            Command::Load { source, image_size, crop } => self.loader.load(source, image_size, crop),
            Command::Crop(crop) => self.photos.choose(crop),
            Command::Decide(decisions) => self.photos.decide(decisions),
            Command::CancelLoad => self.loader.cancel(),
            Command::Clear => self.loader.clear(),
            Command::Thumbnails { selection, first, count } => self.photos.post_thumbnails(selection, first, count),
            Command::Squares(selection) => self.photos.post_squares(selection),
            Command::Photo { photo, side } => self.view.show(photo, side),
            Command::Nearest { image, count, crop } => self.finder.find(image, count, crop),
            Command::Frame { key, iteration } => self.library.send_frame(key, iteration),
            Command::Runs => self.library.ask(Request::List),
            Command::Recall { key } => self.library.ask(Request::Recall(key)),
            Command::Rename { key, name } => self.library.ask(Request::Rename(key, name)),
            Command::Unpin { key, iterations } => self.library.ask(Request::Unpin(key, iterations)),
            Command::DownloadPin { key, iterations, what } => {
                self.library.ask(Request::DownloadPin(key, iterations, what));
            }
            Command::Forget { key } => self.library.ask(Request::Forget(key)),
            Command::Animate(film) => self.exporter.animate(film),
            Command::Archive(what) => self.exporter.archive(what),
            Command::CancelExport => self.exporter.cancel(),
            command => self.trainer.send(command),
        }
    }
}
