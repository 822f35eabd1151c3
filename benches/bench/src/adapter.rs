//! The GPU, and what a plain product of matrices reaches on it.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use e2e::{Browser, Page, Site};
use serde::Deserialize;
use tokio::time::sleep;

use crate::site::GEMM;

const PATIENCE: Duration = Duration::from_secs(300);

/// What gemm.js found out.
#[derive(Debug, Clone, Deserialize)]
pub struct Adapter {
    pub name: String,
    /// Whether it is a software adapter.
    pub software: bool,
    /// The browser and its version.
    pub browser: String,
    /// Side of the matrices at which the adapter is fastest.
    pub n: usize,
    /// The fastest kernel, as gemm.js calls it.
    pub tile: String,
    /// What it reaches.
    pub gflops: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Measured(Adapter),
    Failed(String),
}

impl Adapter {
    /// The rate of the same kernel by now, in GFLOP/s.
    ///
    /// # Errors
    /// As [`measure`].
    pub async fn measure_again(&self, browser: &Browser, site: &Site) -> Result<f64> {
        Ok(outcome(browser, site, &format!("tile={}&n={}", self.tile, self.n)).await?.gflops)
    }
}

/// Measures the adapter that the browser offers with every kernel at growing sizes.
///
/// # Errors
/// When there is none, or it computes nonsense.
pub async fn measure(browser: &Browser, site: &Site) -> Result<Adapter> {
    outcome(browser, site, "").await
}

async fn outcome(browser: &Browser, site: &Site, query: &str) -> Result<Adapter> {
    let page = Page::new(browser, site.address_of(GEMM));
    page.load(query).await?;
    let start = Instant::now();
    loop {
        match page.evaluate("return gemm", vec![]).await? {
            Some(Outcome::Measured(adapter)) => return Ok(adapter),
            Some(Outcome::Failed(reason)) => bail!("the adapter could not be measured: {reason}"),
            None if start.elapsed() > PATIENCE => bail!("products of matrices took more than {} s", PATIENCE.as_secs()),
            None => sleep(Duration::from_millis(200)).await,
        }
    }
}
