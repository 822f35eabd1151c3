//! Draws one chart of a run's curves, in device pixels, at a cost that does not grow with what is on screen.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::web::browser::canvas::context;
use crate::web::curves::{Curve, Curves, envelope};
use crate::web::format::grouped;

const FONT: &str = "system-ui, sans-serif";
/// Size of the title where it fits, in CSS pixels.
const TITLE: f64 = 15.0;
/// Height of the title and the legend, in CSS pixels.
const HEAD: f64 = 58.0;

/// What a chart shows.
pub struct Spec {
    pub title: &'static str,
    pub y_label: &'static str,
    pub lines: &'static [Line],
    /// The least range of the vertical axis; values beyond it stretch it.
    pub least_range: (f32, f32),
}

/// One curve of a chart; `hue` picks its colour.
pub struct Line {
    pub curve: Curve,
    pub name: &'static str,
    pub hue: Hue,
}

#[derive(Clone, Copy)]
pub enum Hue {
    Orange,
    Blue,
    Violet,
}

/// Where and how a chart is drawn.
pub struct Frame {
    /// Size in CSS pixels.
    pub size: (f64, f64),
    /// Device pixels a CSS pixel.
    pub ratio: f64,
    pub dark: bool,
}

impl Frame {
    fn px(&self, css: f64) -> i32 {
        (css * self.ratio).round() as i32
    }

    fn ink(&self) -> RGBColor {
        if self.dark { RGBColor(233, 231, 227) } else { RGBColor(33, 31, 28) }
    }

    fn quiet(&self) -> RGBColor {
        if self.dark { RGBColor(166, 168, 171) } else { RGBColor(93, 88, 82) }
    }

    fn grid(&self) -> RGBColor {
        if self.dark { RGBColor(47, 50, 55) } else { RGBColor(231, 227, 220) }
    }

    fn paper(&self) -> RGBColor {
        if self.dark { RGBColor(28, 30, 33) } else { WHITE }
    }

    fn hue(&self, hue: Hue) -> RGBColor {
        match (hue, self.dark) {
            (Hue::Orange, false) => RGBColor(194, 87, 26),
            (Hue::Orange, true) => RGBColor(242, 165, 98),
            (Hue::Blue, false) => RGBColor(31, 99, 168),
            (Hue::Blue, true) => RGBColor(122, 180, 245),
            (Hue::Violet, false) => RGBColor(123, 63, 152),
            (Hue::Violet, true) => RGBColor(205, 156, 232),
        }
    }

    fn text(&self, css: f64, colour: RGBColor) -> TextStyle<'static> {
        (FONT, self.px(css)).into_font().color(&colour)
    }
}

/// The drawing backend's error.
type Fault = DrawingAreaErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>;

/// Draws a chart over the whole canvas, which takes on the frame's size.
///
/// # Errors
/// The browser's exception.
pub fn draw(canvas: &HtmlCanvasElement, spec: &Spec, curves: &Curves, frame: &Frame) -> Result<(), JsValue> {
    canvas.set_width(frame.px(frame.size.0).max(1) as u32);
    canvas.set_height(frame.px(frame.size.1).max(1) as u32);
    let context = context(canvas)?;
    context.set_line_join("round");
    let backend = CanvasBackend::with_canvas_object(canvas.clone()).map(|canvas| Backend { canvas, context });
    let backend = backend.ok_or_else(|| JsValue::from_str("this browser cannot draw on canvases"))?;
    draw_on(&backend.into_drawing_area(), spec, curves, frame).map_err(|error| JsValue::from_str(&error.to_string()))
}

