//! Downloads of the run: weights, ONNX, checkpoint, losses and the HTML page.

use super::errors::ExportError;
use super::kept::{kept_state, net_g_file};
use super::problems::{no_run, not_downloaded};
use super::{ActiveRun, Trainer};
use crate::engine::port::post;
use facegan_core::export::Export;
use facegan_core::latent::{FoundLatent, WeightSource};
use facegan_core::origin::KeptState;
use facegan_core::quality::quality_csv;
use facegan_model::{HostTensor, ReadError, StateDict, to_host};
use facegan_protocol::Event;
use facegan_store::html_page::{Training, file_name, html_page};
use facegan_store::onnx::onnx;
use facegan_store::weights::{metadata, safetensors};
use facegan_store::{checkpoint, latent_file};
use facegan_train::{Session, csv};

const BINARY: &str = "application/octet-stream";
const CSV: &str = "text/csv";
const HTML: &str = "text/html";

impl Trainer {
    /// Makes a file of the run and posts it to the page.
    pub(super) async fn export(&self, what: Export) {
        let Some(active) = &self.run else {
            return post(&Event::Problem(no_run()));
        };
        match file(active, what).await {
            Ok(event) => post(&event),
            Err(error) => post(&Event::Problem(not_downloaded(&error))),
        }
    }

    /// Makes the HTML page of the opened netG and posts it to the page.
    pub(super) fn export_opened(&self) {
        let made = self.opened.html_page().map_err(ExportError::from);
        match made.and_then(|page| page.ok_or(ExportError::NothingOpen)) {
            Ok(page) => post(&html_file(WeightSource::Trained, page)),
            Err(error) => post(&Event::Problem(not_downloaded(&error))),
        }
    }
}

/// Makes the file of a latent and posts it to the page.
pub(super) fn export_latent(latent: &FoundLatent) {
    match latent_file::to_bytes(latent) {
        Ok(bytes) => post(&Event::File { name: latent_file::FILE_NAME.into(), mime: BINARY.into(), bytes }),
        Err(error) => post(&Event::Problem(not_downloaded(&error.into()))),
    }
}

fn html_file(weights: WeightSource, page: String) -> Event {
    Event::File { name: file_name(weights), mime: HTML.into(), bytes: page.into_bytes() }
}

async fn file(active: &ActiveRun, what: Export) -> Result<Event, ExportError> {
    let session = active.run.session();
    let manifest = || metadata(session.config(), session.history());
    let tracked = session.batches_tracked();
    let (name, mime, bytes) = match what {
        Export::NetG => ("netG.safetensors", BINARY, safetensors(&net_g(session).await?, tracked.net_g, manifest())?),
        Export::AveragedNetG => {
            let state = average(session).await?;
            ("netG_ema.safetensors", BINARY, safetensors(&state, tracked.net_g, manifest())?)
        }
        Export::BestNetG => {
            ("netG_best.safetensors", BINARY, net_g_file(&kept_state(active.run.store(), KeptState::Best)?)?)
        }
        Export::NetD => {
            let state = to_host(session.gan().net_d.state()).await?;
            ("netD.safetensors", BINARY, safetensors(&state, tracked.net_d, manifest())?)
        }
        Export::Onnx => ("netG.onnx", BINARY, onnx(&net_g(session).await?, manifest())?),
        Export::Checkpoint => ("checkpoint.safetensors", BINARY, checkpoint::to_bytes(&session.snapshot().await?)?),
        Export::Losses => ("losses.csv", CSV, csv(session.history()).into_bytes()),
        Export::Quality => ("quality.csv", CSV, quality_csv(session.measurements()).into_bytes()),
        Export::HtmlPage(weights) => return Ok(html_file(weights, page(active, weights).await?)),
    };
    Ok(Event::File { name: name.into(), mime: mime.into(), bytes })
}

/// The HTML page that draws with these weights.
async fn page(active: &ActiveRun, weights: WeightSource) -> Result<String, ExportError> {
    let session = active.run.session();
    let name = active.run.store().borrow().manifest().name.clone();
    let training = Training {
        name: name.as_deref(),
        weights,
        photos: session.images(),
        config: session.config(),
        history: session.history(),
    };
    let state = match weights {
        WeightSource::Trained => net_g(session).await?,
        WeightSource::Averaged => average(session).await?,
        WeightSource::Best => return kept_page(active, KeptState::Best, training),
        WeightSource::Pinned(iterations) => return kept_page(active, KeptState::Pinned(iterations), training),
    };
    Ok(html_page(&state, training)?)
}

/// The same with the weights of a kept state.
fn kept_page(active: &ActiveRun, state: KeptState, training: Training) -> Result<String, ExportError> {
    let kept = kept_state(active.run.store(), state)?;
    let training = Training { name: training.name, ..Training::of(&kept, training.weights) };
    Ok(html_page(kept.better_net_g(), training)?)
}

async fn average(session: &Session) -> Result<Vec<HostTensor>, ExportError> {
    let average = session.net_g(WeightSource::Averaged).ok_or(ExportError::NoAverage)?;
    Ok(to_host(average.state()).await?)
}

async fn net_g(session: &Session) -> Result<Vec<HostTensor>, ReadError> {
    to_host(session.gan().net_g.state()).await
}
