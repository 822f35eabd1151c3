//! The report on the files: what was taken and what was refused.

use std::fmt::Display;
use std::path::Path;

use facegan_core::dataset_report::{DatasetReport, Refused};
use facegan_core::skipped;
use facegan_core::words::count;

/// Files, or folders of them, that are listed one by one on the terminal.
const TOLD: usize = 20;

const REFUSED: &str = "Files that could not be used";
const DUPLICATES: &str = "Files that equal an earlier one, and are left out";
const SKIPPED: &str = "Files that are none of your photos, and are left out";

/// Every name and reason.
pub fn full(report: &DatasetReport) -> String {
    let DatasetReport { refused, duplicates, skipped, .. } = report;
    let mut text = taken(report);
    list(&mut text, REFUSED, refused.len(), refused.iter().map(reason), usize::MAX);
    list(&mut text, DUPLICATES, duplicates.len(), duplicates.iter(), usize::MAX);
    list(&mut text, SKIPPED, skipped::total(skipped), skipped.iter(), usize::MAX);
    text
}

/// The numbers and the first names, and the file that has them all.
pub fn brief(report: &DatasetReport, file: &Path) -> String {
    let DatasetReport { refused, duplicates, skipped, .. } = report;
    let mut text = taken(report);
    list(&mut text, DUPLICATES, duplicates.len(), duplicates.iter(), 0);
    list(&mut text, REFUSED, refused.len(), refused.iter().map(reason), TOLD);
    list(&mut text, SKIPPED, skipped::total(skipped), skipped.iter(), TOLD);
    if !(refused.is_empty() && duplicates.is_empty() && skipped.is_empty()) {
        text += &format!("All of them are named in {}.\n", file.display());
    }
    text
}

fn taken(DatasetReport { images, image_size, .. }: &DatasetReport) -> String {
    format!("{}, resized to {image_size} × {image_size} pixels.\n", count(*images, "photo"))
}

fn reason(Refused { name, reason }: &Refused) -> String {
    format!("{name}: {reason}")
}

/// Adds a title with the number of files and the first `most` lines, unless there is no file.
fn list<T: Display>(
    text: &mut String,
    title: &str,
    files: usize,
    lines: impl ExactSizeIterator<Item = T>,
    most: usize,
) {
    if files == 0 {
        return;
    }
    *text += &format!("{title}: {files}\n");
    let more = lines.len().saturating_sub(most);
    lines.take(most).for_each(|line| *text += &format!("  {line}\n"));
    if most > 0 && more > 0 {
        *text += &format!("  and {more} more\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::skipped::{SkipReason, Skipped};

    #[test]
    fn the_terminal_has_the_first_names_and_the_file_has_all() {
        let refused = (1..=25).map(|index| Refused { name: format!("{index}.jpg"), reason: "empty".into() }).collect();
        let skipped = vec![Skipped { folder: "@eaDir".into(), kind: SkipReason::Thumbnails, files: 14 }];
        let duplicates = vec!["again.png".into()];
        let report =
            DatasetReport { images: 10, image_size: 64, refused, duplicates, skipped, ..DatasetReport::default() };
        let brief = brief(&report, Path::new("run1/report.txt"));
        let parts = [
            "10 photos, resized to 64 × 64 pixels.\nFiles that equal an earlier one, and are left out: 1\n",
            "Files that could not be used: 25\n  1.jpg: empty\n",
            "  20.jpg: empty\n  and 5 more\n",
            "Files that are none of your photos, and are left out: 14\n  14 files in @eaDir (thumbnails)\n",
            "All of them are named in run1/report.txt.\n",
        ];
        assert!(parts.iter().all(|part| brief.contains(part)), "{brief}");
        let full = full(&report);
        assert_eq!(full.lines().count(), 1 + 26 + 2 + 2);
        assert!(full.contains("  25.jpg: empty\n") && full.contains("left out: 1\n  again.png\n"), "{full}");
    }

    #[test]
    fn a_report_without_refused_files_names_none() {
        let report = DatasetReport { images: 10, image_size: 64, ..DatasetReport::default() };
        assert_eq!(brief(&report, Path::new("report.txt")), "10 photos, resized to 64 × 64 pixels.\n");
    }
}
