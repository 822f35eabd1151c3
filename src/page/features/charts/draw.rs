//! Draws a chart on a canvas, at a cost that hardly grows with the number of iterations.

use std::f64::consts::FRAC_PI_2;

use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use crate::page::features::charts::axis::Axis;
use crate::page::features::charts::branches::{BranchMark, branch_marks};
use crate::page::features::charts::epochs::epoch_marks;
use crate::page::features::charts::legend::Legend;
use crate::page::features::charts::painter::{Painter, Palette, TextStyle};
use crate::page::features::charts::scene::{Band, Scene, Stroke};
use crate::page::features::charts::spec::Dashes;
use crate::page::features::charts::ticks;
use crate::page::format::grouped;

/// CSS pixels from the canvas's edges to the plot.
pub const LEFT: f64 = 58.0;
const RIGHT: f64 = 18.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 42.0;

/// CSS pixels between two ticks, and between two epoch marks, at least.
const TICK_GAP: f64 = 72.0;
const VALUE_GAP: f64 = 30.0;
const EPOCH_GAP: f64 = 62.0;

/// How strong an interval is drawn, and the radii of points in CSS pixels.
const BAND: f64 = 0.2;
const DOT: f64 = 2.5;
const RING: f64 = 6.0;

/// The dashes of the line where a run began, and what its label keeps from the line and from another one, in CSS pixels.
pub const BRANCH: Dashes = (5.0, 3.0);
const BRANCH_GAP: f64 = 5.0;
const BRANCH_ROW: f64 = 15.0;

const TICK: TextStyle = TextStyle { size: 11.5, weight: 400, align: "center", colour: "--quiet" };
const LABEL: TextStyle = TextStyle { size: 12.5, weight: 400, align: "center", colour: "--ink" };

/// How a chart is drawn.
pub struct Surface<'a> {
    /// Of the plot and its axes, in CSS pixels.
    pub size: (f64, f64),
    /// Device pixels a CSS pixel.
    pub ratio: f64,
    pub palette: &'a Palette,
}

/// Width of the plot on a canvas of a width, both in CSS pixels.
pub fn plot_width(width: f64) -> f64 {
    (width - LEFT - RIGHT).max(1.0)
}

/// Draws a chart without title and legend over the whole canvas, which is resized to the surface.
///
/// # Errors
/// The browser's exception.
pub fn draw(canvas: &HtmlCanvasElement, scene: &Scene, surface: &Surface) -> Result<(), JsValue> {
    let painter = Painter::new(canvas, surface.palette, surface.ratio)?;
    painter.clear_to_size(canvas, surface.size)?;
    Plot::new(&painter, surface, 0.0).draw(scene)
}

/// Draws a chart with its title and legend above it.
///
/// # Errors
/// The browser's exception.
pub fn draw_whole(canvas: &HtmlCanvasElement, scene: &Scene, surface: &Surface) -> Result<(), JsValue> {
    let painter = Painter::new(canvas, surface.palette, surface.ratio)?;
    let (width, height) = surface.size;
    let legend = Legend::new(scene, &painter, width)?;
    painter.clear_to_size(canvas, (width, legend.height() + height))?;
    legend.draw(&painter, width)?;
    Plot::new(&painter, surface, legend.height()).draw(scene)
}

/// The rectangle that curves are drawn in.
struct Plot<'a> {
    painter: &'a Painter<'a>,
    top: f64,
    width: f64,
    height: f64,
}

impl<'a> Plot<'a> {
    fn new(painter: &'a Painter<'a>, surface: &Surface, above: f64) -> Self {
        let (width, height) = (plot_width(surface.size.0), (surface.size.1 - TOP - BOTTOM).max(1.0));
        Self { painter, top: above + TOP, width, height }
    }

