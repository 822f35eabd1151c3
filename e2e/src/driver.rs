//! A browser's driver, started for one visit.

use std::env;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::kind::Kind;

/// A running driver; ends when dropped.
pub struct Driver {
    /// The browser that it drives.
    pub(crate) kind: Kind,
    port: u16,
    _child: Child,
    /// The browser's profile among others, which a driver that is killed leaves behind. Removed after the driver.
    _temporary: TempDir,
}

impl Driver {
    /// Starts the driver of this browser on a port that it finds free itself.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(kind: Kind) -> Result<Self> {
        let [variable, on_path] = kind.words().driver;
        let program = env::var_os(variable).unwrap_or_else(|| on_path.into());
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
        let output = child.stdout.take().context("the driver has no output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(port) = kind.port(&line) {
                // Its output is read to the end: a full pipe would stop it.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(Self { kind, port, _child: child, _temporary: temporary });
            }
        }
        bail!("{} ended without saying its port", program.display())
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
