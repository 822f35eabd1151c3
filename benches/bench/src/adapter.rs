//! The GPU, and what plain kernels reach on it.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use e2e::{Browser, Page, Site};
use serde::Deserialize;
use tokio::time::sleep;

use crate::site::GEMM;

const PATIENCE: Duration = Duration::from_secs(300);

/// What gemm.js found out.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Adapter {
    pub name: String,
    /// Whether a CPU plays it.
    pub software: bool,
    /// The browser and its version.
    pub browser: String,
    /// Side of the matrices.
    pub n: usize,
    /// With tiles in workgroup memory.
    pub shared_gflops: f64,
    /// With tiles in registers.
    pub registers_gflops: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Measured(Adapter),
    Failed(String),
}

impl Adapter {
    /// The better of the two rates.
    pub fn gflops(&self) -> f64 {
        self.shared_gflops.max(self.registers_gflops)
    }
}

/// Measures the adapter that the browser offers.
///
/// # Errors
/// When there is none, or it computes nonsense.
pub async fn measure(browser: &Browser, site: &Site) -> Result<Adapter> {
    let page = Page::new(browser, site.address_of(GEMM));
    page.load("").await?;
    let start = Instant::now();
    loop {
        match page.evaluate("return gemm", vec![]).await? {
            Some(Outcome::Measured(adapter)) => return Ok(adapter),
            Some(Outcome::Failed(reason)) => bail!("the adapter could not be measured: {reason}"),
            None if start.elapsed() > PATIENCE => bail!("a plain matmul took more than {} s", PATIENCE.as_secs()),
            None => sleep(Duration::from_millis(200)).await,
        }
    }
}
