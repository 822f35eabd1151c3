//! The colours of runs that are compared: the same one in the charts, in the list of runs and beside their grids.

/// A run's colour. `www/css/charts.css` has the values, after Okabe and Ito's palette for all colour vision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunColour {
    /// The run on screen.
    Shown,
    First,
    Second,
    Third,
}

impl RunColour {
    /// Those of the runs that are laid over the one on screen.
    pub const OVERLAID: [Self; 3] = [Self::First, Self::Second, Self::Third];

    /// The custom property of the style sheet that has it.
    pub fn hue(self) -> &'static str {
        match self {
            Self::Shown => "--run-shown",
            Self::First => "--run-first",
            Self::Second => "--run-second",
            Self::Third => "--run-third",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHARTS: &str = include_str!("../../../../www/css/charts.css");
    const STYLE: &str = include_str!("../../../../www/style.css");
    /// The least contrast of graphics in WCAG 2.2, 1.4.11.
    const CONTRAST: f64 = 3.0;

    /// A custom property's values in light and in dark, as linear RGB.
    fn values(sheet: &str, name: &str) -> [[f64; 3]; 2] {
        let found: Vec<_> = sheet.split(&format!("{name}: #")).skip(1).map(|rest| linear(&rest[..6])).collect();
        found.try_into().unwrap_or_else(|_| panic!("{name} needs a value in light and one in dark"))
    }

    fn linear(hex: &str) -> [f64; 3] {
        [0, 2, 4].map(|at| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn product(matrix: [[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
    }

    fn luminance(rgb: [f64; 3]) -> f64 {
        0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
    }

    /// CIELAB under D65.
    fn lab(rgb: [f64; 3]) -> [f64; 3] {
        let xyz = product([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], rgb);
        let root = |value: f64| if value > 0.008856 { value.cbrt() } else { 7.787 * value + 16.0 / 116.0 };
        let [x, y, z] = [root(xyz[0] / 0.9505), root(xyz[1]), root(xyz[2] / 1.089)];
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// Normal vision, protanopia, deuteranopia and tritanopia as Machado, Oliveira and Fernandes (2009) simulate them.
    const VISIONS: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ];

    fn all() -> impl Iterator<Item = RunColour> {
        [RunColour::Shown].into_iter().chain(RunColour::OVERLAID)
    }

    #[test]
    fn every_colour_stands_out_from_the_background_in_light_and_dark() {
        for ground in ["--surface", "--raised"].map(|name| values(STYLE, name)) {
            for colour in all() {
                for (ground, colour) in ground.into_iter().zip(values(CHARTS, colour.hue())) {
                    let (a, b) = (luminance(ground) + 0.05, luminance(colour) + 0.05);
                    assert!(a.max(b) / a.min(b) >= CONTRAST, "{} to one", a.max(b) / a.min(b));
                }
            }
        }
    }

    #[test]
    fn colours_are_told_apart_with_every_colour_vision() {
        for dark in [0, 1] {
            let colours: Vec<_> = all().map(|colour| values(CHARTS, colour.hue())[dark]).collect();
            for vision in VISIONS {
                let seen = |rgb| lab(product(vision, rgb).map(|value| value.clamp(0.0, 1.0)));
                for (index, a) in colours.iter().enumerate() {
                    for b in &colours[..index] {
                        let distance: f64 = seen(*a).iter().zip(seen(*b)).map(|(a, b)| (a - b).powi(2)).sum();
                        assert!(distance.sqrt() > 15.0, "{}", distance.sqrt());
                    }
                }
            }
        }
    }
}
