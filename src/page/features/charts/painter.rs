//! Lines and text on a canvas in CSS pixels, in the style sheet's colours.

use std::f64::consts::TAU;

use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement};

use crate::page::platform::canvas::context;

const FONT: &str = "system-ui, sans-serif";

/// The style sheet's colours, as they are where an element is.
pub struct Palette(CssStyleDeclaration);

impl Palette {
    /// The colours at an element of the page.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn at(element: &HtmlCanvasElement) -> Result<Self, JsValue> {
        let style = window().get_computed_style(element)?;
        style.map(Self).ok_or_else(|| JsValue::from_str("this browser does not tell colours"))
    }

    fn colour(&self, name: &str) -> Result<String, JsValue> {
        Ok(self.0.get_property_value(name)?.trim().to_owned())
    }
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub struct TextStyle {
    /// CSS pixels.
    pub size: f64,
    pub weight: u32,
    /// `left`, `center` or `right`.
    pub align: &'static str,
    /// The custom property of its colour.
    pub colour: &'static str,
}

/// Draws on a canvas.
pub struct Painter<'a> {
    pub context: CanvasRenderingContext2d,
    palette: &'a Palette,
    /// Device pixels a CSS pixel.
    pub ratio: f64,
}

impl<'a> Painter<'a> {
    /// A painter over a canvas, in CSS pixels once [`Painter::clear_to_size`] gave it a size.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn new(canvas: &HtmlCanvasElement, palette: &'a Palette, ratio: f64) -> Result<Self, JsValue> {
        Ok(Self { context: context(canvas)?, palette, ratio })
    }

    /// Gives the canvas a size in CSS pixels and fills it with the background colour.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn clear_to_size(&self, canvas: &HtmlCanvasElement, (width, height): (f64, f64)) -> Result<(), JsValue> {
        let px = |css: f64| (css * self.ratio).round().max(1.0) as u32;
        // Only where it differs: setting a size reallocates the canvas.
        if (canvas.width(), canvas.height()) != (px(width), px(height)) {
            canvas.set_width(px(width));
            canvas.set_height(px(height));
        }
        self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)?;
        self.context.set_fill_style_str(&self.palette.colour("--surface")?);
        self.context.fill_rect(0.0, 0.0, canvas.width().into(), canvas.height().into());
        self.context.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0)
    }

    /// Sets the colour and width of what is stroked next.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn stroke_with(&self, colour: &str, width: f64) -> Result<(), JsValue> {
        self.context.set_stroke_style_str(&self.palette.colour(colour)?);
        self.context.set_line_width(width);
        Ok(())
    }

    /// Sets the colour of what is filled next.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn fill_with(&self, colour: &str) -> Result<(), JsValue> {
        self.context.set_fill_style_str(&self.palette.colour(colour)?);
        Ok(())
    }

    /// Fills a circle.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn disc(&self, centre: (f64, f64), radius: f64) -> Result<(), JsValue> {
        self.circle(centre, radius)?;
        self.context.fill();
        Ok(())
    }

    /// Strokes a circle.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn ring(&self, centre: (f64, f64), radius: f64) -> Result<(), JsValue> {
        self.circle(centre, radius)?;
        self.context.stroke();
        Ok(())
    }

    fn circle(&self, (x, y): (f64, f64), radius: f64) -> Result<(), JsValue> {
        self.context.begin_path();
        self.context.arc(x, y, radius, 0.0, TAU)
    }

    /// Strokes a straight line.
    pub fn line(&self, from: (f64, f64), to: (f64, f64)) {
        self.context.begin_path();
        self.context.move_to(from.0, from.1);
        self.context.line_to(to.0, to.1);
        self.context.stroke();
    }

    /// Writes a line of text around the height `y`.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn write(&self, text: &str, (x, y): (f64, f64), style: TextStyle) -> Result<(), JsValue> {
        self.set_font(style);
        self.context.set_text_align(style.align);
        self.context.set_text_baseline("middle");
        self.context.set_fill_style_str(&self.palette.colour(style.colour)?);
        self.context.fill_text(text, x, y)
    }

    /// The width of a text.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn measure(&self, text: &str, style: TextStyle) -> Result<f64, JsValue> {
        self.set_font(style);
        Ok(self.context.measure_text(text)?.width())
    }

    fn set_font(&self, TextStyle { size, weight, .. }: TextStyle) {
        self.context.set_font(&format!("{weight} {size}px {FONT}"));
    }
}
