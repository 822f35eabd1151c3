//! Everything that crosses between the page and the worker: [`Command`] one way, [`Event`] the other.
//!
//! Every message is structured-cloned through `serde-wasm-bindgen`. Events of a run carry its [`RunId`], so that what
//! a stopped run still had under way is never shown as the next one's. `photos` has those between the engine and
//! its photo workers.

#[cfg(target_arch = "wasm32")]
pub mod photos;

use facegan_core::config::{Crop, KernelChoice, Rates, TrainConfig};
use facegan_core::dataset_report::DatasetReport;
#[cfg(target_arch = "wasm32")]
use facegan_core::dataset_report::Refused;
use facegan_core::export::{Archive, Export, Film, PinFile};
use facegan_core::faces::{Cut, Decisions, PhotoEntry, PhotoKey, Selection, Thumbnail};
use facegan_core::gpu_report::{GpuReport, Stage as MeasuringStage};
use facegan_core::images::{Images, Picture};
use facegan_core::inversion::SearchProgress;
use facegan_core::latent::{FoundLatent, Scene, WeightSource};
use facegan_core::opened::OpenedFile;
use facegan_core::origin::KeptState;
use facegan_core::plan::{Conditions, Speed};
use facegan_core::problem::Problem;
use facegan_core::quality::Measurement;
use facegan_core::run::{Outcome, Plan, RunId, Stage};
use facegan_core::run_manifest::{RunDetails, RunKey, RunSummary, VolatileRun};
#[cfg(target_arch = "wasm32")]
use facegan_core::skipped::Skipped;
use facegan_core::stats::Stats;
use facegan_core::tuning::{TileChoice, Tuning};
use serde::{Deserialize, Serialize};

/// What the page asks of the worker.
#[allow(missing_docs, reason = "fields are named after what they hold; the text of each command says the rest")]
#[derive(Debug, Serialize, Deserialize)]
pub enum Command {
    /// Adds photos to the data set. A data set of another `image_size` or of a `crop` that needs other squares is emptied
    /// first. Answered by [`Event::Reading`] while it lasts and [`Event::Dataset`] at the end.
    Load { source: DataSource, image_size: usize, crop: Crop },
    /// Trains on another part of the photos that are loaded. Answered by [`Event::Dataset`]. Only where they were loaded
    /// with a crop that [needs faces](Crop::needs_faces): else they are loaded again.
    Crop(Crop),
    /// What the person decided about single photos and about folders, from now on. Answered by [`Event::Dataset`].
    Decide(Decisions),
    /// Ends the load under way; what was read so far stays.
    CancelLoad,
    /// Empties the data set. Answered by [`Event::Dataset`].
    Clear,
    /// Asks for the squares `first..first + count` of a selection. Answered by [`Event::Thumbnails`].
    Thumbnails { selection: Selection, first: usize, count: usize },
    /// Asks for every square of a selection, to decide about them together. Answered by [`Event::Squares`].
    Squares(Selection),
    /// Asks for a photo, reduced to at most `side` pixels, with its faces. Answered by [`Event::Photo`].
    Photo { photo: u32, side: usize },
    /// Chooses whose kernels compute the next runs, and in which tiles on a GPU.
    Use { kernels: KernelChoice, tiles: TileChoice },
    /// Has the GPU opened and its kernels compiled for runs of these settings, while there is no run.
    WarmUp(TrainConfig),
    /// Measures how fast the GPU trains, with a few iterations of small networks, while there is no run. Answered by
    /// [`Event::Measured`].
    Measure(Conditions),
    /// Measures what the GPU reaches, while there is no run. Answered by [`Event::MeasuringGpu`] while it lasts and
    /// [`Event::GpuMeasured`] at the end.
    MeasureGpu,
    /// Starts a run over the data set; a run still under way ends first.
    Start { run: RunId, config: TrainConfig, weights: InitialWeights },
    /// Continues a run over the photos it was made of, exactly where it stood; a run still under way ends first.
    /// `config` may differ from the saved one's in what [`Field::may_change`] allows.
    ///
    /// [`Field::may_change`]: facegan_core::config::Field::may_change
    Continue { run: RunId, config: TrainConfig, from: ResumeFrom },
    /// Brings a stored run back as it ended, without its photos: it can be drawn with and downloaded, and its numbers and
    /// grids follow as those of a continued one, before [`Event::Finished`]. A run still under way ends first.
    Reopen { run: RunId, key: RunKey },
    /// Stops after the iteration under way; answered by [`Event::Paused`].
    Pause,
    /// Resumes a paused run, with other learning rates where some are given; answered by [`Event::Resumed`].
    Resume { rates: Option<Rates> },
    /// Saves the run's state if the last save is a while ago: the page may be gone soon.
    Save,
    /// Pins the state of the run under way as it is now, or the last one of a run that ended. Answered by
    /// [`Event::Runs`].
    Pin,
    /// Runs one iteration of a paused run, then pauses again.
    Step,
    /// Ends the run; its networks stay available for [`Command::Export`]. Answered by [`Event::Finished`].
    Stop,
    /// Asks for a file; answered by [`Event::File`].
    Export(Export),
    /// Asks for an animation as a file, which takes a while: answered by [`Event::Exporting`] while it lasts, and by
    /// `Event::Film`, where it comes to that, and [`Event::Exported`] at the end.
    Animate(Film),
    /// Asks for several files of the run as one .zip. Answered as [`Command::Animate`], with [`Event::File`].
    Archive(Archive),
    /// Reads a checkpoint, weights of netG or netD, or a latent. Answered by [`Event::Opened`], for a latent by
    /// [`Event::LatentOpened`], or by [`Event::Problem`] where it is none of them; what was opened before then stays.
    #[cfg(target_arch = "wasm32")]
    Open(DroppedFile),
    /// Forgets every opened file. Answered by [`Event::Opened`].
    CloseFiles,
    /// Asks how many photos of the opened checkpoint's run are not in the data set. Answered by [`Event::Missing`] if a
    /// checkpoint is open.
    CountMissing,
    /// Whether the quality of netG is measured while it trains, of the run under way and of those to come; it is from the
    /// beginning. Answered by [`Event::Quality`] whenever it was measured.
    Evaluate(bool),
    /// Draws images of the opened netG in eval mode, from latents of this seed. Answered by [`Event::Sampled`].
    Sample { seed: u32 },
    /// Asks for the opened netG as an HTML page that draws faces; answered by [`Event::File`].
    OpenedPage,

