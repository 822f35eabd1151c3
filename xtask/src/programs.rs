//! Finding programs on PATH.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The first program on PATH with one of these names, an earlier name first, that `accept` takes.
pub fn find(names: &[&str], accept: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |folder| in_folder(&folder, name)))
        .find(|program| program.is_file() && accept(program))
}

/// Whether there is a program of this name on PATH.
pub fn exists(name: &str) -> bool {
    find(&[name], |_| true).is_some()
}

/// Where the program `name` would lie in `folder`.
pub fn in_folder(folder: &Path, name: &str) -> PathBuf {
    // Nothing of the name is an extension: there is a `chromium.chromedriver`.
    folder.join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// PATH with `folders` before everything else.
///
/// # Errors
/// When a folder's name cannot stand in PATH.
pub fn path_with(folders: &[PathBuf]) -> Result<std::ffi::OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.iter().cloned().chain(env::split_paths(&path)))
        .with_context(|| format!("PATH cannot hold one of {folders:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_found_and_nonsense_is_not() {
        assert!(exists("cargo"));
        assert!(!exists("no-such-program-anywhere"));
        assert_eq!(find(&["cargo"], |_| false), None);
    }

    #[test]
    fn names_with_a_dot_are_whole() {
        for name in ["chromium.chromedriver", "python3.11", "cargo"] {
            let program = in_folder(Path::new("bin"), name);
            assert_eq!(program.to_str(), Some(format!("bin/{name}{}", env::consts::EXE_SUFFIX).as_str()));
        }
    }

    #[test]
    fn the_given_folders_come_first() {
        let path = path_with(&[PathBuf::from("first"), PathBuf::from("second")]).unwrap();
        let folders: Vec<_> = env::split_paths(&path).take(2).collect();
        assert_eq!(folders, [PathBuf::from("first"), PathBuf::from("second")]);
    }
}
