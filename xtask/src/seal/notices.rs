//! The licences of everything that is compiled into the page, the engine and the photo workers, as one text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::metadata;
use crate::shell::{cargo, output, root};
use crate::tools::WASM;

/// The file's name in the built page.
pub const NAME: &str = "third-party-notices.txt";

const HEAD: &str = "\
facegan is made with the software listed here, each under its own licence. Where a package may be used under one of
several licences, the text of one of them is here.

The compiled code also holds parts of Rust's standard library, which is copyright The Rust Project contributors, under
the MIT licence or the Apache License 2.0.
";
/// For packages under this licence that lack its text; the licence asks for no more than this.
const MPL: &str = "\
This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not
distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.

The source is the package of this name and version on https://crates.io, unchanged.";
const RULE: &str = "--------------------------------------------------------------------------------";
/// The face detector's weights, which `crates/faces` compiles in.
const WEIGHTS: &str = "BlazeFace, full range: the weights of MediaPipe's face detector (@mediapipe/face_detection 0.4)";
const WEIGHTS_LICENCE: &str = "crates/faces/weights/LICENSE";
/// What the names of files with licences begin with, in lower case.
const LICENCES: [&str; 5] = ["license", "licence", "copying", "notice", "unlicense"];

/// Headings of packages by the text of their licence.
type Texts = BTreeMap<String, BTreeSet<String>>;

/// The notices of all three.
///
/// # Errors
/// When cargo fails, or the licence of a package is not known.
pub fn notices() -> Result<String> {
    let shipped = shipped()?;
    let metadata = metadata::read(&["--features", "page,photos"])?;
    let mut texts = Texts::new();
    for package in metadata::list(&metadata["packages"]).filter(|package| shipped.contains(&name_and_version(package)))
    {
        for text in licences(package)? {
            texts.entry(text).or_default().insert(heading(package));
        }
    }
    let licence = root().join(WEIGHTS_LICENCE);
    let licence = fs::read_to_string(&licence).with_context(|| format!("could not read {}", licence.display()))?;
    texts.entry(tidy(&licence)).or_default().insert(WEIGHTS.to_owned());
    // By the names of the packages.
    let mut texts: Vec<_> = texts.into_iter().map(|(text, headings)| (headings, text)).collect();
    texts.sort();
    let mut notices = HEAD.to_owned();
    for (headings, text) in texts {
        let headings = headings.into_iter().collect::<Vec<_>>().join("\n");
        write!(notices, "\n{RULE}\n{headings}\n{RULE}\n\n{text}\n")?;
    }
    Ok(notices)
}

/// Names and versions of others' packages that are compiled into the page, the engine and the photo workers; macros, which only run when
/// they are built, are not.
fn shipped() -> Result<BTreeSet<String>> {
    let mut shipped = BTreeSet::new();
    for features in ["page", "engine", "photos"] {
        let mut tree = cargo(["tree", "--locked", "--package", "facegan", "--target", WASM]);
        tree.args(["--edges", "normal,no-proc-macro", "--no-default-features", "--features", features]);
        let tree = output(tree.args(["--prefix", "none", "--format", "{p}"])).context("`cargo tree` failed")?;
        // Our own packages are followed by their folder.
        let others = tree.lines().filter(|line| !line.contains(std::path::MAIN_SEPARATOR));
        shipped.extend(others.map(|line| line.trim_end_matches(" (*)").replacen(" v", " ", 1)));
    }
    ensure!(!shipped.is_empty(), "`cargo tree` named no packages");
    Ok(shipped)
}

fn name_and_version(package: &Value) -> String {
    let word = |key: &str| package[key].as_str().unwrap_or_default();
    format!("{} {}", word("name"), word("version"))
}

fn heading(package: &Value) -> String {
    let word = |key: &str| package[key].as_str().unwrap_or_default();
    let heading = format!("{}, {}", name_and_version(package), word("license"));
    let address = word("repository");
    if address.is_empty() { heading } else { format!("{heading}, {address}") }
}