    /// Asks for a run's sample grid. Answered by [`Event::Frame`].
    Frame { key: RunKey, iteration: usize },
    /// Asks for every stored run. Answered by [`Event::Runs`].
    Runs,
    /// Asks for all that is stored of a run. Answered by [`Event::Recalled`].
    Recall { key: RunKey },
    /// Gives a stored run another name, or none. Answered by [`Event::Runs`].
    Rename { key: RunKey, name: Option<String> },
    /// Deletes what is stored of a run that is not under way. Answered by [`Event::Runs`].
    Forget { key: RunKey },
    /// Deletes the pinned state of a stored run after so many iterations. Answered by [`Event::Runs`].
    Unpin { key: RunKey, iterations: usize },
    /// Asks for the pinned state of a stored run after so many iterations as a file; answered by [`Event::File`].
    DownloadPin { key: RunKey, iterations: usize, what: PinFile },
    /// Asks for the `count` images of the data set of a crop that are nearest to one image of its size. Answered by
    /// [`Event::Nearest`].
    Nearest { image: Images, count: usize, crop: Crop },
    /// Draws with netG in eval mode: the current run's, or else the opened one. Answered by [`Event::Drawn`].
    Draw { scene: Scene, weights: WeightSource },
    /// Searches for the latent from which netG draws the face that is nearest to a photo, between two iterations or while
    /// there is no run under way; a search under way ends first. Answered by [`Event::Inverting`] once the photo is read,
    /// [`Event::Nearer`] while it lasts and [`Event::Inverted`] at the end, or by [`Event::Problem`] and that.
    Invert { photo: InvertedPhoto, weights: WeightSource },
    /// Ends the search for a latent under way; what was found so far stays. Answered by [`Event::Inverted`].
    CancelInversion,
    /// Asks for a latent that was found as a file; answered by [`Event::File`].
    SaveLatent(FoundLatent),
    /// Ends the animation or archive under way, of which no file comes then. Answered by [`Event::Exported`].
    CancelExport,
}

/// Which weights a new run starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InitialWeights {
    /// Drawn from the seed.
    Random,
    /// Those of the opened files; a network of which there is none is drawn from the seed.
    Opened,
}

/// What a run is continued from.
#[allow(missing_docs, reason = "fields are named after what they hold")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ResumeFrom {
    /// The opened checkpoint.
    Opened,
    /// The latest state that was saved of a stored run, which is continued under the same name.
    Stored(RunKey),
    /// A state of a stored run. It is continued as another run: the stored one stays as it is.
    Kept { key: RunKey, state: KeptState },
    /// The state that the page held of a run which could not be stored; it is continued under the same name.
    Volatile(Box<VolatileRun>),
}

