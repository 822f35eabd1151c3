//! The chart of folders: which rows there are, how long their bars are, and what is said.

use facegan_core::folders::{Folder, FolderCount};

use crate::page::format::{count, grouped};

/// Folders that the chart shows at first; a set may have thousands.
pub const FIRST_FOLDERS: usize = 10;
/// Folders that it shows more of each time that the person asks.
pub const MORE_FOLDERS: usize = 100;
/// Folders of a run that its settings name.
const NAMED: usize = 4;

/// How many folders there are, and how many of them are trained on.
pub fn summary(folders: &[FolderCount]) -> String {
    let all = count(folders.len(), "folder");
    match folders.iter().filter(|count| count.is_taken).count() {
        taken if taken == folders.len() => format!("{all}, all of them taken."),
        0 => format!("{all}, none of them taken."),
        taken => format!("{} of {all} taken.", grouped(taken)),
    }
}

/// The number of images beside a bar, and how many of them are taken where only a part of the folder is.
pub fn images(FolderCount { images, left_out, is_taken, .. }: &FolderCount) -> String {
    match (is_taken, left_out) {
        (true, 1..) => format!("{} of {}", grouped(images - left_out), grouped(*images)),
        _ => grouped(*images),
    }
}

/// The length of a folder's bar, in percent of that of the largest.
pub fn bar(folders: &[FolderCount], index: usize) -> f64 {
    let of = |place: usize| folders.get(place).map_or(0, |count| count.images) as f64;
    100.0 * of(index) / of(0).max(1.0)
}

/// The folders that are offered to be shown alone: those of the chart, and the one that is shown.
pub fn offered<'a>(folders: &'a [FolderCount], most: usize, shown: Option<&Folder>) -> Vec<&'a Folder> {
    let of_chart = folders.iter().take(most);
    let beyond = folders.iter().skip(most).filter(|count| Some(&count.folder) == shown);
    of_chart.chain(beyond).map(|count| &count.folder).collect()
}

/// The folders that a run was restricted to, beside its settings; nothing where it was not.
pub fn restriction(names: &[String]) -> Option<String> {
    let folders = if names.len() == 1 { "folder" } else { "folders" };
    (!names.is_empty()).then(|| format!("{folders} {}", named(names)))
}

/// The first of these names, and how many more there are.
pub fn named(names: &[String]) -> String {
    let (first, more) = names.split_at(names.len().min(NAMED));
    let first = first.join(", ");
    if more.is_empty() { first } else { format!("{first} and {} more", grouped(more.len())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(counts: &[(&str, usize, usize, bool)]) -> Vec<FolderCount> {
        let of = |&(path, images, left_out, is_taken): &(&str, usize, usize, bool)| FolderCount {
            images,
            left_out,
            is_taken,
            ..FolderCount::at(path)
        };
        counts.iter().map(of).collect()
    }

    #[test]
    fn the_chart_says_how_many_folders_are_taken() {
        let mut three = folders(&[("a", 9, 0, true), ("b", 5, 0, true), ("c", 1, 0, true)]);
        assert_eq!(summary(&three), "3 folders, all of them taken.");
        three[1].is_taken = false;
        assert_eq!(summary(&three), "2 of 3 folders taken.");
        assert_eq!(summary(&folders(&[("a", 9, 9, false)])), "1 folder, none of them taken.");
    }

    #[test]
    fn bars_are_as_long_as_their_share_of_the_largest() {
        let three = folders(&[("a", 8, 8, false), ("b", 2, 0, true), ("c", 0, 0, true)]);
        assert_eq!([0, 1, 2, 3].map(|index| bar(&three, index)), [100.0, 25.0, 0.0, 0.0]);
        assert_eq!(bar(&folders(&[("a", 0, 0, true)]), 0), 0.0);
    }

    #[test]
    fn a_folder_that_is_left_out_in_part_says_so() {
        let of = |all, left_out, is_taken| images(&folders(&[("a", all, left_out, is_taken)])[0]);
        assert_eq!((of(1_500, 0, true), of(1_500, 1_500, false)), ("1,500".into(), "1,500".into()));
        assert_eq!(of(1_500, 500, true), "1,000 of 1,500");
    }

    #[test]
    fn a_shown_folder_is_offered_though_the_chart_ends_before_it() {
        let three = folders(&[("a", 9, 0, true), ("b", 5, 0, true), ("c", 1, 0, true)]);
        let names = |shown| offered(&three, 1, shown).into_iter().map(Folder::label).collect::<Vec<_>>();
        assert_eq!((names(None), names(Some(&three[2].folder))), (vec!["a"], vec!["a", "c"]));
    }

    #[test]
    fn a_run_names_the_first_of_its_folders() {
        let of = |names: &[&str]| restriction(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!((of(&[]), of(&["a"])), (None, Some("folder a".into())));
        assert_eq!(of(&["a", "b"]).as_deref(), Some("folders a, b"));
        assert_eq!(of(&["a", "b", "c", "d", "e", "f"]).as_deref(), Some("folders a, b, c, d and 2 more"));
    }
}
