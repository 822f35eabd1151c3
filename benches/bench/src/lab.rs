//! Where the runs take place: one server, one driver, and browsers as they are wanted.

use anyhow::{Context, Result, ensure};
use e2e::{Browser, Driver, Fault, Kind, Page, Site};

use crate::job::{Case, Extent, Job};
use crate::record::Record;
use crate::site;
use crate::subject::{self, PHOTOS, Subject};
use crate::visit::{Until, visit};

const COLLECT: &str = include_str!("../../collect.js");
/// How long a visit lasts whose times are compared: stock layers take a minute for an iteration on some adapters.
const TIMED: Length = Length { least: 2, seconds: 10.0 };
/// How long one lasts of which only the calls are of interest, which are the same in nearly every iteration.
const COUNTED: Length = Length { least: 4, seconds: 0.0 };
/// So few that drawing them takes no time worth speaking of.
const FEW_PHOTOS: u64 = 16;
/// Iterations after which a watched run has all the memory that it needs.
pub const SETTLED: usize = 10;

/// Records from whose arrival on the last iteration is already queued, at most.
const AHEAD: usize = 5;

/// How long a visit lasts.
#[derive(Debug, Clone, Copy)]
struct Length {
    /// Steady iterations, however long they take.
    least: usize,
    /// After its first iteration.
    seconds: f64,
}

/// Everything that a visit takes but the browser.
pub struct Lab {
    pub site: Site,
    /// The page whose engine takes any adapter for a GPU.
    as_gpu: Site,
    extent: Extent,
    driver: Driver,
}

/// The live bytes of a long run.
#[derive(Debug, Clone, Copy)]
pub struct Live {
    pub iterations: usize,
    pub settled_bytes: f64,
    /// Most from then on until the last sample grid, which needs more, is queued.
    pub most_bytes: f64,
    pub end_bytes: f64,
}

impl Lab {
    /// Starts the server and the driver.
    ///
    /// # Errors
    /// When one of them does not start.
    pub async fn open(job: &Job) -> Result<Self> {
        let (site, as_gpu) = (site::serve(job).await?, site::serve_as_gpu(&job.dist).await?);
        Ok(Self { site, as_gpu, extent: job.extent, driver: Driver::start(Kind::Chromium).await? })
    }

    /// Runs `work` with a browser of its own.
    ///
    /// # Errors
    /// When it does not start or close, or the work fails.
    pub async fn in_browser<T>(&self, work: impl AsyncFnOnce(&Browser) -> Result<T>) -> Result<T> {
        let browser = Browser::open(&self.driver, Fault::None).await?;
        let outcome = match browser.run_first(COLLECT).await {
            Ok(()) => work(&browser).await,
            Err(error) => Err(error),
        };
        let closed = browser.close().await;
        let outcome = outcome?;
        closed?;
        Ok(outcome)
    }

    fn address(&self, subject: Subject) -> String {
        match subject {
            Subject::Ours | Subject::Stock => self.site.address(),
            Subject::TfJs => self.site.address_of(site::TFJS),
            Subject::GpuLayout => self.as_gpu.address(),
        }
    }

    /// Trains for a while.
    ///
    /// # Errors
    /// When the run fails.
    pub async fn train(&self, browser: &Browser, subject: Subject, case: Case) -> Result<Vec<Record>> {
        let page = Page::new(browser, self.address(subject));
        let Length { least, seconds } = match self.extent {
            Extent::Full if subject.is_timed() => TIMED,
            Extent::Full | Extent::Trial => COUNTED,
        };
        let visited = match subject {
            // Its last iteration does not count.
            Subject::TfJs => visit(&page, &subject::tfjs(case, seconds, least + 1), Until::Ended).await,
            Subject::Ours | Subject::Stock | Subject::GpuLayout => {
                let until = Until::Measured { least, seconds };
                visit(&page, &subject::facegan(subject, case, PHOTOS), until).await
            }
        };
        let left = leave(browser).await;
        let records = visited?.records;
        left?;
        Ok(records)
    }

    /// Milliseconds from opening the page to the first iteration's numbers.
    ///
    /// # Errors
    /// When the run fails.
    pub async fn first_iteration(&self, browser: &Browser, subject: Subject) -> Result<f64> {
        let page = Page::new(browser, self.address(subject));
        let query = subject::facegan(subject, Case::SMALLEST, FEW_PHOTOS);
        let visited = visit(&page, &query, Until::Measured { least: 1, seconds: 0.0 }).await?;
        visited.first_iteration_ms().context("the run ended before its first iteration")
    }

    /// Watches the memory of a run of so many iterations.
    ///
    /// # Errors
    /// When the run fails, or is too short to tell.
    pub async fn live(&self, browser: &Browser, iterations: usize) -> Result<Live> {
        ensure!(iterations > SETTLED + AHEAD, "a run of {iterations} iterations is too short to watch its memory");
        let page = Page::new(browser, self.address(Subject::Ours));
        let query = subject::facegan(Subject::Ours, Case::SMALLEST, PHOTOS);
        let visited = visit(&page, &format!("{query}&max_iterations={iterations}"), Until::Ended).await;
        let left = leave(browser).await;
        let records = visited?.records;
        left?;
        ensure!(records.len() == iterations, "the run ended after {} iterations", records.len());
        let bytes = |iteration: usize| records[iteration - 1].live_bytes;
        let most_bytes = (SETTLED..=iterations - AHEAD).map(bytes).fold(0.0, f64::max);
        Ok(Live { iterations, settled_bytes: bytes(SETTLED), most_bytes, end_bytes: bytes(iterations) })
    }
}

/// Gives back what the page held of the GPU.
async fn leave(browser: &Browser) -> Result<()> {
    browser.client.goto("about:blank").await.context("the page could not be left")
}
