//! The data set that the engine's tasks share.

use std::cell::RefCell;
use std::rc::Rc;

use super::photos::PhotoFiles;
use super::port::post;
use facegan_core::config::TrainConfig;
use facegan_core::problem::Problem;
use facegan_data::dataset::Dataset;
use facegan_protocol::Event;
use facegan_train::SharedDataset;

/// An empty data set in the browser's private file system, or in memory where the browser refuses that.
pub async fn open(files: &PhotoFiles) -> SharedDataset {
    let (storage, problem) = files.fresh().await;
    files.tidy();
    let mut dataset = Dataset::new(storage, TrainConfig::default().image_size);
    dataset.report_mut().storage = problem;
    Rc::new(RefCell::new(dataset))
}

/// Posts the images `first..first + count`, or those of them that there are.
pub fn send_thumbnails(data: &Dataset, first: usize, count: usize) {
    let end = first.saturating_add(count).min(data.len());
    let indices: Vec<_> = (first.min(end) as u32..end as u32).collect();
    match data.read(&indices) {
        Ok(images) => post(&Event::Thumbnails { first, images }),
        Err(error) => post(&Event::Problem(Problem {
            what: format!("The photos could not be shown: {error}."),
            advice: "Clear them and drop them again.".into(),
        })),
    }
}
