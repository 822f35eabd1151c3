//! The stored runs: those in the browser's private file system, and those of this visit.

mod closed;
mod tidy;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use async_channel::{Receiver, Sender};
use wasm_bindgen_futures::spawn_local;

use super::folder::{Folder, Unavailable};
use super::locks::{self, FILES, Lock, try_hold, wait_for};
use super::opfs::OpfsFile;
use super::port::post;
use closed::ClosedRun;
use facegan_core::export::PinFile;
use facegan_core::origin::KeptState;
use facegan_core::run_manifest::{RunDetails, RunKey, RunManifest, RunSummary};
use facegan_data::storage::{Storage, StorageError};
use facegan_protocol::Event;
use facegan_store::run_store::{self, Part, Pins, RunFileSet, RunFiles, States};
use facegan_train::{GridStore, png};

/// How many runs of this visit stay in memory where there is no private file system.
const IN_MEMORY: usize = 4;
/// The longer side of a listed run's grid, in pixels.
const THUMBNAIL: u32 = 192;

/// A run of this visit, shared by the trainer, which writes it, and its readers. Never borrow it across an `await`.
pub type SharedRun = Rc<RefCell<RunFiles>>;

/// Every stored run. Nothing here waits for the GPU, so requests are answered while training continues.
pub struct Library {
    folder: Option<Folder>,
    /// Runs of this visit, the latest last: the latest alone where there is a folder.
    held: RefCell<Vec<Held>>,
    /// The earlier run that was read from last.
    read: RefCell<Option<Rc<ClosedRun>>>,
    /// Thumbnails made so far, each with the run's size in bytes at that time.
    thumbnails: RefCell<HashMap<RunKey, (f64, Vec<u8>)>>,
    /// Runs that are open in another tab and listed again once that closes them.
    awaited: RefCell<HashSet<RunKey>>,
    requests: Sender<Request>,
}

/// A run that this worker writes, with the lock that keeps other tabs from opening it.
struct Held {
    run: SharedRun,
    _lock: Option<Lock>,
}

