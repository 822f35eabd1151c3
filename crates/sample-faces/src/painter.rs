//! A small drawing surface over the rasteriser: outlines, inks, soft glows, frames and clips.

use tiny_skia::{
    Color, FillRule, GradientStop, LineCap, LinearGradient, Mask, Paint, PathBuilder, Pixmap, Point, RadialGradient,
    Shader, SpreadMode, Stroke, Transform,
};

use super::colour::Rgb;
use super::curve::{Outline, P};

/// The picture is drawn as if it were this many units wide and high, whatever its size in pixels.
pub const UNITS: f32 = 256.0;

/// What an outline is filled or stroked with.
pub type Ink = Shader<'static>;

/// One colour throughout, `opacity` between 0 and 1.
pub fn flat(colour: Rgb, opacity: f32) -> Ink {
    Shader::SolidColor(colour.alpha(opacity))
}

/// A straight transition from one point to another; each stop is (place between 0 and 1, colour).
pub fn linear(from: P, to: P, stops: &[(f32, Color)]) -> Ink {
    let (from, to) = (Point::from_xy(from.0, from.1), Point::from_xy(to.0, to.1));
    LinearGradient::new(from, to, gradient_stops(stops), SpreadMode::Pad, Transform::identity())
        .unwrap_or(Shader::SolidColor(Color::TRANSPARENT))
}

/// A round transition from the centre outwards; each stop is (place between 0 and 1, colour).
pub fn radial(centre: P, radius: f32, stops: &[(f32, Color)]) -> Ink {
    let centre = Point::from_xy(centre.0, centre.1);
    RadialGradient::new(centre, 0.0, centre, radius, gradient_stops(stops), SpreadMode::Pad, Transform::identity())
        .unwrap_or(Shader::SolidColor(Color::TRANSPARENT))
}

fn gradient_stops(stops: &[(f32, Color)]) -> Vec<GradientStop> {
    stops.iter().map(|(place, colour)| GradientStop::new(*place, *colour)).collect()
}

/// A square picture being painted.
pub struct Canvas {
    pixmap: Pixmap,
    view: Transform,
    clip: Option<Mask>,
}

impl Canvas {
    /// An empty picture of size×size pixels; `None` where no such picture can exist (size 0 or far too large).
    pub fn new(size: usize) -> Option<Self> {
        let side = u32::try_from(size).ok()?;
        let scale = size as f32 / UNITS;
        Some(Self { pixmap: Pixmap::new(side, side)?, view: Transform::from_scale(scale, scale), clip: None })
    }

    pub fn fill(&mut self, outline: &Outline, ink: Ink) {
        if let Some(path) = outline {
            let paint = Paint { shader: ink, ..Paint::default() };
            self.pixmap.fill_path(path, &paint, FillRule::Winding, self.view, self.clip.as_ref());
        }
    }

    /// Draws along the outline with a round pen `width` units wide.
    pub fn stroke(&mut self, outline: &Outline, width: f32, ink: Ink) {
        if let Some(path) = outline {
            let paint = Paint { shader: ink, ..Paint::default() };
            let pen = Stroke { width, line_cap: LineCap::Round, ..Stroke::default() };
            self.pixmap.stroke_path(path, &paint, &pen, self.view, self.clip.as_ref());
        }
    }

    /// A soft elliptical spot that fades to nothing at its half axes.
    pub fn glow(&mut self, centre: P, rx: f32, ry: f32, colour: Rgb, opacity: f32) {
        let fade = [(0.0, colour.alpha(opacity)), (1.0, colour.alpha(0.0))];
        let disc = PathBuilder::from_circle(0.0, 0.0, 1.0);
        let spot = Transform::from_translate(centre.0, centre.1).pre_scale(rx, ry);
        self.framed(spot, |canvas| canvas.fill(&disc, radial((0.0, 0.0), 1.0, &fade)));
    }

    /// Paints in a frame placed inside the present one.
    pub fn framed(&mut self, frame: Transform, paint: impl FnOnce(&mut Self)) {
        let outer = self.view;
        self.view = outer.pre_concat(frame);
        paint(self);
        self.view = outer;
    }

    /// Paints only what falls inside the outline, which replaces any clip in force.
    pub fn clipped(&mut self, outline: &Outline, paint: impl FnOnce(&mut Self)) {
        let (Some(path), Some(mut mask)) = (outline, Mask::new(self.pixmap.width(), self.pixmap.height())) else {
            return;
        };
        mask.fill_path(path, FillRule::Winding, true, self.view);
        let outer = self.clip.replace(mask);
        paint(self);
        self.clip = outer;
    }

    /// The finished picture: three bytes a pixel, row by row.
    pub fn into_rgb(self) -> Vec<u8> {
        self.pixmap.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect()
    }
}
