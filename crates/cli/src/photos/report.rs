//! The report on the files: what was taken and what was refused.

use std::fmt::Display;
use std::path::Path;

use facegan_core::config::Crop;
use facegan_core::crop_choice::{CropChoice, FaceCounts};
use facegan_core::dataset_report::{DatasetReport, Refused};
use facegan_core::folders::FolderCount;
use facegan_core::skipped;
use facegan_core::words::{count, grouped};

use crate::folder::REPORT;

/// Files and folders that are listed one by one on the terminal.
const TOLD: usize = 20;

const FOLDERS: &str = "Folders";
const REFUSED: &str = "Files that could not be used";
const DUPLICATES: &str = "Files that equal an earlier one, and are left out";
const SKIPPED: &str = "Files that are none of your photos, and are left out";

/// Every name and reason.
pub fn full(report: &DatasetReport) -> String {
    let DatasetReport { refused, duplicates, skipped, .. } = report;
    let mut text = taken(report);
    list(&mut text, FOLDERS, report.folders.len(), report.folders.iter().map(folder_line), usize::MAX);
    list(&mut text, REFUSED, refused.len(), refused.iter().map(reason), usize::MAX);
    list(&mut text, DUPLICATES, duplicates.len(), duplicates.iter(), usize::MAX);
    list(&mut text, SKIPPED, skipped::total(skipped), skipped.iter(), usize::MAX);
    text
}

/// The numbers and the first names, and the files in `folder` that have them all.
pub fn brief(report: &DatasetReport, folder: &Path) -> String {
    let DatasetReport { refused, duplicates, skipped, .. } = report;
    let mut text = taken(report);
    list(&mut text, FOLDERS, report.folders.len(), report.folders.iter().map(folder_line), TOLD);
    list(&mut text, DUPLICATES, duplicates.len(), duplicates.iter(), 0);
    list(&mut text, REFUSED, refused.len(), refused.iter().map(reason), TOLD);
    list(&mut text, SKIPPED, skipped::total(skipped), skipped.iter(), TOLD);
    if !(refused.is_empty() && duplicates.is_empty() && skipped.is_empty()) || report.folders.len() > TOLD {
        text += &format!("All of them are named in {}.\n", folder.join(REPORT).display());
    }
    text
}

/// What is trained on, and what was found in the photos.
fn taken(report: &DatasetReport) -> String {
    let DatasetReport { images, image_size, crop, found, .. } = report;
    let from = match found.filter(|_| crop.crop() == Crop::Faces) {
        Some(found) => format!("{} from {}", count(*images, "face"), count(found.photos, "photo")),
        None => count(*images, "photo"),
    };
    let mut text = format!("{from}, resized to {image_size} × {image_size} pixels.\n");
    if let Some(found) = found {
        text += &counts(report, found);
        text += why(*crop);
    }
    text
}

fn counts(report: &DatasetReport, found: &FaceCounts) -> String {
    let with_folders: usize = report.folders.iter().map(|count| count.left_out).sum();
    let left_out = if report.crop.crop() == Crop::Faces { report.left_out.saturating_sub(with_folders) } else { 0 };
    let lines = [
        ("Photos without a face to train on", found.without),
        ("Faces that are left out: small, turned away, cut off or not the largest", left_out),
        ("Faces that are enlarged more than twice", found.small),
        ("Photos that nearly equal an earlier one", found.near_duplicates),
    ];
    lines.into_iter().filter(|(_, count)| *count > 0).map(|(what, count)| format!("{what}: {count}\n")).collect()
}

/// Which part of the photos is trained on, why, and how to choose the other.
fn why(crop: CropChoice) -> &'static str {
    match crop {
        CropChoice::Asked(Crop::Faces) => {
            "The faces are cut out, as you asked. For the centres of the photos: --crop centre.\n"
        }
        CropChoice::Asked(_) => "The centres of the photos are cut out, as you asked. For the faces: --crop faces.\n",
        CropChoice::InPlace => {
            "The centres of the photos are cut out, since nearly every photo holds a face in the tutorial's place \
             already. For the faces: --crop faces.\n"
        }
        CropChoice::NoFaces => {
            "The centres of the photos are cut out, since hardly any photo holds a face. For the faces: --crop faces.\n"
        }
        CropChoice::Anywhere => {
            "The faces are cut out, since they lie anywhere in the photos. For the centres: --crop centre.\n"
        }
    }
}

/// A folder's name and number of images.
fn folder_line(FolderCount { folder, images, is_taken, .. }: &FolderCount) -> String {
    let fate = if *is_taken { "" } else { ", left out" };
    format!("{}: {}{fate}", folder.label(), grouped(*images))
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
        let brief = brief(&report, Path::new("run1"));
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
    fn what_was_found_is_counted_and_the_other_crop_is_named() {
        let found = FaceCounts { photos: 10, faces: 12, without: 1, in_place: 0, small: 2, near_duplicates: 0 };
        let report = DatasetReport {
            images: 12,
            image_size: 64,
            found: Some(found),
            left_out: 3,
            crop: CropChoice::Anywhere,
            ..DatasetReport::default()
        };
        let expected = "12 faces from 10 photos, resized to 64 × 64 pixels.\n\
                        Photos without a face to train on: 1\n\
                        Faces that are left out: small, turned away, cut off or not the largest: 3\n\
                        Faces that are enlarged more than twice: 2\n\
                        The faces are cut out, since they lie anywhere in the photos. For the centres: --crop centre.\n";
        assert_eq!(full(&report), expected);
        let aligned = DatasetReport { images: 10, left_out: 0, crop: CropChoice::InPlace, ..report };
        let text = brief(&aligned, Path::new("run1"));
        assert!(text.starts_with("10 photos, ") && text.ends_with("For the faces: --crop faces.\n"), "{text}");
    }

    #[test]
    fn folders_are_listed_with_their_images() {
        let folders = (0..25).map(|number| FolderCount {
            images: 1_000,
            left_out: if number == 1 { 1_000 } else { 0 },
            is_taken: number != 1,
            ..FolderCount::at(&format!("faces/{number:02}"))
        });
        let crop = CropChoice::Asked(Crop::Faces);
        let found = Some(FaceCounts { photos: 24_000, faces: 24_000, ..FaceCounts::default() });
        let report = DatasetReport {
            images: 24_000,
            image_size: 64,
            crop,
            found,
            left_out: 1_002,
            folders: folders.collect(),
            ..DatasetReport::default()
        };
        let text = brief(&report, Path::new("run1"));
        for part in [
            "cut off or not the largest: 2\n",
            "Folders: 25\n  00: 1,000\n  01: 1,000, left out\n",
            "  19: 1,000\n  and 5 more\n",
        ] {
            assert!(text.contains(part), "{part:?} is not in\n{text}");
        }
        assert!(full(&report).ends_with("  24: 1,000\n"));
    }

    #[test]
    fn a_report_without_refused_files_names_none() {
        let report = DatasetReport { images: 10, image_size: 64, ..DatasetReport::default() };
        assert_eq!(brief(&report, Path::new("run1")), "10 photos, resized to 64 × 64 pixels.\n");
    }
}
