//! One server for all pages that are measured.

use std::path::Path;

use anyhow::{Context, Result};
use axum::http::header::CONTENT_TYPE;
use axum::routing::{MethodRouter, get};
use e2e::{Site, page_with};

use crate::job::Job;

/// Counts the calls of the page or worker that runs it first.
const COUNT: &str = include_str!("../../count.js");
/// Tells it of facegan's iterations.
const ENGINE: &str = include_str!("../../engine.js");
/// Has the engine take the adapter for a GPU.
const AS_GPU: &str = include_str!("../../as_gpu.js");

pub const GEMM: &str = "/gemm/";
pub const TFJS: &str = "/tfjs/";

const HTML: &str = "text/html";
const SCRIPT: &str = "text/javascript";

/// Serves facegan's page with its engine watched, the TF.js page if there is one, and the plain matmul.
///
/// # Errors
/// When one of them is not there, or there is no port.
pub async fn serve(job: &Job) -> Result<Site> {
    let mut router = page_with(&job.dist, &format!("{COUNT}{ENGINE}"))?
        .route("/count.js", file(SCRIPT, COUNT))
        .route(GEMM, file(HTML, include_str!("../../gemm/index.html")))
        .route("/gemm/kernels.js", file(SCRIPT, include_str!("../../gemm/kernels.js")))
        .route("/gemm/gemm.js", file(SCRIPT, include_str!("../../gemm/gemm.js")));
    if let Ok(script) = &job.tfjs {
        let script = std::fs::read_to_string(script).with_context(|| format!("could not read {}", script.display()))?;
        router = router.route(TFJS, file(HTML, include_str!("../../tfjs/index.html")));
        router = router.route("/tfjs/main.js", file(SCRIPT, script));
    }
    Site::of(router).await
}

/// Serves facegan's page with its engine watched and made to take any adapter for a GPU.
///
/// # Errors
/// When the page is not there, or there is no port.
pub async fn serve_as_gpu(dist: &Path) -> Result<Site> {
    Site::of(page_with(dist, &format!("{COUNT}{ENGINE}{AS_GPU}"))?).await
}

fn file(kind: &'static str, text: impl Into<String>) -> MethodRouter {
    let text = text.into();
    get(move || async move { ([(CONTENT_TYPE, kind)], text) })
}