    fn draw(&self, scene: &Scene) -> Result<(), JsValue> {
        let strokes = scene.strokes((self.width * self.painter.ratio) as usize);
        let bands = scene.bands();
        let axis = scene.axis(&strokes, &bands);
        self.draw_values(axis, scene.spec.y_label)?;
        self.draw_iterations(scene)?;
        self.draw_epochs(scene)?;
        self.draw_branches(scene)?;
        bands.iter().try_for_each(|band| self.draw_band(band, scene, axis))?;
        strokes.iter().try_for_each(|stroke| self.draw_stroke(stroke, scene, axis))?;
        scene.best().map_or(Ok(()), |best| self.draw_best(best, scene, axis))
    }

    /// The vertical axis.
    fn draw_values(&self, axis: Axis, label: &str) -> Result<(), JsValue> {
        for tick in axis.ticks((self.height / VALUE_GAP) as usize) {
            let y = self.y(axis.fraction(tick));
            self.painter.stroke_with("--line", 1.0)?;
            self.painter.line((LEFT, y.round() + 0.5), (LEFT + self.width, y.round() + 0.5));
            self.painter.write(&ticks::label(tick), (LEFT - 7.0, y), TextStyle { align: "right", ..TICK })?;
        }
        let context = &self.painter.context;
        context.save();
        context.translate(11.0, self.y(0.5))?;
        context.rotate(-FRAC_PI_2)?;
        self.painter.write(label, (0.0, 0.0), LABEL)?;
        context.restore();
        Ok(())
    }

    /// The horizontal axis.
    fn draw_iterations(&self, scene: &Scene) -> Result<(), JsValue> {
        let bottom = (self.top + self.height).round() + 0.5;
        self.painter.stroke_with("--quiet", 1.0)?;
        self.painter.line((LEFT, bottom), (LEFT + self.width, bottom));
        let most = (self.width / TICK_GAP) as usize;
        for tick in ticks::linear(scene.span.first, scene.span.last, most, 1.0) {
            let x = self.x(scene.span.fraction(tick));
            self.painter.line((x, bottom), (x, bottom + 4.0));
            self.painter.write(&grouped(tick as usize), (x, bottom + 13.0), TICK)?;
        }
        self.painter.write("iterations", (self.x(0.5), bottom + 32.0), LABEL)
    }

    fn draw_epochs(&self, scene: &Scene) -> Result<(), JsValue> {
        let Some(run) = scene.layers.first() else { return Ok(()) };
        self.painter.stroke_with("--edge", 1.0)?;
        let gap = scene.span.width() * EPOCH_GAP / self.width;
        for start in epoch_marks(run.curves.epochs(), scene.span, gap) {
            let x = self.x(scene.span.fraction(start.iteration as f64)).round() + 0.5;
            self.painter.context.set_global_alpha(0.6);
            self.painter.line((x, self.top), (x, self.top + self.height));
            self.painter.context.set_global_alpha(1.0);
            let name = format!("epoch {}", grouped(start.epoch + 1));
            let room = self.painter.measure(&name, TICK)? / 2.0;
            if (LEFT + room..=LEFT + self.width + RIGHT - room).contains(&x) {
                self.painter.write(&name, (x, self.top - 10.0), TICK)?;
            }
        }
        Ok(())
    }

    /// Marks where runs began that began from a state of another.
    fn draw_branches(&self, scene: &Scene) -> Result<(), JsValue> {
        for (row, mark) in branch_marks(scene.layers, scene.span).iter().enumerate() {
            let BranchMark { iteration, hue, label } = mark;
            let x = self.x(scene.span.fraction(*iteration as f64)).round() + 0.5;
            let (on, off) = BRANCH;
            self.painter.stroke_with(hue, 1.5)?;
            let mut start = 0.0;
            while start < self.height {
                self.painter.line((x, self.top + start), (x, self.top + (start + on).min(self.height)));
                start += on + off;
            }
            // Above the plot are the epochs; each label has a row of its own, since runs may begin at one iteration.
            let y = self.top + BRANCH_ROW * (row as f64 + 0.5);
            let fits = x + BRANCH_GAP + self.painter.measure(label, LABEL)? <= LEFT + self.width + RIGHT;
            let (align, x) = if fits { ("left", x + BRANCH_GAP) } else { ("right", x - BRANCH_GAP) };
            self.painter.write(label, (x, y), TextStyle { align, ..LABEL })?;
        }
        Ok(())
    }

