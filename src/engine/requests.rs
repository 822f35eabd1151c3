//! The task that answers the page's requests to the library, one after the other.

use std::rc::Rc;

use async_channel::Receiver;

use super::library::{ChangeError, ForgetError, Library, Request};
use super::port::post;
use super::trainer::net_g_file;
use facegan_core::export::PinFile;
use facegan_core::problem::Problem;
use facegan_core::run_manifest::RunDetails;
use facegan_protocol::Event;
use facegan_store::checkpoint::{self, CheckpointError};
use safetensors::tensor::SafeTensorError;

/// Answers requests until the worker ends.
pub async fn serve(library: Rc<Library>, requests: Receiver<Request>) {
    while let Ok(request) = requests.recv().await {
        match request {
            Request::List => post(&Event::Runs(library.list().await)),
            Request::Recall(key) => post(&library.recall(&key).await.map_or_else(unreadable, recalled)),
            Request::Rename(key, name) => {
                if let Err(error) = library.rename(&key, name).await {
                    post(&not_renamed(&error));
                }
                post(&Event::Runs(library.list().await));
            }
            Request::Unpin(key, iterations) => {
                if let Err(error) = library.unpin(&key, iterations).await {
                    post(&not_unpinned(&error));
                }
                post(&Event::Runs(library.list().await));
            }
            Request::DownloadPin(key, iterations, what) => {
                let state = library.pinned(&key, iterations).await;
                post(&state.map_or_else(unreadable, |state| pin_file(iterations, state, what)));
            }
            Request::Forget(key) => {
                if let Err(error) = library.forget(&key).await {
                    post(&refused(&error));
                }
                post(&Event::Runs(library.list().await));
            }
        }
    }
}

fn recalled(run: RunDetails) -> Event {
    Event::Recalled(Box::new(run))
}

fn unreadable() -> Event {
    Event::Problem(Problem {
        what: "This run can no longer be read.".into(),
        advice: "It may have been deleted in another tab, or by the browser. Reload the page to see what is left."
            .into(),
    })
}

fn pin_file(iterations: usize, state: Vec<u8>, what: PinFile) -> Event {
    let (kind, bytes) = match what {
        PinFile::Checkpoint => ("checkpoint", Ok(state)),
        PinFile::NetG => ("netG", net_g_of(&state)),
    };
    match bytes {
        Ok(bytes) => {
            let (name, mime) = (format!("{kind}_{iterations}.safetensors"), "application/octet-stream".into());
            Event::File { name, mime, bytes }
        }
        Err(error) => Event::Problem(Problem {
            what: format!("netG could not be taken out of the state: {error}."),
            advice: "Download the state itself, or begin a run from another one.".into(),
        }),
    }
}

fn net_g_of(state: &[u8]) -> Result<Vec<u8>, NoNetG> {
    Ok(net_g_file(&checkpoint::from_bytes(state)?)?)
}

/// Why there is no netG of a pinned state.
#[derive(Debug, thiserror::Error)]
enum NoNetG {
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] CheckpointError),
    #[error("the file could not be put together: {0}")]
    NotWritten(#[from] SafeTensorError),
}

fn not_renamed(error: &ChangeError) -> Event {
    not_changed(format!("The run could not be renamed: {error}."))
}

fn not_unpinned(error: &ChangeError) -> Event {
    not_changed(format!("The state could not be unpinned: {error}."))
}

fn not_changed(what: String) -> Event {
    Event::Problem(Problem { what, advice: "If the run is open in another tab, close that, then try again.".into() })
}

fn refused(error: &ForgetError) -> Event {
    let advice = match error {
        ForgetError::UnderWay => "Stop the run first.",
        ForgetError::Refused(_) => "If the run is open in another tab, close that, then try again.",
    };
    Event::Problem(Problem { what: format!("The run could not be deleted: {error}."), advice: advice.into() })
}
