//! A static web server for the built page, below a path as on a project's pages, with the page's policy for every file,
//! and with faults on demand.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::extract::Request;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

use crate::requests::Requests;

/// Where the page lies; everything outside is not found, so that only relative addresses work.
const BELOW: &str = "/some/sub/path";
/// The text before the page's policy in index.html; the policy ends at the next quotation mark.
const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"";
/// Records what the policy refuses.
const GUARD: &str = include_str!("guard.js");

/// A script after which a worker's browser tells of so many cores.
macro_rules! cores {
    ($cores:literal) => {
        concat!(
            "if (self.WorkerNavigator) {
               Object.defineProperty(WorkerNavigator.prototype, 'hardwareConcurrency', { get: () => ",
            $cores,
            " });
             }\n"
        )
    };
}

/// What goes wrong in a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// The browser has no WebGPU.
    NoWebGpu,
    /// The browser has WebGPU, but there is no GPU.
    NoAdapter,
    /// The browser has WebGPU on the page and not in workers.
    NoWebGpuInWorkers,
    /// The GPU has no optional features, and the specification's default limits.
    BareAdapter,
    /// The GPU is taken for a hardware one, so that facegan lays its kernels out for it.
    HardwareGpu,
    /// The GPU ends the loops of normalisation's kernels after a few iterations, without an error.
    LoopsEndEarly,
    /// The engine's wasm is not on the server.
    NoEngine,
    /// The disk has little space, and the server answers nothing after a request for `/leave`.
    LittleSpaceAndServerLeaves,
    /// The GPU fails when a walk says so: see `faults/gpu_on_call.js`.
    GpuOnCall,
    /// The browser refuses its private file system, as in some private windows.
    StorageRefused,
    /// Both.
    GpuOnCallWithoutStorage,
    /// Nothing, but page and engine record what their policy refuses.
    Guarded,
    /// The server sends no policy with its files, as plain hosts do; page and engine record what their policy refuses.
    PlainHost,
    /// A photo worker dies while it reads a file that is called `fatal.jpg`, as of a decoder that runs out of memory.
    DecoderDies,
    /// The browser tells of so few cores that one photo worker is started.
    OneWorker,
    /// As many that there are two.
    TwoWorkers,
    /// As many that there are four.
    FourWorkers,
}

impl Fault {
    /// What makes the fault in a page or worker that runs it first.
    pub fn script(self) -> &'static str {
        match self {
            Self::None | Self::NoEngine | Self::LittleSpaceAndServerLeaves => "",
            Self::NoWebGpu => "delete Object.getPrototypeOf(navigator).gpu;\n",
            Self::NoWebGpuInWorkers => "if (!self.document) delete Object.getPrototypeOf(navigator).gpu;\n",
            Self::BareAdapter => include_str!("faults/bare_adapter.js"),
            Self::HardwareGpu => include_str!("../../benches/as_gpu.js"),
            Self::LoopsEndEarly => include_str!("faults/loops_end_early.js"),
            Self::NoAdapter => "GPU.prototype.requestAdapter = async () => null;\n",
            Self::GpuOnCall => include_str!("faults/gpu_on_call.js"),
            Self::StorageRefused => include_str!("faults/storage_refused.js"),
            Self::GpuOnCallWithoutStorage => {
                concat!(include_str!("faults/storage_refused.js"), include_str!("faults/gpu_on_call.js"))
            }
            Self::Guarded | Self::PlainHost => GUARD,
            Self::DecoderDies => {
                "const { arrayBuffer } = Blob.prototype;
                 Blob.prototype.arrayBuffer = function () {
                   if (this.name !== 'fatal.jpg') return arrayBuffer.call(this);
                   Promise.reject(new Error('the decoder ran out of memory'));
                   return new Promise(() => {});
                 };\n"
            }
            Self::OneWorker => cores!(1),
            Self::TwoWorkers => cores!(3),
            Self::FourWorkers => cores!(5),
        }
    }
}

/// A running server; ends when dropped.
pub struct Site {
    address: SocketAddr,
    requests: Requests,
    server: JoinHandle<()>,
}

impl Site {
    /// Serves `dist` on a free port.
    ///
    /// # Errors
    /// When there is no page in `dist`, or no port.
    pub async fn serve(dist: &Path, fault: Fault) -> Result<Self> {
        Self::of(router(dist, fault)?).await
    }

