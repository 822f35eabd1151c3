//! The inverse discrete cosine transform (IDCT) in libjpeg's integers (`jidctint.c`), so that samples are libjpeg's to
//! the last bit.
//!
//! `f(x, y) = 1/4 Σ C(u) C(v) F(u, v) cos((2x + 1) u π / 16) cos((2y + 1) v π / 16)` with `C(0) = 1/√2`, otherwise 1,
//! in one dimension after the other: the algorithm of Loeffler, Ligtenberg and Moschytz (1989), whose results are √8
//! times those of the transform in each dimension, with factors of 13 fractional bits.

use super::blocks::Block;

/// Fractional bits of the factors (libjpeg's `CONST_BITS`) and of the values between the two passes (`PASS1_BITS`).
const FACTOR_BITS: u32 = 13;
const KEPT_BITS: u32 = 2;

/// Samples of 8 × 8 pixels.
pub type Samples = [[u8; 8]; 8];

/// Eight values of a row. As in libjpeg-turbo they have 16 bits, which is enough for every picture, and products of two
/// have 32: all processors multiply several of those at once. Coefficients of damaged files may overflow.
type Row = [i16; 8];

/// Turns a block into samples; `steps` are those of its quantisation, row by row.
pub fn samples(block: &Block, steps: &[u16; 64]) -> Samples {
    let mut values = [[0; 8]; 8];
    for ((value, &coefficient), &step) in values.as_flattened_mut().iter_mut().zip(block).zip(steps) {
        *value = coefficient.wrapping_mul(step as i16);
    }
    let values = transposed(&columns::<{ FACTOR_BITS - KEPT_BITS }>(&values));
    // Each pass scales by √8, both together by 8: three bits more.
    let values = columns::<{ FACTOR_BITS + KEPT_BITS + 3 }>(&values);
    let mut samples = [[0; 8]; 8];
    for (to, &value) in samples.as_flattened_mut().iter_mut().zip(values.as_flattened()) {
        *to = sample(value);
    }
    transposed(&samples)
}

/// What [`samples`] returns for a block of which only the first coefficient is not zero: F(0, 0) / 8 everywhere.
pub fn flat(first: i16, step: u16) -> Samples {
    [[sample(rounded::<3>(first.wrapping_mul(step as i16).into())); 8]; 8]
}

fn sample(value: i16) -> u8 {
    value.saturating_add(128).clamp(0, 255) as u8
}

fn rounded<const BITS: u32>(value: i32) -> i16 {
    ((value + (1 << (BITS - 1))) >> BITS).clamp(i16::MIN.into(), i16::MAX.into()) as i16
}

/// Rows as columns. Each of three steps lets the first half of all values alternate with the second: the bits of a
/// place rotate by one.
fn transposed<T: Copy + Default>(values: &[[T; 8]; 8]) -> [[T; 8]; 8] {
    alternating(&alternating(&alternating(values)))
}

// The compiler would merge three of them to many more instructions than each takes.
#[inline(never)]
fn alternating<T: Copy + Default>(values: &[[T; 8]; 8]) -> [[T; 8]; 8] {
    let mut alternating = [[T::default(); 8]; 8];
    let (first, second) = values.as_flattened().split_at(32);
    let (pairs, _) = alternating.as_flattened_mut().as_chunks_mut();
    for (pair, (&first, &second)) in pairs.iter_mut().zip(first.iter().zip(second)) {
        *pair = [first, second];
    }
    alternating
}

/// The transform of each column (Loeffler, Ligtenberg and Moschytz), rounded to drop its last `BITS` bits.
#[inline(never)]
fn columns<const BITS: u32>(rows: &[Row; 8]) -> [Row; 8] {
    let mut transformed = [[0; 8]; 8];
    for column in 0..8 {
        let [v0, v1, v2, v3, v4, v5, v6, v7] = std::array::from_fn(|row| rows[row][column]);
        let times = |value: i16, factor: i16| i32::from(value) * i32::from(factor);
        // Factors are sums of libjpeg's, so that only values of 16 bits are multiplied.
        let (even2, even3) = (times(v2, 4433) - times(v6, 15137 - 4433), times(v2, 4433 + 6270) + times(v6, 4433));
        let even0 = i32::from(v0.wrapping_add(v4)) << FACTOR_BITS;
        let even1 = i32::from(v0.wrapping_sub(v4)) << FACTOR_BITS;
        let even = [even0 + even3, even1 + even2, even1 - even2, even0 - even3];

        let (z3, z4) = (v7.wrapping_add(v3), v5.wrapping_add(v1));
        let (z3, z4) = (times(z3, 9633 - 16069) + times(z4, 9633), times(z3, 9633) + times(z4, 9633 - 3196));
        let odd = [
            times(v1, 12299 - 7373) - times(v7, 7373) + z4,
            times(v3, 25172 - 20995) - times(v5, 20995) + z3,
            times(v5, 16819 - 20995) - times(v3, 20995) + z4,
            times(v7, 2446 - 7373) - times(v1, 7373) + z3,
        ];
        for row in 0..4 {
            transformed[row][column] = rounded::<BITS>(even[row] + odd[row]);
            transformed[7 - row][column] = rounded::<BITS>(even[row] - odd[row]);
        }
    }
    transformed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_columns() {
        let values: [Row; 8] = std::array::from_fn(|row| std::array::from_fn(|column| (10 * row + column) as i16));
        let columns: [Row; 8] = std::array::from_fn(|row| std::array::from_fn(|column| values[column][row]));
        assert_eq!(transposed(&values), columns);
    }

    #[test]
    fn a_block_of_its_first_coefficient_is_flat() {
        for first in -1024..1024 {
            let mut block = [0; 64];
            block[0] = first;
            assert_eq!(samples(&block, &[7; 64]), flat(first, 7), "{first}");
        }
    }
}
