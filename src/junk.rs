//! The bookkeeping of operating systems, which comes along with every dropped folder and archive.

/// Whether a path is an operating system's bookkeeping rather than a person's file.
pub fn is_junk(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|part| part == "__MACOSX")
        || name.starts_with("._")
        || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookkeeping_is_told_from_files() {
        let junk = [".DS_Store", "a/.DS_Store", "a/Thumbs.db", "a/desktop.ini", "__MACOSX/a/._b.jpg", "a/._b.jpg"];
        assert!(junk.into_iter().all(is_junk));
        assert!(!["a.jpg", "a/b.DS_Store.png", "x__MACOSX.png", ".hidden/a.jpg"].into_iter().any(is_junk));
    }
}
