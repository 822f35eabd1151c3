//! Numbers as people read them.

use facegan_core::config::{Crop, TrainConfig};
use facegan_core::dataset_report::DatasetReport;
use facegan_core::opened::Content;

pub use facegan_core::words::{be, count, grouped};

/// A time span in its two largest units: `42 s`, `3 min 05 s`, `2 h 10 min`.
pub fn duration(seconds: f64) -> String {
    let seconds = seconds.round().max(0.0) as u64;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds:02} s"),
        (hours, minutes, _) => format!("{hours} h {minutes:02} min"),
    }
}

/// A time span as roughly as it is known: `about 40 minutes`.
pub fn about(seconds: f64) -> String {
    let (number, unit) = match seconds {
        ..100.0 => (seconds, "second"),
        ..6_000.0 => (seconds / 60.0, "minute"),
        ..172_800.0 => (seconds / 3600.0, "hour"),
        _ => (seconds / 86_400.0, "day"),
    };
    format!("about {}", count((number.round() as usize).max(1), unit))
}

/// A rate with as many digits as mean something: `3.4`, `512`.
pub fn rate(per_second: f64) -> String {
    if per_second < 10.0 { format!("{per_second:.1}") } else { grouped(per_second.round() as usize) }
}

/// Megabytes of a download: `2.8 MB`.
pub fn megabytes(bytes: f64) -> String {
    format!("{:.1} MB", bytes / 1e6)
}

/// Memory of a GPU as roughly as it is known: `22 MB`, `0.6 GB`, `17 GB`.
pub fn gpu_memory(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        ..0.95e8 => format!("{:.0} MB", bytes / 1e6),
        ..9.5e9 => format!("{:.1} GB", bytes / 1e9),
        _ => format!("{} GB", grouped((bytes / 1e9).round() as usize)),
    }
}

/// What an image of a data set is, in one word.
pub fn thing(report: &DatasetReport) -> &'static str {
    if report.crop.crop() == Crop::Faces { "face" } else { "photo" }
}

/// What a data set trains on: `300 photos`, `412 faces from 300 photos`.
pub fn images(report: &DatasetReport) -> String {
    let images = count(report.images, thing(report));
    match report.found.filter(|_| report.crop.crop() == Crop::Faces) {
        Some(found) => format!("{images} from {}", count(found.photos, "photo")),
        None => images,
    }
}

/// What an opened file holds, in a few words.
pub fn opened_content(content: &Content) -> String {
    match content {
        Content::Checkpoint { config, iterations, images, .. } => {
            let (done, photos) = (count(*iterations, "iteration"), count(*images, "photo"));
            let TrainConfig { image_size, nc, nz, ngf, ndf, .. } = config;
            format!("A run after {done} over {photos}: {}, nz {nz}, ngf {ngf}, ndf {ndf}", pixels(*image_size, *nc))
        }
        Content::NetG { image_size, nc, nz, ngf } => format!("netG: {}, nz {nz}, ngf {ngf}", pixels(*image_size, *nc)),
        Content::NetD { image_size, nc, ndf, spectral_norm } => {
            let normalized = if *spectral_norm { ", spectral_norm" } else { "" };
            format!("netD: {}, ndf {ndf}{normalized}", pixels(*image_size, *nc))
        }
    }
}

/// What a network's images are: `64 pixels`, `64 pixels, grey`.
fn pixels(image_size: usize, nc: usize) -> String {
    format!("{image_size} pixels{}", if nc == 1 { ", grey" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::crop_choice::{CropChoice, FaceCounts};

    #[test]
    fn faces_are_told_from_photos() {
        let found = Some(FaceCounts { photos: 300, ..FaceCounts::default() });
        let report = DatasetReport { images: 412, found, ..DatasetReport::default() };
        assert_eq!(images(&report), "412 photos");
        let report = DatasetReport { crop: CropChoice::Anywhere, ..report };
        assert_eq!(images(&report), "412 faces from 300 photos");
        assert_eq!(images(&DatasetReport { found: None, ..report }), "412 faces");
    }

    #[test]
    fn spans_and_rates_keep_what_matters() {
        assert_eq!([0.4, 42.0, 185.0, 7_800.0].map(duration), ["0 s", "42 s", "3 min 05 s", "2 h 10 min"]);
        assert_eq!([0.44, 9.96, 1_234.5].map(rate), ["0.4", "10.0", "1,235"]);
        assert_eq!(megabytes(2_840_000.0), "2.8 MB");
        let sizes = [21_600_000, 134_217_728, 640_000_000, 17_000_000_000, 1_234_000_000_000];
        assert_eq!(sizes.map(gpu_memory), ["22 MB", "0.1 GB", "0.6 GB", "17 GB", "1,234 GB"]);
    }

    #[test]
    fn spans_are_given_in_one_unit() {
        let spans = [0.2, 1.4, 45.0, 150.0, 2_400.0, 18_000.0, 400_000.0].map(about);
        let words = ["1 second", "1 second", "45 seconds", "3 minutes", "40 minutes", "5 hours", "5 days"];
        assert_eq!(spans, words.map(|word| format!("about {word}")));
    }
}