/// The photo whose face is searched for in the latent space. It is never added to the data set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum InvertedPhoto {
    /// A square of a photo of the data set.
    Square {
        /// The photo's place among those that were read.
        photo: u32,
        /// Which of its squares.
        cut: Cut,
    },
    /// A file that was chosen for it.
    #[cfg(target_arch = "wasm32")]
    File {
        /// The file.
        file: DroppedFile,
        /// Which part of it: see [`PhotoSquares::single`](facegan_core::photo_squares::PhotoSquares::single).
        crop: Crop,
    },
}

/// Where images come from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum DataSource {
    /// Dropped or chosen files: images, and .zip archives of them.
    #[cfg(target_arch = "wasm32")]
    Files(Collected),
    /// Built-in faces drawn from a seed: face `i` of a seed is always the same.
    Samples {
        /// Seed of the faces.
        seed: u32,
        /// How many.
        count: usize,
    },
    /// The photos that a stored run was made with, as they were read then; they replace all others.
    Stored(RunKey),
}

/// All that the person dropped or chose at once.
#[cfg(target_arch = "wasm32")]
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Collected {
    /// What is to be read.
    pub files: Vec<DroppedFile>,
    /// What is none of the person's photos.
    pub skipped: Vec<Skipped>,
    /// Files and folders that the browser did not open.
    pub refused: Vec<Refused>,
}

/// A file the person dropped or chose: a handle, not its bytes.
#[cfg(target_arch = "wasm32")]
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DroppedFile {
    /// Path within what was dropped, for the report.
    pub path: String,
    /// The browser's handle.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub file: web_sys::File,
}

