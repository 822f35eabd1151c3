//! Files of facegan's own runs, so that no run trains on the pictures of another.

use std::collections::HashSet;

use super::{SkipReason, Skipped};

/// Names that only files of a run have.
const TELLING: [&str; 10] = [
    ".facegan",
    "checkpoint.safetensors",
    "best.safetensors",
    "netG.safetensors",
    "netG_ema.safetensors",
    "netG_best.safetensors",
    "netD.safetensors",
    "netG.onnx",
    "losses.csv",
    "train_ddp.py",
];

/// Other files of a run, whose names other files may have too.
const OTHERS: [&str; 18] = [
    "README.md",
    "chacha.py",
    "faces.csv",
    "faces.html",
    "faces_best.html",
    "faces_ema.html",
    "log.txt",
    "measurements.py",
    "photos.py",
    "quality.csv",
    "quality.py",
    "real.png",
    "real_images.png",
    "report.txt",
    "requirements.txt",
    "settings.json",
    "skipped.py",
    "swd.py",
];

/// The folder of a run's sample grids, and the first of them.
const GRIDS: &str = "grids";
const FIRST_GRID: &str = "grids/000000.png";

/// The folder of the run that this file is of, if there is a run in it: empty where its path has no folder. `None` for
/// a file whose name no run gives to one of its own.
pub fn run_folder(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if TELLING.contains(&name) || OTHERS.contains(&name) {
        return Some(folder);
    }
    let (run, last) = folder.rsplit_once('/').unwrap_or(("", folder));
    (last == GRIDS && is_grid(name)).then_some(run)
}

/// Whether the folder that `holds` files of these names is a run's, made by the command, by `export`, or unpacked from
/// one of the page's archives: then what [`run_folder`] finds in it is the run's. What else is there may be a person's.
pub fn is_run(holds: impl Fn(&str) -> bool) -> bool {
    let count = |names: &[&str]| names.iter().filter(|name| holds(name)).count();
    let telling = count(&TELLING);
    telling > 1 || telling == 1 && (count(&OTHERS) > 0 || holds(FIRST_GRID))
}

/// Whether a file is named as sample grids are: by its iteration, with at least six digits.
pub fn is_grid(name: &str) -> bool {
    let iteration = name.strip_suffix(".png").unwrap_or_default();
    iteration.len() >= 6 && iteration.bytes().all(|byte| byte.is_ascii_digit())
}

/// The runs among files of which only the paths are known.
#[derive(Debug, Default)]
pub struct Runs {
    /// Paths that could be of a run.
    paths: HashSet<String>,
}

impl Runs {
    /// Looks through all paths.
    pub fn among<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        Self { paths: paths.into_iter().filter(|path| run_folder(path).is_some()).map(str::to_owned).collect() }
    }

    /// Whether a run made this file.
    pub fn find(&self, path: &str) -> Option<Skipped> {
        let folder = run_folder(path)?;
        let within = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        is_run(|name| self.paths.contains(&within(name))).then(|| Skipped::one(folder, SkipReason::Run))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs_files<'a>(paths: &[&'a str]) -> Vec<&'a str> {
        let runs = Runs::among(paths.iter().copied());
        paths.iter().copied().filter(|path| runs.find(path).is_some()).collect()
    }

    #[test]
    fn the_files_of_a_run_are_known_and_a_persons_beside_them_are_not() {
        let run = [
            "run1/checkpoint.safetensors",
            "run1/log.txt",
            "run1/losses.csv",
            "run1/real.png",
            "run1/grids/000000.png",
            "run1/grids/1000500.png",
        ];
        let others = ["run1/me.jpg", "run1/grids/me.png", "run1/grids/old/000000.png", "real.png", "run10/real.png"];
        assert_eq!(runs_files(&[&run[..], &others].concat()), run);
        assert_eq!(Runs::among(run).find(run[4]).unwrap().to_string(), "1 file in run1 (made by a run of facegan)");
    }

    #[test]
    fn a_run_that_has_only_begun_is_one_and_so_is_an_archive() {
        let begun = ["losses.csv", "log.txt", "real.png"];
        assert_eq!(runs_files(&begun), begun);
        let archive = ["README.md", "settings.json", "netG.safetensors", "real_images.png", "grids/000500.png"];
        assert_eq!(runs_files(&archive), archive);
        let exported = ["losses.csv", "grids/000000.png"];
        assert_eq!(runs_files(&exported), exported);
    }

    #[test]
    fn one_such_name_makes_no_run() {
        for lone in ["grids/000000.png", "real.png", "netG.safetensors", "losses.csv"] {
            assert_eq!(runs_files(&[lone, "a.jpg"]), [""; 0], "{lone}");
        }
        assert_eq!(runs_files(&["README.md", "settings.json", "real.png", "log.txt"]), [""; 0]);
        assert_eq!(runs_files(&["a/losses.csv", "b/real.png"]), [""; 0], "two folders");
    }
}
