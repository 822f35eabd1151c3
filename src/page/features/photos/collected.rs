//! What was dropped or chosen, before anything of it is read.

use crate::page::features::photos::sources::is_saved_network;
use facegan_core::skipped::{self, Runs, Skipped};

/// Removes the files that are not a person's photos from `files`, and counts them in `skipped`. Checkpoints and weights
/// of a run are not removed: they are opened.
pub fn leave_out<F>(files: Vec<F>, path: impl Fn(&F) -> &str, skipped: &mut Vec<Skipped>) -> Vec<F> {
    let runs = Runs::among(files.iter().map(&path));
    let is_left = |file: &F| {
        let path = path(file);
        let of_a_run = || runs.find(path).filter(|_| !is_saved_network(path));
        match skipped::find(path).or_else(of_a_run) {
            Some(found) => {
                found.note(skipped);
                false
            }
            None => true,
        }
    };
    files.into_iter().filter(is_left).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(files: &[&'static str]) -> (Vec<&'static str>, Vec<String>) {
        let mut skipped = Vec::new();
        let files = leave_out(files.to_vec(), |path| path, &mut skipped);
        (files, skipped.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_is_no_photo_is_left_out_and_counted() {
        let dropped =
            ["album/1.jpg", "album/$Recycle.Bin/2.jpg", "album/$Recycle.Bin/a/3.jpg", "album/.x/4.jpg", "Thumbs.db"];
        let reported = ["1 file (thumbnails)", "2 files in album/$Recycle.Bin (recycle bin)"].map(String::from);
        assert_eq!(left(&dropped), (vec!["album/1.jpg", "album/.x/4.jpg"], reported.to_vec()));
    }

    #[test]
    fn of_a_run_only_its_networks_are_left() {
        let dropped = ["run1/checkpoint.safetensors", "run1/losses.csv", "run1/real.png", "run1/grids/000000.png"];
        let reported = "3 files in run1 (made by a run of facegan)".to_owned();
        assert_eq!(left(&dropped), (vec![dropped[0]], vec![reported]));
        assert_eq!(left(&["real.png", "grids/000000.png"]).1, [""; 0]);
    }
}
