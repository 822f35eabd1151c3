//! Realistic colours of skin and hair, and how they go together.

use super::character::Character;
use super::colour::Rgb;
use super::dice::Dice;

/// Skin from the lightest to the deepest.
const SKIN: [Rgb; 10] = [
    Rgb::hex(0xf9dcc6),
    Rgb::hex(0xf5cdb0),
    Rgb::hex(0xeabb98),
    Rgb::hex(0xdda67e),
    Rgb::hex(0xcb9068),
    Rgb::hex(0xb57a53),
    Rgb::hex(0x9b6340),
    Rgb::hex(0x7f4e33),
    Rgb::hex(0x653d2a),
    Rgb::hex(0x4f3024),
];

/// The colours of one person's skin.
#[derive(Clone, Copy, Debug)]
pub struct Skin {
    pub base: Rgb,
    pub light: Rgb,
    pub shadow: Rgb,
    /// The shadow in creases and under the nose.
    pub deep: Rgb,
    pub blush: Rgb,
    /// Lips without lipstick.
    pub lip: Rgb,
}

impl Skin {
    /// The skin at `depth` between 0 (lightest) and 1 (deepest), towards pink or towards olive.
    pub fn roll(dice: &mut Dice, depth: f32) -> Self {
        let place = depth * (SKIN.len() - 1) as f32;
        let step = (place as usize).min(SKIN.len() - 2);
        let undertone = dice.bell(-1.0, 1.0);
        let tint = if undertone > 0.0 { Rgb(1.0, 0.95, 0.95) } else { Rgb(0.985, 0.985, 0.90) };
        let base = SKIN[step].mix(SKIN[step + 1], place - step as f32);
        let base = base.mix(base.times(tint), undertone.abs());
        let blush = base.times(Rgb(1.0, 0.66, 0.62)).mix(Rgb::hex(0xd8604c), 0.18);
        Self {
            base,
            light: base.mix(Rgb::hex(0xffefd8), 0.36 - 0.14 * depth),
            shadow: base.times(Rgb(0.80, 0.68, 0.64)),
            deep: base.times(Rgb(0.52, 0.36, 0.33)),
            blush,
            lip: base.times(Rgb(0.90, 0.66, 0.63)).mix(Rgb::hex(0xb8504c), 0.30 - 0.12 * depth),
        }
    }
}

/// The colour a person's hair has grown, greying with age.
pub fn natural_hair(dice: &mut Dice, character: &Character) -> Rgb {
    const BLACK: Rgb = Rgb::hex(0x221d20);
    const ESPRESSO: Rgb = Rgb::hex(0x38261e);
    const BROWN: Rgb = Rgb::hex(0x573725);
    const DARK: &[(Rgb, f32)] = &[(BLACK, 6.0), (ESPRESSO, 4.0), (BROWN, 1.5), (Rgb::hex(0x6b2f22), 0.4)];
    const FAIR: &[(Rgb, f32)] = &[
        (BLACK, 1.2),
        (ESPRESSO, 2.2),
        (BROWN, 2.6),
        (Rgb::hex(0x7a4a2c), 2.2),
        (Rgb::hex(0x936842), 1.8),
        (Rgb::hex(0xb48a56), 1.8),
        (Rgb::hex(0xd8b478), 1.8),
        (Rgb::hex(0xead7ac), 0.8),
        (Rgb::hex(0x8a3a20), 0.9),
        (Rgb::hex(0xc0622c), 1.0),
    ];
    let natural = if dice.chance(character.depth * 2.2 - 0.25) { DARK } else { FAIR };
    let natural = dice.weighted(natural).lighter(dice.range(0.0, 0.06)).darker(dice.range(0.0, 0.12));
    let silver = Rgb::hex(0xc9c6c3).mix(Rgb::hex(0x8f8c8b), dice.range(0.0, 1.0));
    let turned = ((character.age - 0.6) * 2.8 + dice.bell(-0.5, 0.5)).clamp(0.0, 1.0);
    natural.mix(silver, turned)
}

/// The colour a person's hair is worn in: the natural one or, now and then among the young, a dye.
pub fn worn_hair(dice: &mut Dice, character: &Character, natural: Rgb) -> Rgb {
    const DYES: [u32; 5] = [0xd9739b, 0x3b9aa3, 0x7a55a8, 0x4b72b8, 0xb03048];
    let dye = Rgb::hex(dice.pick(&DYES));
    let dyed = dice.chance(character.by_look(0.07, 0.03));
    if dyed && character.age < 0.6 { dye } else { natural }
}

/// A colour for cloth: muted, from near white to near black.
pub fn cloth(dice: &mut Dice) -> Rgb {
    let (saturation, lightness) =
        dice.pick(&[(0.05, 0.9), (0.08, 0.2), (0.35, 0.35), (0.45, 0.55), (0.3, 0.7), (0.55, 0.42)]);
    let lightness: f32 = lightness + dice.range(-0.06, 0.06);
    Rgb::hsl(dice.range(0.0, 360.0), saturation, lightness)
}
