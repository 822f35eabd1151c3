//! The numbers in a table, and what they mean in sentences; the same on the page and in the command.

use super::{Figure, Metric, Quality, Value};
use crate::numbers::{NONE, percent, three_digits};
use crate::table::Table;
use crate::words::{count, grouped};

impl Quality {
    /// The numbers of a network of this name.
    pub fn table(&self, network: &str) -> Table {
        let images = count(self.generated, "image");
        let pixels = format!("of {} pixels", self.image_size);
        let photos = match self.held_out {
            None => format!("{} {pixels}", count(self.photos, "photo")),
            Some(held_out) => {
                format!("{} {pixels} ({} are trained on)", count(held_out, "held-out photo"), grouped(self.photos))
            }
        };
        Table {
            caption: format!("{network} in eval mode: {images} beside {photos}"),
            columns: vec!["", "Images", "95 % interval", "Photos themselves", "Images of each"],
            rows: self.figures.iter().map(row).collect(),
        }
    }

    /// What the numbers mean, when they can be trusted, and why some are missing.
    pub fn remarks(&self) -> Vec<String> {
        let says = |metric: Metric| format!("{}: {} {}", metric.name(), metric.meaning(), metric.trust());
        let missing = self.figures.iter().filter_map(|figure| {
            let why = figure.result.err()?;
            Some(format!("{} cannot be told: {why}.", figure.metric.name()))
        });
        let floor = "“Photos themselves” is what as many other photos have in the place of the images: better is not to \
                     be had.";
        let held_out = self.held_out.map(|_| {
            "Copies are looked for among the photos that were trained on; all other numbers come from those that were \
             held out."
                .to_owned()
        });
        missing.chain([floor.to_owned()]).chain(held_out).chain(Metric::ALL.map(says)).collect()
    }
}

fn row(Figure { metric, generated, result, .. }: &Figure) -> Vec<String> {
    let cell = |value: f64| if metric.is_share() { percent(value) } else { three_digits(value) };
    let interval = |value: Value| value.interval.map(|[low, high]| format!("{} to {}", cell(low), cell(high)));
    let of = result.ok();
    let or_none = |text: Option<String>| text.unwrap_or_else(|| NONE.into());
    vec![
        metric.name(),
        or_none(of.map(|score| cell(score.generated.value))),
        or_none(of.and_then(|score| interval(score.generated))),
        or_none(of.map(|score| cell(score.real.value))),
        or_none(of.map(|_| grouped(*generated))),
    ]
}
