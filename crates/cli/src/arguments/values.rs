//! Parsers of values that several actions take.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use facegan_core::config::{Invalid, whole};
use facegan_core::latent::LatentSpec;

/// Most faces of a seed.
pub const MOST_FACES: usize = 1024;

/// A parser of whole numbers in a range.
pub fn within(least: usize, most: usize) -> impl Fn(&str) -> Result<u32, Invalid> + Clone + Send + Sync + 'static {
    move |text: &str| whole(text, least, most).map(|value| value as u32)
}

/// Reads the largest magnitude of a latent's component.
pub fn truncation(text: &str) -> Result<f32, String> {
    let range = LatentSpec::TRUNCATIONS;
    let most = text.parse::<f32>().ok().filter(|most| range.contains(most));
    most.ok_or_else(|| format!("must be a number from {} to {}", range.start(), range.end()))
}

/// Reads one of these names, in any case.
pub fn named<T: Copy + Send + Sync + 'static, const N: usize>(
    all: [(String, T); N],
) -> impl TypedValueParser<Value = T> {
    let names = all.clone().map(|(name, _)| PossibleValue::new(name));
    PossibleValuesParser::new(names).try_map(move |given| {
        let found = all.iter().find(|(name, _)| name.eq_ignore_ascii_case(&given));
        found.map(|(_, value)| *value).ok_or_else(|| format!("there is no {given}"))
    })
}