/// What the worker tells the page.
#[allow(missing_docs, reason = "fields are named after what they hold; the text of each event says the rest")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The engine's download goes on, in bytes; sent by `engine-loader.js` before the engine itself runs.
    Download { loaded: f64, total: Option<f64> },
    /// The engine runs and takes commands.
    Ready,
    /// The browser offers the worker no WebGPU, after [`Event::Ready`].
    NoWebGpu,
    /// The engine could not be started, or it panicked: this worker is dead, start another.
    Dead { reason: String },

    /// A load goes on: files looked at so far, and how many there are where that is known.
    Reading { read: usize, total: Option<usize> },
    /// The data set after a load or after [`Command::Clear`].
    Dataset(DatasetReport),
    /// Squares of the data set, as asked for by [`Command::Thumbnails`]: `squares` belong to `images`, and the selection
    /// has `total`.
    Thumbnails { selection: Selection, first: usize, total: usize, squares: Vec<Thumbnail>, images: Images },
    /// Every square of a selection, with the key of its photo, as asked for by [`Command::Squares`].
    Squares { selection: Selection, squares: Vec<(PhotoKey, Cut)> },
    /// A photo, as asked for by [`Command::Photo`]; without a picture where its file is not there any more.
    Photo { photo: u32, entry: PhotoEntry, picture: Option<Picture> },

    /// How fast the GPU trains, as asked for by [`Command::Measure`]; nothing where it could not be measured.
    Measured { conditions: Conditions, speed: Option<Speed> },
    /// What of the GPU is measured next, as asked for by [`Command::MeasureGpu`].
    MeasuringGpu(MeasuringStage),
    /// What the GPU reaches, as asked for by [`Command::MeasureGpu`], or why it could not be measured.
    GpuMeasured(Result<GpuReport, Problem>),

    /// The tiles that convolutions are computed in on this GPU, and how they were chosen, once it was opened. Not sent of a
    /// software adapter, which has none.
    Tiles { tiles: Tuning, choice: TileChoice },

    /// A run is being made ready.
    Preparing { run: RunId, stage: Stage },
    /// The first iteration has run, or a run goes on from a checkpoint: its numbers follow.
    Started { run: RunId, plan: Plan },
    /// The numbers of the next iterations of a continued run before it goes on, after [`Event::Started`].
    History { run: RunId, history: Vec<Stats> },
    /// The numbers of one iteration.
    Stats { run: RunId, stats: Stats },
    /// A line of the tutorial's log.
    Log { run: RunId, line: String },
    /// netG(fixed_noise) drawn after iteration `iteration`, counted from 0 as in [`Stats`], as PNG.
    Grid {
        run: RunId,
        iteration: usize,
        #[serde(with = "serde_bytes")]
        png: Vec<u8>,
        /// How far apart its images are: see [`RealGrid`](Self::RealGrid). Unknown of an earlier grid that a continued
        /// run shows again.
        diversity: Option<f32>,
    },
    /// The iterations of a continued run's earlier sample grids, after [`Event::Started`].
    Frames { run: RunId, iterations: Vec<usize> },
    /// The run's first 64 real images, or all of fewer, as the tutorial shows them, as PNG.
    RealGrid {
        run: RunId,
        #[serde(with = "serde_bytes")]
        png: Vec<u8>,
        /// How far apart its images are: the mean over all pairs of the root of their pixels' mean squared difference,
        /// pixels being in [-1, 1] and images averaged down to at most 16×16. Nothing where there is no pair.
        diversity: Option<f32>,
    },
    /// A number of iteration `iteration` is not finite and there is no state to go back to, so that the weights are of no
    /// use; [`Event::Finished`] follows.
    NotFinite { run: RunId, iteration: usize },
    /// The run went back to the state that it had after `iterations` iterations, since its numbers after iteration
    /// `from` were not finite; [`Event::History`], [`Event::Frames`], [`Event::Grid`] and [`Event::Quality`] follow, and it
    /// is paused.
    WentBack { run: RunId, from: usize, iterations: usize },
    /// How good netG was at the next moments at which it was measured; of a continued run those before, after
    /// [`Event::Started`] or [`Event::WentBack`].
    Quality {
        run: RunId,
        measurements: Vec<Measurement>,
        /// Iterations after which netG was best, where that state is kept.
        best: Option<usize>,
    },
    /// The run's state after so many iterations was saved.
    Saved {
        run: RunId,
        iterations: usize,
        /// What the page has to hold, where the browser refuses to store anything.
        held: Option<Box<VolatileRun>>,
    },
    /// The run waits between two iterations.
    Paused { run: RunId },
    /// The run is resumed after a pause.
    Resumed { run: RunId },
    /// The run ended; its networks can still be exported.
    Finished { run: RunId, outcome: Outcome },

    /// The file asked for by [`Command::Export`].
    File {
        name: String,
        mime: String,
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// The film asked for by [`Command::Animate`], which need not be in memory.
    #[cfg(target_arch = "wasm32")]
    Film {
        name: String,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        file: web_sys::Blob,
    },
    /// What is opened now, after `Command::Open` and [`Command::CloseFiles`].
    Opened(Vec<OpenedFile>),
    /// Photos of the opened checkpoint's run that are not in the data set, as asked for by [`Command::CountMissing`].
    Missing { photos: usize },
    /// A latent was opened; `image` is how netG draws it: the current run's, or else the opened one.
    LatentOpened { latent: FoundLatent, image: Picture },
    /// Images of the opened netG, as asked for by [`Command::Sample`].
    Sampled { seed: u32, image: Picture },
    /// A run's sample grid as PNG, as asked for by [`Command::Frame`]; nothing where there is none.
    Frame {
        key: RunKey,
        iteration: usize,
        #[serde(with = "serde_bytes")]
        png: Option<Vec<u8>>,
    },
    /// Every stored run, the latest first.
    Runs(Vec<RunSummary>),
    /// What is stored of a run, as asked for by [`Command::Recall`].
    Recalled(Box<RunDetails>),
    /// The images of the data set nearest to the one asked about by [`Command::Nearest`], nearest first; none where they
    /// could not be found, which a [`Problem`](Self::Problem) before it explains.
    Nearest {
        images: Images,
        /// Their places in the data set.
        indices: Vec<u32>,
        /// The root of their pixels' mean squared difference from the image, pixels being in [-1, 1].
        distances: Vec<f32>,
        /// How far each of them is from the other image of the data set that is nearest to it, by the same measure; empty
        /// where there is no other.
        among_themselves: Vec<f32>,
    },
    /// What was asked for by [`Command::Draw`]; nothing where it could not be drawn, as an [`Event::Problem`] told before.
    Drawn { scene: Scene, weights: WeightSource, image: Option<Picture> },
    /// The search asked for by [`Command::Invert`] begins, with the square of the photo at netG's size.
    Inverting { photo: Picture, cut: Cut },
    /// The search for a latent goes on.
    Nearer(SearchProgress),
    /// No search for a latent is under way any more, whether it came to its end, failed or was cancelled.
    Inverted,
    /// An export goes on: parts that are done, of how many.
    Exporting { done: usize, total: usize },
    /// No export is under way any more, whether it brought a file, failed or was cancelled.
    Exported,
    /// Something asked for did not work, and nothing else changed.
    Problem(Problem),
}