    /// Serves what `router` has on a free port.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn of(router: Router) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("there is no port to serve the page on")?;
        let address = listener.local_addr()?;
        let requests = Requests::default();
        let record = requests.clone();
        let router = router.layer(from_fn(move |request: Request, next: Next| {
            record.add(request.uri().path());
            next.run(request)
        }));
        // Serving ends with the task; an error within it shows as a page that does not load.
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap_or_default() });
        Ok(Self { address, requests, server })
    }

    /// What it is asked for.
    pub fn requests(&self) -> Requests {
        self.requests.clone()
    }

    /// The page's address.
    pub fn address(&self) -> String {
        self.address_of(&format!("{BELOW}/"))
    }

    /// The address of what lies at `path`, which starts with a slash.
    pub fn address_of(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn router(dist: &Path, fault: Fault) -> Result<Router> {
    match fault {
        Fault::None => page(dist),
        Fault::NoEngine => {
            let engine = format!("{BELOW}/{}", named(dist, "engine", "_bg.wasm")?);
            Ok(page(dist)?.route(&engine, get(|| async { (StatusCode::NOT_FOUND, "not found") })))
        }
        Fault::LittleSpaceAndServerLeaves => {
            let files = with_first(files(dist)?, dist, "sw.js", include_str!("faults/little_space.js"))?;
            Ok(leaving(under_policy(files, dist)?))
        }
        Fault::PlainHost => files_with(dist, fault.script()),
        Fault::DecoderDies => {
            let loader = named(dist, "photos-loader", ".js")?;
            under_policy(with_first(files(dist)?, dist, &loader, fault.script())?, dist)
        }
        Fault::NoWebGpu
        | Fault::NoAdapter
        | Fault::NoWebGpuInWorkers
        | Fault::BareAdapter
        | Fault::HardwareGpu
        | Fault::LoopsEndEarly
        | Fault::GpuOnCall
        | Fault::StorageRefused
        | Fault::GpuOnCallWithoutStorage
        | Fault::OneWorker
        | Fault::TwoWorkers
        | Fault::FourWorkers
        | Fault::Guarded => page_with(dist, fault.script()),
    }
}

fn leaving(router: Router) -> Router {
    let left = Arc::new(AtomicBool::new(false));
    router.layer(from_fn(move |request: Request, next: Next| {
        let left = left.clone();
        async move {
            if left.fetch_or(request.uri().path() == "/leave", Ordering::Relaxed) {
                return (StatusCode::SERVICE_UNAVAILABLE, "left").into_response();
            }
            next.run(request).await
        }
    }))
}

/// The name of the built page's file that starts and ends like this: there is a hash of its content in between.
fn named(dist: &Path, start: &str, end: &str) -> Result<String> {
    let entries = std::fs::read_dir(dist).with_context(|| format!("could not list {}", dist.display()))?;
    let mut names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let name = names.find(|name| name.starts_with(start) && name.ends_with(end));
    name.with_context(|| format!("{} holds no {start}…{end}", dist.display()))
}

fn files(dist: &Path) -> Result<Router> {
    ensure!(dist.join("index.html").is_file(), "there is no built page in {}", dist.display());
    Ok(Router::new().nest_service(BELOW, ServeDir::new(dist)))
}

fn page(dist: &Path) -> Result<Router> {
    under_policy(files(dist)?, dist)
}

/// Names the policy of the page in `dist` with every file: a worker is under the one of its own response.
fn under_policy(router: Router, dist: &Path) -> Result<Router> {
    let page = dist.join("index.html");
    let text = std::fs::read_to_string(&page).with_context(|| format!("could not read {}", page.display()))?;
    let policy = text.split_once(POLICY).and_then(|(_, rest)| rest.split_once('"'));
    let (policy, _) = policy.with_context(|| format!("{} names no content security policy", page.display()))?;
    let policy = HeaderValue::from_str(policy)?;
    Ok(router.layer(from_fn(move |request: Request, next: Next| {
        let policy = policy.clone();
        async move {
            let mut response = next.run(request).await;
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
            response
        }
    })))
}

/// The page in `dist` whose worker runs `script` before the engine.
///
/// # Errors
/// When there is no page in `dist`.
pub fn page_with(dist: &Path, script: &str) -> Result<Router> {
    under_policy(files_with(dist, script)?, dist)
}

fn files_with(dist: &Path, script: &str) -> Result<Router> {
    // Only its own script can run something in a worker before the engine.
    with_first(files(dist)?, dist, &named(dist, "engine-loader", ".js")?, script)
}

/// Serves the script `name` of `dist` with another one before it.
fn with_first(router: Router, dist: &Path, name: &str, first: &str) -> Result<Router> {
    let script = std::fs::read_to_string(dist.join(name)).with_context(|| format!("could not read {name}"))?;
    let script = format!("{first}{script}");
    let answer = get(|| async move { ([(CONTENT_TYPE, "text/javascript")], script) });
    Ok(router.route(&format!("{BELOW}/{name}"), answer))
}
