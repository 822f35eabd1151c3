//! The inverse discrete cosine transform (IDCT) in libjpeg's integers (`jidctint.c`), so that samples are libjpeg's to
//! the last bit.
//!
//! `f(x, y) = 1/4 Σ C(u) C(v) F(u, v) cos((2x + 1) u π / 16) cos((2y + 1) v π / 16)` with `C(0) = 1/√2`, otherwise 1,
//! in one dimension after the other: the algorithm with 12 multiplications of Loeffler, Ligtenberg and Moschytz (1989),
//! whose results are √8 times those of the transform in each dimension, with factors of 13 fractional bits.

use std::num::Wrapping;

use super::blocks::Block;

/// Fractional bits of the factors (libjpeg's `CONST_BITS`) and of the values between the two passes (`PASS1_BITS`).
const FACTOR_BITS: usize = 13;
const KEPT_BITS: usize = 2;

// Coefficients of damaged files may overflow; their samples are of no use either way.
type Number = Wrapping<i32>;

/// Samples of 8 × 8 pixels.
pub type Samples = [u8; 64];

/// Turns a block into samples; `steps` are those of its quantisation, row by row.
pub fn samples(block: &Block, steps: &[u16; 64]) -> Samples {
    let mut values = [Wrapping(0); 64];
    for ((value, &coefficient), &step) in values.iter_mut().zip(block).zip(steps) {
        *value = Wrapping(i32::from(coefficient)) * Wrapping(i32::from(step));
    }
    columns(&mut values, FACTOR_BITS - KEPT_BITS);
    let mut values = transposed(&values);
    // Each pass scales by √8, both together by 8: three bits more.
    columns(&mut values, FACTOR_BITS + KEPT_BITS + 3);
    transposed(&values).map(|value| value.0.saturating_add(128).clamp(0, 255) as u8)
}

/// What [`samples`] returns for a block of which only the first coefficient is not zero: F(0, 0) / 8 everywhere.
pub fn flat(first: i16, step: u16) -> Samples {
    let value = rounded(Wrapping(i32::from(first)) * Wrapping(i32::from(step)), 3);
    [value.0.saturating_add(128).clamp(0, 255) as u8; 64]
}

fn rounded(value: Number, bits: usize) -> Number {
    (value + (Wrapping(1) << (bits - 1))) >> bits
}

fn transposed(values: &[Number; 64]) -> [Number; 64] {
    std::array::from_fn(|at| values[at % 8 * 8 + at / 8])
}

/// The transform of each column (Loeffler, Ligtenberg and Moschytz), rounded to drop its last `bits` bits.
fn columns(values: &mut [Number; 64], bits: usize) {
    for column in 0..8 {
        let [v0, v1, v2, v3, v4, v5, v6, v7] = std::array::from_fn(|row| values[row * 8 + column]);
        let both = (v2 + v6) * Wrapping(4433);
        let (even2, even3) = (both - v6 * Wrapping(15137), both + v2 * Wrapping(6270));
        let (even0, even1) = ((v0 + v4) << FACTOR_BITS, (v0 - v4) << FACTOR_BITS);
        let even = [even0 + even3, even1 + even2, even1 - even2, even0 - even3];

        let all = (v7 + v3 + v5 + v1) * Wrapping(9633);
        let (z1, z2) = ((v7 + v1) * Wrapping(-7373), (v5 + v3) * Wrapping(-20995));
        let (z3, z4) = (all - (v7 + v3) * Wrapping(16069), all - (v5 + v1) * Wrapping(3196));
        let odd = [
            v1 * Wrapping(12299) + z1 + z4,
            v3 * Wrapping(25172) + z2 + z3,
            v5 * Wrapping(16819) + z2 + z4,
            v7 * Wrapping(2446) + z1 + z3,
        ];
        for row in 0..4 {
            values[row * 8 + column] = rounded(even[row] + odd[row], bits);
            values[(7 - row) * 8 + column] = rounded(even[row] - odd[row], bits);
        }
    }
}