    fn draw_stroke(&self, stroke: &Stroke, scene: &Scene, axis: Axis) -> Result<(), JsValue> {
        let context = &self.painter.context;
        context.save();
        self.clip(stroke.dashes);
        context.set_line_join("round");
        context.set_global_alpha(stroke.style.alpha);
        self.painter.stroke_with(stroke.hue, stroke.style.width)?;
        context.begin_path();
        for (iteration, value) in &stroke.points {
            let x = self.x(scene.span.fraction(*iteration as f64));
            context.line_to(x, self.y(axis.fraction(f64::from(*value))));
        }
        context.stroke();
        if stroke.dotted {
            self.painter.fill_with(stroke.hue)?;
            self.draw_dots(&stroke.points, scene, axis)?;
        }
        context.restore();
        Ok(())
    }

    fn draw_band(&self, band: &Band, scene: &Scene, axis: Axis) -> Result<(), JsValue> {
        let context = &self.painter.context;
        context.save();
        self.clip(None);
        context.set_global_alpha(BAND);
        self.painter.fill_with(band.hue)?;
        context.begin_path();
        let high = band.points.iter().map(|(iteration, [_, high])| (*iteration, *high));
        let low = band.points.iter().rev().map(|(iteration, [low, _])| (*iteration, *low));
        for (iteration, value) in high.chain(low) {
            // On a logarithmic axis an end may have no place.
            let y = self.y(axis.fraction(f64::from(value))).clamp(0.0, self.top + self.height);
            context.line_to(self.x(scene.span.fraction(iteration as f64)), y);
        }
        context.fill();
        context.restore();
        Ok(())
    }

    fn draw_dots(&self, points: &[(usize, f32)], scene: &Scene, axis: Axis) -> Result<(), JsValue> {
        for (iteration, value) in points {
            let place = (self.x(scene.span.fraction(*iteration as f64)), self.y(axis.fraction(f64::from(*value))));
            self.painter.disc(place, DOT)?;
        }
        Ok(())
    }

    /// Marks the best measurement by a ring, where it is visible.
    fn draw_best(&self, (iteration, value): (usize, f32), scene: &Scene, axis: Axis) -> Result<(), JsValue> {
        let at = scene.span.fraction(iteration as f64);
        if !(0.0..=1.0).contains(&at) {
            return Ok(());
        }
        let (x, y) = (self.x(at), self.y(axis.fraction(f64::from(value))));
        self.painter.stroke_with("--ink", 1.5)?;
        self.painter.ring((x, y), RING)?;
        // Below the ring it would often meet the axis.
        self.painter.write("best", (x, y - RING - 8.0), LABEL)
    }

    /// Keeps what is drawn next inside the plot; with dashes, inside stripes of it. To have the canvas dash the lines
    /// themselves would take very long for the many steep ones of a long run.
    fn clip(&self, dashes: Option<Dashes>) {
        let context = &self.painter.context;
        let (on, off) = dashes.unwrap_or((self.width, 0.0));
        context.begin_path();
        let mut start = 0.0;
        while start < self.width {
            // A line along the plot's edge is drawn in its whole width.
            context.rect(LEFT + start, self.top - 1.0, on.min(self.width - start), self.height + 2.0);
            start += on + off;
        }
        context.clip();
    }

    fn x(&self, fraction: f64) -> f64 {
        LEFT + fraction * self.width
    }

    fn y(&self, fraction: f64) -> f64 {
        self.top + (1.0 - fraction) * self.height
    }
}
