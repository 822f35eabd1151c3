//! The truncation slider.

use facegan_core::latent::LatentSpec;

/// The truncation slider's end, where no component is drawn again.
pub const ALL: f32 = 3.1;

/// The truncation at a place of its slider.
pub fn truncation(place: f32) -> Option<f32> {
    LatentSpec::TRUNCATIONS.contains(&place).then_some(place)
}

/// What the truncation slider says.
pub fn truncation_text(truncation: Option<f32>) -> String {
    truncation.map_or_else(|| "all".into(), |most| format!("up to {most:.1}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sliders_end_takes_all_components() {
        assert_eq!([0.3, 0.7, 3.0, ALL].map(truncation), [Some(0.3), Some(0.7), Some(3.0), None]);
        assert_eq!([Some(0.7), None].map(truncation_text), ["up to 0.7", "all"]);
    }
}
