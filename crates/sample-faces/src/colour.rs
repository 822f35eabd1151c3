//! Colours, with the few operations an illustrator needs.

use tiny_skia::Color;

/// An opaque colour; each channel is between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rgb(pub f32, pub f32, pub f32);

impl Rgb {
    pub const BLACK: Self = Self(0.0, 0.0, 0.0);
    pub const WHITE: Self = Self(1.0, 1.0, 1.0);

    /// `0xRRGGBB`, as colours are written on the web.
    pub const fn hex(code: u32) -> Self {
        Self(((code >> 16) & 0xff) as f32 / 255.0, ((code >> 8) & 0xff) as f32 / 255.0, (code & 0xff) as f32 / 255.0)
    }

    /// From hue in degrees, and saturation and lightness between 0 and 1.
    pub fn hsl(hue: f32, saturation: f32, lightness: f32) -> Self {
        let reach = saturation * lightness.min(1.0 - lightness);
        let channel = |offset: f32| {
            let k = (offset + hue / 30.0).rem_euclid(12.0);
            lightness - reach * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
        };
        Self(channel(0.0), channel(8.0), channel(4.0))
    }

    /// The way from this colour to `other`: all this one at 0, all the other at 1.
    pub fn mix(self, other: Self, amount: f32) -> Self {
        let blend = |a: f32, b: f32| a + (b - a) * amount;
        Self(blend(self.0, other.0), blend(self.1, other.1), blend(self.2, other.2))
    }

    /// Both colours as filters laid over each other.
    pub fn times(self, other: Self) -> Self {
        Self(self.0 * other.0, self.1 * other.1, self.2 * other.2)
    }

    pub fn darker(self, amount: f32) -> Self {
        self.mix(Self::BLACK, amount)
    }

    pub fn lighter(self, amount: f32) -> Self {
        self.mix(Self::WHITE, amount)
    }

    /// How bright the colour looks, between 0 and 1.
    pub fn brightness(self) -> f32 {
        0.3 * self.0 + 0.59 * self.1 + 0.11 * self.2
    }

    /// The rasteriser's colour with an opacity between 0 and 1.
    pub fn alpha(self, opacity: f32) -> Color {
        let unit = |value: f32| value.clamp(0.0, 1.0);
        Color::from_rgba(unit(self.0), unit(self.1), unit(self.2), unit(opacity)).unwrap_or(Color::TRANSPARENT)
    }
}