fn draw_on(area: &DrawingArea<Backend, Shift>, spec: &Spec, curves: &Curves, frame: &Frame) -> Result<(), Fault> {
    area.fill(&frame.paper())?;
    draw_head(area, spec, frame)?;
    let columns = frame.px(frame.size.0 - 80.0).max(1) as usize;
    let lines: Vec<_> = spec.lines.iter().map(|line| (line, envelope(curves.get(line.curve), columns))).collect();
    let values = lines.iter().flat_map(|(_, points)| points.iter().map(|(_, value)| *value));
    let (low, high) = values.fold(spec.least_range, |(low, high), value| (low.min(value), high.max(value)));
    let margin = if high > spec.least_range.1 { (high - low) * 0.05 } else { 0.0 };

    let mut chart = ChartBuilder::on(area)
        .margin_top(frame.px(HEAD))
        .margin_right(frame.px(28.0))
        .margin_bottom(frame.px(4.0))
        .margin_left(frame.px(4.0))
        .x_label_area_size(frame.px(40.0))
        .y_label_area_size(frame.px(48.0))
        .build_cartesian_2d(
            0.0..curves.len().saturating_sub(1).max(10) as f64,
            f64::from(low)..f64::from(high + margin),
        )?;
    chart
        .configure_mesh()
        .x_labels((frame.size.0 / 90.0) as usize)
        .y_labels(6)
        .x_desc("iterations")
        .y_desc(spec.y_label)
        .x_label_formatter(&|iteration| grouped(iteration.round() as usize))
        .light_line_style(TRANSPARENT)
        .bold_line_style(frame.grid())
        .axis_style(frame.quiet())
        .set_all_tick_mark_size(frame.px(4.0))
        .label_style(frame.text(11.5, frame.quiet()))
        .axis_desc_style(frame.text(12.5, frame.ink()))
        .draw()?;
    for (line, points) in lines {
        let style = ShapeStyle::from(frame.hue(line.hue)).stroke_width(frame.px(1.4).max(1) as u32);
        let points = points.into_iter().map(|(index, value)| (index as f64, f64::from(value)));
        chart.draw_series(LineSeries::new(points, style))?;
    }
    Ok(())
}

/// The title and, below it rather than over the curves, the legend; both in the middle.
fn draw_head(area: &DrawingArea<Backend, Shift>, spec: &Spec, frame: &Frame) -> Result<(), Fault> {
    let middle = frame.px(frame.size.0 / 2.0);
    let title = |css| (FONT, css * frame.ratio, FontStyle::Bold).into_font().color(&frame.ink());
    let (width, _) = area.estimate_text_size(spec.title, &title(TITLE))?;
    let fitting = (frame.size.0 * frame.ratio / f64::from(width.max(1))).min(1.0) * TITLE;
    let title = title(fitting).pos(Pos::new(HPos::Center, VPos::Center));
    area.draw_text(spec.title, &title, (middle, frame.px(18.0)))?;

    let style = frame.text(12.5, frame.ink()).pos(Pos::new(HPos::Left, VPos::Center));
    let (swatch, gap, between) = (frame.px(16.0), frame.px(6.0), frame.px(18.0));
    let widths: Vec<_> = spec
        .lines
        .iter()
        .map(|line| area.estimate_text_size(line.name, &style).map(|(width, _)| swatch + gap + width as i32))
        .collect::<Result<_, _>>()?;
    let mut x = middle - (widths.iter().sum::<i32>() + between * (widths.len() as i32 - 1)) / 2;
    let y = frame.px(42.0);
    for (line, width) in spec.lines.iter().zip(widths) {
        let colour = frame.hue(line.hue);
        area.draw(&Rectangle::new([(x, y - frame.px(1.5)), (x + swatch, y + frame.px(1.5))], colour.filled()))?;
        area.draw_text(line.name, &style, (x + swatch + gap, y))?;
        x += width + between;
    }
    Ok(())
}

/// The canvas backend, but measuring text on the canvas: plotters would put every label into the document and make
/// the browser lay the page out anew for each.
struct Backend {
    canvas: CanvasBackend,
    context: CanvasRenderingContext2d,
}

impl DrawingBackend for Backend {
    type ErrorType = <CanvasBackend as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.canvas.get_size()
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.canvas.ensure_prepared()
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.canvas.present()
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.canvas.draw_pixel(at, colour)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.canvas.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        lower_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.canvas.draw_rect(upper_left, lower_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.canvas.draw_path(path, style)
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        at: BackendCoord,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.canvas.draw_text(text, style, at)
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        self.context.set_font(&format!("{} {}px {}", style.style().as_str(), style.size(), style.family().as_str()));
        // A browser that cannot measure still gets a readable legend.
        let width = self.context.measure_text(text).map_or(style.size() * text.len() as f64 / 2.0, |text| text.width());
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}