/// Why a run cannot be continued.
#[derive(Debug, thiserror::Error)]
pub enum ReopenError {
    #[error("another tab has it open")]
    Elsewhere,
    #[error("it was deleted")]
    Gone,
    #[error("the browser refused: {0}")]
    Refused(#[from] Unavailable),
}

/// Why a stored run cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("{0}")]
    NotOpened(#[from] ReopenError),
    #[error(transparent)]
    NotWritten(#[from] StorageError),
}

/// Why a run cannot be deleted.
#[derive(Debug, thiserror::Error)]
pub enum ForgetError {
    #[error("it is under way")]
    UnderWay,
    #[error("the browser refused: {0}")]
    Refused(Unavailable),
}

/// What the page can ask of the library.
pub enum Request {
    /// Every run that is stored: [`Event::Runs`].
    List,
    /// Everything that is stored of a run: [`Event::Recalled`].
    Recall(RunKey),
    /// Gives a run another name, or none: [`Event::Runs`].
    Rename(RunKey, Option<String>),
    /// Deletes the pinned state of a run after so many iterations: [`Event::Runs`].
    Unpin(RunKey, usize),
    /// The pinned state of a run after so many iterations as a file: [`Event::File`].
    DownloadPin(RunKey, usize, PinFile),
    /// Deletes a run: [`Event::Runs`].
    Forget(RunKey),
}

impl Library {
    /// The runs in `folder`, or only those of this visit where there is none, with the queue of requests.
    pub fn open(folder: Option<Folder>) -> (Rc<Self>, Receiver<Request>) {
        let (requests, incoming) = async_channel::unbounded();
        let (held, read, thumbnails, awaited) = Default::default();
        (Rc::new(Self { folder, held, read, thumbnails, awaited, requests }), incoming)
    }

    /// Starts storing a new run.
    pub async fn begin(&self, manifest: RunManifest) -> SharedRun {
        let lock = try_hold(&lock_name(&manifest.key)).await;
        let files = match &self.folder {
            Some(folder) => {
                let _alone = wait_for(FILES).await;
                open(folder, &manifest.key).await
            }
            None => Ok(RunFileSet::in_memory()),
        };
        let run = match files {
            Ok(files) => RunFiles::new(manifest, files),
            Err(error) => RunFiles::not_stored(manifest, StorageError::refused(error)),
        };
        self.hold(run, lock)
    }

    /// Opens an earlier run to continue it.
    ///
    /// # Errors
    /// When another tab has it open, or it is not there any more.
    pub async fn reopen(&self, key: &RunKey) -> Result<SharedRun, ReopenError> {
        if let Some(run) = self.held(key) {
            return Ok(run);
        }
        let folder = self.folder.as_ref().ok_or(ReopenError::Gone)?;
        let lock = try_hold(&lock_name(key)).await.ok_or(ReopenError::Elsewhere)?;
        let manifest = ClosedRun::open(folder, key).await.ok_or(ReopenError::Gone)?.manifest().clone();
        let files = open(folder, key).await?;
        self.read.take();
        Ok(self.hold(RunFiles::reopen(manifest, files), Some(lock)))
    }

    /// A run's manifest; nothing where there is no such run.
    pub async fn manifest(&self, key: &RunKey) -> Option<RunManifest> {
        match self.held(key) {
            Some(run) => Some(run.borrow().manifest().clone()),
            None => Some(self.closed(key).await?.manifest().clone()),
        }
    }

    fn hold(&self, run: RunFiles, lock: Option<Lock>) -> SharedRun {
        let run = Rc::new(RefCell::new(run));
        let mut held = self.held.borrow_mut();
        let most = if self.folder.is_some() { 1 } else { IN_MEMORY };
        held.push(Held { run: run.clone(), _lock: lock });
        let surplus = held.len().saturating_sub(most);
        held.drain(..surplus);
        run
    }

    /// The iterations of a run's sample grids, in order; none where there is no such run.
    pub async fn frames(&self, key: &RunKey) -> Vec<usize> {
        if let Some(run) = self.held(key) {
            return run.entries().iter().map(|entry| entry.iteration).collect();
        }
        let run = self.closed(key).await;
        run.map_or_else(Vec::new, |run| run.grid_records().iter().map(|record| record.iteration).collect())
    }

    /// A run's sample grid as PNG; nothing where there is none or it cannot be read.
    pub async fn frame(&self, key: &RunKey, iteration: usize) -> Option<Vec<u8>> {
        if let Some(run) = self.held(key) {
            return run.png(iteration);
        }
        let png = self.closed(key).await?.frame(iteration).await;
        if png.is_none() {
            // Another tab may train this run, and its files can no longer be read once they changed: open them again.
            self.read.take();
        }
        png
    }

    /// Everything that is stored of a run except its grids' pixels.
    pub async fn recall(&self, key: &RunKey) -> Option<RunDetails> {
        match self.held(key) {
            Some(run) => run.borrow().recall().ok(),
            None => Some(ClosedRun::open(self.folder.as_ref()?, key).await?.recall().await),
        }
    }

    /// Every stored run that can be read, the latest first, with thumbnails of the latest grids.
    pub async fn list(self: &Rc<Self>) -> Vec<RunSummary> {
        let mut runs: Vec<_> = self.held.borrow().iter().map(|held| held.run.borrow().summary()).collect();
        if let Some(folder) = &self.folder {
            let locks = locks::held().await;
            // Where the folder cannot be read, only the runs of this visit are listed.
            for key in run_store::runs(&folder.names().await.unwrap_or_default()) {
                if runs.iter().all(|run| run.manifest.key != key)
                    && let Some(run) = ClosedRun::open(folder, &key).await
                {
                    let elsewhere = locks.contains(&lock_name(&key));
                    if elsewhere {
                        self.list_once_free(key);
                    }
                    runs.push(RunSummary { elsewhere, ..run.summary().await });
                }
            }
        }
        runs.sort_by(|a, b| b.manifest.key.cmp(&a.manifest.key));
        runs.iter_mut().for_each(|run| self.shrink(run));
        runs
    }

    /// Lists the runs again once no other tab has this one open. After a reload, the old page's worker holds its lock
    /// for a moment longer.
    fn list_once_free(self: &Rc<Self>, key: RunKey) {
        if self.awaited.borrow_mut().insert(key.clone()) {
            let library = self.clone();
            spawn_local(async move {
                drop(wait_for(&lock_name(&key)).await);
                library.awaited.borrow_mut().remove(&key);
                library.announce();
            });
        }
    }

    /// Gives a run another name, or none.
    ///
    /// # Errors
    /// When another tab has it open, it is not there any more, or its new name cannot be written.
    pub async fn rename(&self, key: &RunKey, name: Option<String>) -> Result<(), ChangeError> {
        if let Some(run) = self.held(key) {
            run.borrow_mut().rename(name);
            return Ok(());
        }
        let folder = self.folder.as_ref().ok_or(ReopenError::Gone)?;
        let _lock = try_hold(&lock_name(key)).await.ok_or(ReopenError::Elsewhere)?;
        let manifest = ClosedRun::open(folder, key).await.ok_or(ReopenError::Gone)?.manifest().clone();
        let line = run_store::to_line(&RunManifest { name, ..manifest }).map_err(StorageError::refused)?;
        let file = OpfsFile::open(folder, &Part::Manifest.file(key)).await.map_err(ReopenError::from)?;
        self.read.take();
        let mut file: Box<dyn Storage> = Box::new(file);
        Ok(file.append(&line)?)
    }

    /// Deletes the pinned state of a run after so many iterations.
    ///
    /// # Errors
    /// When another tab has the run open, or the browser refuses.
    pub async fn unpin(&self, key: &RunKey, iterations: usize) -> Result<(), ChangeError> {
        if let Some(run) = self.held(key) {
            return Ok(run.borrow_mut().unpin(iterations)?);
        }
        let folder = self.folder.as_ref().ok_or(ReopenError::Gone)?;
        let _lock = try_hold(&lock_name(key)).await.ok_or(ReopenError::Elsewhere)?;
        self.read.take();
        Ok(open_pins(folder, key).await.map_err(ReopenError::from)?.remove(iterations)?)
    }

    /// The pinned state of a run after so many iterations, as a checkpoint without sample grids; nothing where it is not
    /// there or not whole.
    pub async fn pinned(&self, key: &RunKey, iterations: usize) -> Option<Vec<u8>> {
        if let Some(run) = self.held(key) {
            return run.borrow().kept(KeptState::Pinned(iterations));
        }
        self.closed(key).await?.pinned(iterations).await
    }

    /// Deletes what is stored of a run.
    ///
    /// # Errors
    /// When the run is under way, here or in another tab.
    pub async fn forget(self: &Rc<Self>, key: &RunKey) -> Result<(), ForgetError> {
        if let Some(run) = self.held(key) {
            if run.borrow().is_under_way() {
                return Err(ForgetError::UnderWay);
            }
            run.borrow_mut().release();
        }
        self.held.borrow_mut().retain(|held| held.run.borrow().key() != key);
        self.read.take();
        self.thumbnails.borrow_mut().remove(key);
        if let Some(folder) = &self.folder {
            for part in Part::ALL {
                folder.remove(&part.file(key)).await.map_err(ForgetError::Refused)?;
            }
            self.tidy();
        }
        Ok(())
    }

    /// Answers [`Command::Frame`](facegan_protocol::Command::Frame).
    pub fn send_frame(self: &Rc<Self>, key: RunKey, iteration: usize) {
        let library = self.clone();
        spawn_local(async move {
            let png = library.frame(&key, iteration).await;
            post(&Event::Frame { key, iteration, png });
        });
    }

    /// Posts the list of runs to the page, since a run started, ended or lost its state.
    pub fn announce(&self) {
        self.ask(Request::List);
    }

    /// Has a request answered, after those made before.
    pub fn ask(&self, request: Request) {
        // Never refused: the channel has no bound and its task receives until the worker ends.
        let _ = self.requests.try_send(request);
    }

    /// Deletes photos that no run needs and no worker has open, while everything else continues.
    pub fn tidy(&self) {
        if let Some(folder) = self.folder.clone() {
            spawn_local(async move { tidy::tidy(&folder).await });
        }
    }

    fn held(&self, key: &RunKey) -> Option<SharedRun> {
        self.held.borrow().iter().find(|held| held.run.borrow().key() == key).map(|held| held.run.clone())
    }

    /// An earlier run, from the folder.
    async fn closed(&self, key: &RunKey) -> Option<Rc<ClosedRun>> {
        let read = self.read.borrow().clone().filter(|run| run.key() == key);
        if read.is_some() {
            return read;
        }
        let run = Rc::new(ClosedRun::open(self.folder.as_ref()?, key).await?);
        self.read.replace(Some(run.clone()));
        Some(run)
    }

    /// Replaces a listed run's grid by a thumbnail.
    fn shrink(&self, run: &mut RunSummary) {
        let mut thumbnails = self.thumbnails.borrow_mut();
        run.grid = match (run.grid.take(), thumbnails.get(&run.manifest.key)) {
            (_, Some((bytes, small))) if *bytes == run.bytes => Some(small.clone()),
            // A grid that cannot be decoded is left out.
            (Some(png), _) => png::shrink(&png, THUMBNAIL).ok(),
            (None, _) => None,
        };
        if let Some(small) = &run.grid {
            thumbnails.insert(run.manifest.key.clone(), (run.bytes, small.clone()));
        }
    }
}

/// The Web Lock that a tab holds while it has the run open.
fn lock_name(RunKey(key): &RunKey) -> String {
    format!("facegan run {key}")
}

async fn open(folder: &Folder, key: &RunKey) -> Result<RunFileSet, Unavailable> {
    let file = async |part: Part| OpfsFile::open(folder, &part.file(key)).await.map(Box::new);
    let states = async |[a, b]: [Part; 2]| Ok::<_, Unavailable>(States::new([file(a).await?, file(b).await?]));
    Ok(RunFileSet {
        manifest: file(Part::Manifest).await?,
        losses: file(Part::Losses).await?,
        grid_index: file(Part::GridIndex).await?,
        grids: file(Part::Grids).await?,
        reals: file(Part::Reals).await?,
        quality: file(Part::Quality).await?,
        states: states(Part::STATES).await?,
        best: states(Part::BEST).await?,
        pins: open_pins(folder, key).await?,
    })
}

async fn open_pins(folder: &Folder, key: &RunKey) -> Result<Pins, Unavailable> {
    let file = async |part: Part| OpfsFile::open(folder, &part.file(key)).await.map(Box::new);
    let [a, b, c, d, e] = Part::PINS;
    Ok(Pins::new([file(a).await?, file(b).await?, file(c).await?, file(d).await?, file(e).await?]))
}
