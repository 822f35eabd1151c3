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
    folder.join(name).with_extension(env::consts::EXE_EXTENSION)
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
    fn the_given_folders_come_first() {
        let path = path_with(&[PathBuf::from("first"), PathBuf::from("second")]).unwrap();
        let folders: Vec<_> = env::split_paths(&path).take(2).collect();
        assert_eq!(folders, [PathBuf::from("first"), PathBuf::from("second")]);
    }
}
