//! ChromeDriver, started for one visit.

use std::env;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A running ChromeDriver; ends when dropped.
pub struct Driver {
    port: u16,
    _child: Child,
    /// The browser's profile among others, which a driver that is killed leaves behind. Removed after the driver.
    _temporary: TempDir,
}

impl Driver {
    /// Starts ChromeDriver on a port that it finds free itself.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start() -> Result<Self> {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let temporary = tempfile::tempdir().context("there is no place for a profile")?;
        let mut child = Command::new(&program)
            .arg("--port=0")
            .env("TMPDIR", temporary.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("could not start {}", program.display()))?;
        let output = child.stdout.take().context("ChromeDriver has no output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(port) = port(&line) {
                // Its output is read to the end: a full pipe would stop it.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(Self { port, _child: child, _temporary: temporary });
            }
        }
        bail!("{} ended without saying its port", program.display())
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// The port in “ChromeDriver was started successfully on port 36065.”
fn port(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_the_one_it_started_on() {
        assert_eq!(port("Starting ChromeDriver 140.0.7339.80 on port 0"), None);
        assert_eq!(port("ChromeDriver was started successfully on port 36065."), Some(36065));
    }
}
