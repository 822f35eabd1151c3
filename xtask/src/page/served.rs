//! Whether `serve` serves the page: every file of it, byte by byte.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::{HOST, serve_dist, server};
use crate::seal;
use crate::tools::Tools;

/// Time that the first build may take.
const PATIENCE: Duration = Duration::from_mins(30);

/// Serves the page as `serve` does and fetches every file of it.
///
/// # Errors
/// When the page is not built, or a file is not served as it lies on the disk.
pub fn trial(tools: &Tools) -> Result<()> {
    let port = TcpListener::bind((HOST, 0))?.local_addr()?.port();
    let mut child = server(tools, port)?.spawn().context("could not start Trunk")?;
    let outcome = wait_for(port, &mut child).and_then(|()| compare(port, &serve_dist()));
    child.kill().context("could not end Trunk")?;
    child.wait()?;
    outcome
}

fn wait_for(port: u16, child: &mut Child) -> Result<()> {
    let start = Instant::now();
    while get(port, "/").is_err() {
        if let Some(status) = child.try_wait()? {
            bail!("Trunk ended with {status}");
        }
        ensure!(start.elapsed() < PATIENCE, "nothing was served within {PATIENCE:?}");
        thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}

fn compare(port: u16, folder: &Path) -> Result<()> {
    let page = get(port, "/")?;
    ensure!(String::from_utf8_lossy(&page).contains("<title>facegan</title>"), "another page is served");
    let mut files = seal::read(folder)?;
    // Trunk adds what rebuilds the page to the page itself.
    files.remove("index.html");
    ensure!(!files.is_empty(), "no file lies beside the page");
    for (name, bytes) in &files {
        ensure!(get(port, &format!("/{name}"))? == *bytes, "{name} is served with other bytes");
    }
    println!("{} files are served as they were built.", files.len());
    Ok(())
}

/// The body of what a server answers with 200.
fn get(port: u16, path: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect((HOST, port))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {HOST}\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").context("the answer has no end of its head")?;
    let head = String::from_utf8_lossy(&answer[..end]);
    let status = head.split(' ').nth(1);
    ensure!(status == Some("200"), "{path} is answered with {head}");
    Ok(answer.split_off(end + 4))
}