/// The texts of a package's licence: what its files say, or else the usual text of the licence that it names.
fn licences(package: &Value) -> Result<Vec<String>> {
    let name = package["name"].as_str().context("a package has no name")?;
    let expression = package["license"].as_str().unwrap_or_default();
    let manifest = package["manifest_path"].as_str().with_context(|| format!("{name} has no manifest"))?;
    let folder = Path::new(manifest).parent().unwrap_or(Path::new(""));
    let mut files = licence_files(folder).with_context(|| format!("{name}'s files could not be listed"))?;
    if let Some(named) = package["license_file"].as_str() {
        files.insert(named.to_owned());
    }
    // The shortest of several that one may choose from.
    let is_mit = |file: &String| file.to_lowercase().contains("mit");
    if expression.contains(" OR ") && !expression.contains(" AND ") && files.iter().any(is_mit) {
        files.retain(|file| is_mit(file) || file.to_lowercase().starts_with("notice"));
    }
    let mut texts = Vec::new();
    for file in &files {
        let bytes = fs::read(folder.join(file)).with_context(|| format!("{name}'s {file} could not be read"))?;
        texts.push(tidy(&String::from_utf8_lossy(&bytes)));
    }
    if texts.is_empty() {
        texts.push(usual_text(package, expression).with_context(|| format!("{name} has no text of its licence"))?);
    }
    Ok(texts)
}

/// The names of the files in `folder` that hold licences.
fn licence_files(folder: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && LICENCES.iter().any(|start| name.to_lowercase().starts_with(start)) {
            names.insert(name);
        }
    }
    Ok(names)
}

/// The text of a licence that a package names without having it.
fn usual_text(package: &Value, expression: &str) -> Result<String> {
    let ours = |name: &str| fs::read_to_string(root().join(name)).with_context(|| format!("could not read {name}"));
    if expression.contains("MIT") {
        let authors: Vec<_> = metadata::list(&package["authors"]).filter_map(Value::as_str).collect();
        let owner = if authors.is_empty() { "its authors".to_owned() } else { authors.join(", ") };
        let text = ours("LICENSE-MIT")?;
        let (_, permission) = text.split_once("Permission is hereby granted").context("LICENSE-MIT is another text")?;
        return Ok(tidy(&format!("MIT License\n\nCopyright (c) {owner}\n\nPermission is hereby granted{permission}")));
    }
    if expression == "MPL-2.0" {
        return Ok(MPL.to_owned());
    }
    ensure!(expression.contains("Apache-2.0"), "it names none whose text is known here: {expression}");
    Ok(tidy(&ours("LICENSE-APACHE")?))
}

/// The text without spaces at its lines' ends, so that texts that look the same are the same.
fn tidy(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_shipped_has_its_licence_and_nothing_else_does() {
        let notices = notices().unwrap();
        for package in
            ["leptos 0.", "burn 0.", "wgpu 30", "wasm-bindgen 0.", "safetensors 0.", "multiversion 0.", "BlazeFace"]
        {
            assert!(notices.contains(&format!("\n{package}")), "{package}");
        }
        for package in ["facegan", "clap ", "clap_builder ", "fantoccini ", "serde_derive "] {
            assert!(!notices.contains(&format!("\n{package}")), "{package}");
        }
        assert!(notices.contains("Permission is hereby granted") && notices.contains("Apache License"));
    }

    #[test]
    fn a_licence_without_a_text_is_told() {
        let package = serde_json::json!({ "authors": ["A. Writer"] });
        assert!(usual_text(&package, "MIT OR Apache-2.0").unwrap().contains("Copyright (c) A. Writer\n"));
        assert!(usual_text(&package, "Apache-2.0").unwrap().contains("Version 2.0, January 2004"));
        assert!(usual_text(&package, "GPL-3.0").is_err());
    }

    #[test]
    fn texts_that_look_the_same_are_the_same() {
        assert_eq!(tidy("\r\nA \r\n\r\n b\n\n"), "A\n\n b");
    }
}
