//! The title and the legend of a saved chart; on the page they are beside the canvas.

use wasm_bindgen::JsValue;

use crate::page::features::charts::branches::branch_words;
use crate::page::features::charts::draw::BRANCH;
use crate::page::features::charts::painter::{Painter, TextStyle};
use crate::page::features::charts::scene::{Scene, compares};
use crate::page::features::charts::spec::Dashes;

const TITLE: TextStyle = TextStyle { size: 15.0, weight: 700, align: "center", colour: "--ink" };
const NAME: TextStyle = TextStyle { size: 12.5, weight: 400, align: "left", colour: "--ink" };

/// Height of the title, and of a row of the legend.
const TITLE_HEIGHT: f64 = 34.0;
const ROW: f64 = 20.0;
/// Length of a legend's line, the gap behind it, and the gap between two entries.
const SWATCH: f64 = 24.0;
const GAP: f64 = 6.0;
const BETWEEN: f64 = 18.0;

/// An entry of the legend, and its width.
struct Entry {
    name: String,
    /// The name's size where it fits.
    size: f64,
    colour: &'static str,
    dashes: Option<Dashes>,
    width: f64,
}

/// The title and the legend, laid out.
pub struct Legend {
    title: &'static str,
    /// The title's size where it fits.
    title_size: f64,
    rows: Vec<Vec<Entry>>,
}

impl Legend {
    /// Lays out a chart's title and legend over a width.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn new(scene: &Scene, painter: &Painter, width: f64) -> Result<Self, JsValue> {
        let title = scene.spec.title;
        let title_size = TITLE.size * (width / painter.measure(title, TITLE)?.max(1.0)).min(1.0);
        let mut rows: Vec<Vec<Entry>> = vec![Vec::new()];
        for (name, colour, dashes) in named(scene) {
            let (line, full) = (SWATCH + GAP, painter.measure(&name, NAME)?.max(1.0));
            let fit = ((width - line) / full).min(1.0);
            let entry = Entry { name, size: NAME.size * fit, colour, dashes, width: line + full * fit };
            match rows.last_mut() {
                Some(row) if row.is_empty() || row_width(row) + BETWEEN + entry.width <= width => row.push(entry),
                _ => rows.push(vec![entry]),
            }
        }
        Ok(Self { title, title_size, rows })
    }

    /// Its height in CSS pixels.
    pub fn height(&self) -> f64 {
        TITLE_HEIGHT + ROW * self.rows.len() as f64
    }

    /// Draws it at the top of a canvas of a width.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn draw(&self, painter: &Painter, width: f64) -> Result<(), JsValue> {
        painter.write(self.title, (width / 2.0, 18.0), TextStyle { size: self.title_size, ..TITLE })?;
        let mut y = TITLE_HEIGHT + ROW / 2.0;
        for row in &self.rows {
            let mut x = (width - row_width(row)) / 2.0;
            for entry in row {
                entry.draw(painter, (x, y))?;
                x += entry.width + BETWEEN;
            }
            y += ROW;
        }
        Ok(())
    }
}

/// What the legend names: the lines by their colours, or compared runs by theirs and the lines by their dashes; then
/// where runs began.
fn named(scene: &Scene) -> Vec<(String, &'static str, Option<Dashes>)> {
    let compared = compares(scene.layers);
    let lines = scene.lines().map(|line| match compared {
        true => (line.name.to_owned(), "--ink", line.dashes),
        false => (line.name.to_owned(), line.hue, line.always_dashed()),
    });
    let runs = scene.layers.iter().filter(|_| compared);
    let runs = runs.map(|layer| (layer.name.to_owned(), layer.colour.hue(), None));
    let branches = branch_words(scene.layers).into_iter().map(|words| (words, "--ink", Some(BRANCH)));
    runs.chain(lines).chain(branches).collect()
}

impl Entry {
    fn draw(&self, painter: &Painter, (x, y): (f64, f64)) -> Result<(), JsValue> {
        painter.stroke_with(self.colour, 2.5)?;
        let (on, off) = self.dashes.unwrap_or((SWATCH, 0.0));
        let mut start = 0.0;
        while start < SWATCH {
            painter.line((x + start, y), (x + (start + on).min(SWATCH), y));
            start += on + off;
        }
        painter.write(&self.name, (x + SWATCH + GAP, y), TextStyle { size: self.size, ..NAME })
    }
}

fn row_width(row: &[Entry]) -> f64 {
    row.iter().map(|entry| entry.width).sum::<f64>() + BETWEEN * row.len().saturating_sub(1) as f64
}
