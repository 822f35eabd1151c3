//! The charts: their titles, curves and axes.

use crate::page::features::charts::curves::Curve;
use crate::page::features::charts::distances::Measured;

/// What a chart shows.
pub struct Spec {
    pub title: &'static str,
    pub y_label: &'static str,
    /// The canvas's accessible name.
    pub label: &'static str,
    /// What the button that saves it says.
    pub save: &'static str,
    /// The name of its PNG.
    pub file: &'static str,
    pub lines: &'static [Line],
    pub values: Values,
}

impl Spec {
    /// Whether its values were measured now and then, and are not those of every iteration.
    pub fn is_measured(&self) -> bool {
        self.lines.iter().all(|line| matches!(line.series, Series::Distance(_)))
    }
}

/// What a line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// A number of every iteration.
    Every(Curve),
    /// The sliced Wasserstein distance, wherever it was measured.
    Distance(Measured),
}

/// One line of a chart.
pub struct Line {
    pub series: Series,
    pub name: &'static str,
    /// The custom property of the style sheet that has its colour, while colours do not stand for runs.
    pub hue: &'static str,
    /// CSS pixels that are drawn and left out in turn, while colours stand for runs; [`None`] for a solid line.
    pub dashes: Option<Dashes>,
}

impl Line {
    /// Its dashes, where it has some even while colours do not stand for runs.
    pub fn always_dashed(&self) -> Option<Dashes> {
        self.dashes.filter(|_| self.series == Series::Distance(Measured::Photos))
    }
}

/// Lengths in CSS pixels: what is drawn, and the gap behind it.
pub type Dashes = (f64, f64);

const DASHED: Option<Dashes> = Some((7.0, 4.0));
const DOTTED: Option<Dashes> = Some((2.0, 3.0));

/// What a chart's vertical axis shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Values {
    /// What is visible, on the scale that the person chose.
    Visible,
    /// The same range always.
    Between(f32, f32),
}

/// The tutorial's chart of both losses.
pub const LOSS: Spec = Spec {
    title: "Generator and Discriminator Loss During Training",
    y_label: "Loss",
    label: "Loss chart",
    save: "Save loss chart as PNG",
    file: "losses.png",
    lines: &[
        Line { series: Series::Every(Curve::LossG), name: "G", hue: "--chart-blue", dashes: None },
        Line { series: Series::Every(Curve::LossD), name: "D", hue: "--chart-orange", dashes: DASHED },
    ],
    values: Values::Visible,
};

/// netD's mean outputs for real images and for fakes, before and after its update.
pub const ANSWERS: Spec = Spec {
    title: "D(x) and D(G(z))",
    y_label: "Mean of D",
    label: "D(x) chart",
    save: "Save D(x) chart as PNG",
    file: "d_of_x.png",
    lines: &[
        Line { series: Series::Every(Curve::Dx), name: "D(x)", hue: "--chart-blue", dashes: None },
        Line { series: Series::Every(Curve::DGz1), name: "D(G(z)) before", hue: "--chart-orange", dashes: DASHED },
        Line { series: Series::Every(Curve::DGz2), name: "D(G(z)) after", hue: "--chart-violet", dashes: DOTTED },
    ],
    values: Values::Between(0.0, 1.0),
};

/// How far netG's images are from the photos.
pub const QUALITY: Spec = Spec {
    title: "Sliced Wasserstein Distance to the Photos",
    y_label: "Distance",
    label: "Quality chart",
    save: "Save quality chart as PNG",
    file: "quality.png",
    lines: &[
        Line { series: Series::Distance(Measured::NetG), name: "netG", hue: "--chart-blue", dashes: None },
        Line { series: Series::Distance(Measured::Average), name: "averaged", hue: "--chart-orange", dashes: DASHED },
        Line { series: Series::Distance(Measured::Photos), name: "photos", hue: "--chart-violet", dashes: DOTTED },
    ],
    values: Values::Visible,
};
