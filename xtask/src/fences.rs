//! Which crate may use which, read from `cargo metadata`: the compiler keeps crates to their dependencies, and this keeps
//! the dependencies.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};

use crate::metadata::{self, is_normal, list};
use crate::shell::{command, output};
use crate::tools::WASM;

/// Crates that know the browser.
const BROWSER: [&str; 5] = ["web-sys", "js-sys", "wasm-bindgen", "leptos", "facegan-protocol"];
/// Crates that compute.
const BURN: [&str; 3] = ["burn", "cubecl", "burn-cubecl"];
/// Our crates that need neither a browser nor the command, the lower ones first.
const LAYERS: [&str; 9] = [
    "facegan-core",
    "facegan-kernels",
    "facegan-model",
    "facegan-faces",
    "facegan-data",
    "facegan-quality",
    "facegan-sample-faces",
    "facegan-train",
    "facegan-store",
];

/// Packages by name with the names of those that they depend on directly, tests' and build scripts' apart.
struct Graph(BTreeMap<String, BTreeSet<String>>);

impl Graph {
    /// The dependencies on a platform, where the root package has these features.
    fn read(arguments: &[&str]) -> Result<Self> {
        let metadata = metadata::read(arguments)?;
        let names: BTreeMap<_, _> = list(&metadata["packages"])
            .filter_map(|package| Some((package["id"].as_str()?, package["name"].as_str()?)))
            .collect();
        let nodes = list(&metadata["resolve"]["nodes"]).filter_map(|node| {
            let used = list(&node["deps"]).filter(|dependency| is_normal(dependency));
            let used = used.filter_map(|dependency| names.get(dependency["pkg"].as_str()?));
            Some((names.get(node["id"].as_str()?)?.to_string(), used.map(ToString::to_string).collect()))
        });
        Ok(Self(nodes.collect()))
    }

    fn uses(&self, package: &str) -> impl Iterator<Item = &str> {
        self.0.get(package).into_iter().flatten().map(String::as_str)
    }

    /// All that a package depends on, directly or not.
    fn tree(&self, package: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = self.uses(package).collect();
        while let Some(name) = open.pop() {
            if found.insert(name) {
                open.extend(self.uses(name));
            }
        }
        found
    }
}

/// The platform that this machine builds for.
fn host() -> Result<String> {
    let version = output(command("rustc").arg("-vV")).context("could not run rustc")?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not tell its host")?.to_owned())
}

/// Checks what every crate depends on.
///
/// # Errors
/// The first crate that depends on what it must not.
pub fn check() -> Result<()> {
    let wasm = ["--filter-platform", WASM];
    let page = Graph::read(&[&wasm[..], &["--no-default-features", "--features", "page"]].concat())?;
    ensure!(page.tree("facegan").contains("leptos"), "the page is not made with Leptos any more");
    refuse("the page", &page.tree("facegan"), &[&BURN[..], &LAYERS[1..], &["facegan-cli"]].concat())?;
    let engine = Graph::read(&[&wasm[..], &["--no-default-features", "--features", "engine"]].concat())?;
    ensure!(engine.tree("facegan").contains("burn"), "the engine does not train with Burn any more");
    refuse("the engine", &engine.tree("facegan"), &["leptos", "facegan-cli"])?;
    let photos = Graph::read(&[&wasm[..], &["--no-default-features", "--features", "photos"]].concat())?;
    ensure!(photos.tree("facegan").contains("facegan-faces"), "the photo workers do not find faces any more");
    let refused = ["leptos", "facegan-cli", "facegan-model", "facegan-kernels", "facegan-train", "facegan-store"];
    refuse("the photo workers", &photos.tree("facegan"), &[&BURN[..], &refused].concat())?;
    for layer in LAYERS {
        // Directly: in a browser Burn reaches the GPU through web-sys.
        refuse(layer, &engine.uses(layer).collect(), &[&BROWSER[..], &["facegan", "facegan-cli"]].concat())?;
    }
    for layer in ["facegan-core", "facegan-faces", "facegan-data", "facegan-quality", "facegan-sample-faces"] {
        refuse(layer, &engine.tree(layer), &BURN)?;
    }
    let native = Graph::read(&["--filter-platform", &host()?])?;
    for package in LAYERS.iter().chain(&["facegan-cli"]) {
        refuse(package, &native.tree(package), &["web-sys", "leptos", "facegan-protocol", "facegan"])?;
    }
    Ok(())
}

fn refuse(package: &str, used: &BTreeSet<&str>, refused: &[&str]) -> Result<()> {
    ensure!(!used.is_empty(), "{package} is not in the workspace, or uses nothing");
    let found: Vec<_> = refused.iter().filter(|name| used.contains(*name)).collect();
    ensure!(found.is_empty(), "{package} depends on {found:?}, which it must build without: move the code elsewhere");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_through_others_is_found() {
        let uses = |names: &[&str]| names.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
        let graph = Graph(BTreeMap::from([
            ("a".into(), uses(&["b"])),
            ("b".into(), uses(&["a", "c"])),
            ("c".into(), uses(&["burn"])),
        ]));
        assert_eq!(graph.tree("a"), BTreeSet::from(["a", "b", "burn", "c"]));
        assert!(refuse("a", &graph.tree("a"), &["burn"]).is_err());
        assert!(refuse("a", &graph.tree("a"), &["leptos"]).is_ok());
        assert!(refuse("d", &graph.tree("d"), &["leptos"]).is_err());
    }

    #[test]
    fn every_crate_keeps_to_its_dependencies() {
        check().unwrap();
    }
}
