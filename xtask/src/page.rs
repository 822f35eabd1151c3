//! Building and serving the page through Trunk.

mod served;

use std::env;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::programs;
use crate::seal::POLICY;
use crate::shell::{cargo, root, run, target_dir};
use crate::sizes;
use crate::tools::{self, Tools};

pub use served::trial as serve_trial;

const HOST: &str = "127.0.0.1";
/// Ports tried after the preferred one.
const PORTS_TRIED: u16 = 20;

/// The port to serve on.
#[derive(Clone, Copy)]
pub enum Port {
    /// This one, as the person asked.
    Exactly(u16),
    /// This one or, if something else uses it, one of the next.
    Preferred(u16),
}

impl Port {
    fn choose(self) -> Result<u16> {
        match self {
            Self::Exactly(port) if is_free(port) => Ok(port),
            Self::Exactly(port) => bail!("port {port} cannot be used: choose another with --port"),
            Self::Preferred(port) => (port..=port.saturating_add(PORTS_TRIED))
                .find(|&port| is_free(port))
                .with_context(|| format!("no port from {port} on is free: choose one with --port")),
        }
    }
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((HOST, port)).is_ok()
}

/// Builds the page, serves it and builds it again whenever a file changes, until interrupted.
///
/// # Errors
/// When something that this takes cannot be set up, or the port is in use.
pub fn serve(port: Port) -> Result<()> {
    let tools = tools::for_page()?;
    let port = port.choose()?;
    println!("Building the page: minutes for the first time, seconds after that.");
    announce(port);
    let mut server = server(&tools, port)?;
    if has_browser() {
        server.arg("--open");
    }
    run(&mut server)
}

/// Trunk as a server that builds the page whenever a file changes.
fn server(tools: &Tools, port: u16) -> Result<Command> {
    let mut trunk = trunk(tools, "serve")?;
    trunk.args(["--address", HOST, "--port", &port.to_string(), "--disable-address-lookup", "true"]);
    trunk.arg("--dist").arg(serve_dist());
    Ok(trunk)
}

/// Where the served page lies: not in dist/, which holds what was built for publishing.
fn serve_dist() -> PathBuf {
    target_dir().join("serve-dist")
}

/// Prints the address as soon as something answers there.
fn announce(port: u16) {
    thread::spawn(move || {
        while TcpStream::connect((HOST, port)).is_err() {
            thread::sleep(Duration::from_millis(200));
        }
        println!("\n  facegan is at http://localhost:{port}/ (Ctrl-C ends it)\n");
    });
}

/// Whether opening an address would show it to someone.
fn has_browser() -> bool {
    let has_display =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|v| !v.is_empty()));
    cfg!(target_os = "macos") || (has_display && programs::exists("xdg-open"))
}

/// Builds the page for publishing into dist/, and prints what it weighs.
///
/// # Errors
/// When something that this takes cannot be set up, or the build fails.
pub fn publish() -> Result<()> {
    let tools = tools::for_page()?;
    let dist = root().join("dist");
    build(&tools, "dist", &dist)?;
    println!("\ndist/ is ready: any static host can serve it, from any path. Have it send this with every file:");
    println!("Content-Security-Policy: {POLICY}");
    Ok(())
}

/// Builds the page in the `release` profile, as the tests use it, into `dist`.
///
/// # Errors
/// When the build fails.
pub fn build_for_tests(tools: &Tools, dist: &Path) -> Result<()> {
    build(tools, "release", dist)
}

/// Builds the page with this profile of Cargo's into `dist`, and prints what it weighs.
fn build(tools: &Tools, profile: &str, dist: &Path) -> Result<()> {
    run(trunk(tools, "build")?.args(["--cargo-profile", profile, "--dist"]).arg(dist))?;
    println!();
    sizes::print(dist)
}

/// Trunk, kept from downloading programs: those it needs are on PATH, and it is offline. Cargo is then offline as well,
/// so what it needs is fetched first.
fn trunk(tools: &Tools, subcommand: &str) -> Result<Command> {
    run(&mut cargo(["fetch", "--quiet"]))?;
    let mut trunk = tools.command("trunk");
    trunk.args([subcommand, "--release", "--offline", "--skip-version-check", "--public-url", "./"]);
    // Trunk takes NO_COLOR for one of its own options, and fails where it is 1.
    if env::var_os("NO_COLOR").is_some() {
        trunk.env_remove("NO_COLOR").args(["--color", "never"]);
    }
    Ok(trunk)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_refused_or_passed_over() {
        let taken = TcpListener::bind((HOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(Port::Exactly(port).choose().is_err());
        assert_ne!(Port::Preferred(port).choose().unwrap(), port);
    }

    #[test]
    fn packages_that_are_optimised_less_for_the_tests_are_not_so_in_what_is_published() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        let (_, dist) = manifest.split_once("[profile.dist]").unwrap();
        let dist: Vec<_> = dist.lines().skip(1).take_while(|line| line.contains(" = ")).collect();
        // Profiles inherit the packages' levels too.
        assert!(dist.contains(&"inherits = \"dev\"") && dist.contains(&"opt-level = \"z\""), "{dist:?}");
        assert!(!manifest.contains("[profile.dev"));
    }

    #[test]
    fn photos_are_read_at_full_speed_in_what_is_published() {
        let page = std::fs::read_to_string(root().join("index.html")).unwrap();
        let links: Vec<_> = page.split("<link").filter(|link| link.contains("rel=\"rust\"")).collect();
        for binary in ["page", "engine", "photos"] {
            let link = links.iter().find(|link| link.contains(&format!("data-bin=\"{binary}\""))).unwrap();
            assert_eq!(link.contains("data-cargo-profile=\"release\""), binary == "photos", "{link}");
        }
    }
}
