//! The fences between layers: the engine's own layers never name the browser, the page never names Burn, and the command
//! names neither of the browser's two programs, which do not know of it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::shell::root;

struct Fence {
    folders: &'static [&'static str],
    words: &'static [&'static str],
}

const FENCES: [Fence; 4] = [
    Fence {
        folders: &["src/model", "src/kernels", "src/data", "src/train", "src/store", "src/cli"],
        words: &["web_sys", "js_sys", "wasm_bindgen"],
    },
    Fence { folders: &["src/web"], words: &["burn"] },
    Fence { folders: &["src/cli"], words: &["web", "worker"] },
    Fence {
        folders: &["src/model", "src/kernels", "src/data", "src/train", "src/store", "src/web", "src/worker"],
        words: &["cli", "clap", "indicatif", "ctrlc", "nix"],
    },
];

/// Checks every source file behind a fence.
///
/// # Errors
/// Every line that names what its folder must not.
pub fn check() -> Result<()> {
    let mut breaches = Vec::new();
    for fence in FENCES {
        for folder in fence.folders.iter().map(|folder| root().join(folder)).filter(|folder| folder.is_dir()) {
            visit(&folder, &mut |path, text| {
                let path = path.strip_prefix(root()).unwrap_or(path).display();
                breaches
                    .extend(breaches_in(text, fence.words).map(|(line, word)| format!("{path}:{line} names {word}")));
            })?;
        }
    }
    if !breaches.is_empty() {
        bail!("{}\nThese layers must build without it: move the code to another", breaches.join("\n"));
    }
    Ok(())
}

/// Calls `see` with the path and text of every Rust file under `folder`.
fn visit(folder: &Path, see: &mut impl FnMut(&Path, &str)) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            visit(&path, see)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
            see(&path, &text);
        }
    }
    Ok(())
}

/// The numbers of the lines, from 1, that use one of `words` as a whole identifier outside a comment.
fn breaches_in<'a>(text: &'a str, words: &'a [&'a str]) -> impl Iterator<Item = (usize, &'a str)> {
    text.lines().enumerate().flat_map(move |(index, line)| {
        let code = line.split("//").next().unwrap_or_default();
        let named = move |word: &&&str| identifiers(code).any(|identifier| identifier == **word);
        words.iter().filter(named).map(move |word| (index + 1, *word))
    })
}

fn identifiers(code: &str) -> impl Iterator<Item = &str> {
    code.split(|character: char| !character.is_alphanumeric() && character != '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(text: &str) -> Vec<(usize, &str)> {
        breaches_in(text, &["burn", "web_sys"]).collect()
    }

    #[test]
    fn a_name_in_code_is_a_breach() {
        assert_eq!(breaches("use std::fs;\nuse burn::tensor::Tensor;"), [(2, "burn")]);
        assert_eq!(breaches("let b: web_sys::Blob = burn::x();"), [(1, "burn"), (1, "web_sys")]);
        assert_eq!(breaches("#[cfg(test)] extern crate burn;"), [(1, "burn")]);
    }

    #[test]
    fn longer_names_and_comments_are_none() {
        assert_eq!(breaches("let burns = burn_rate();\nuse web_sys_extra::Blob;"), []);
        assert_eq!(breaches("// burn is the worker's\n/// See burn.\nlet a = 1; // burn"), []);
    }

    #[test]
    fn the_source_keeps_every_fence() {
        check().unwrap();
    }
}
