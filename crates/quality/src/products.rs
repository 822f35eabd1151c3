//! Rows of numbers times several vectors at once: projections and convolutions.

use multiversion::multiversion;

/// Vectors that rows are multiplied with together.
pub const LANES: usize = 16;
/// Rows that are computed together.
const ROWS: usize = 4;

/// `output[r][v] = Σ_k rows[r][start + k] · vectors[k][v]`, summed in the order of `k`, where each row has `length` values.
///
/// Nothing is fused, so that the sums have the same bits on every machine and in a browser.
#[multiversion(targets("x86_64+avx2"))]
pub fn products(rows: &[f32], length: usize, start: usize, vectors: &[[f32; LANES]], output: &mut [[f32; LANES]]) {
    let mut tiles = rows.chunks_exact(ROWS * length);
    let mut outputs = output.chunks_exact_mut(ROWS);
    for (tile, output) in (&mut tiles).zip(&mut outputs) {
        let row = |row: usize| &tile[row * length + start..][..vectors.len()];
        let rows: [&[f32]; ROWS] = std::array::from_fn(row);
        let mut sums = [[0.0; LANES]; ROWS];
        for (k, vector) in vectors.iter().enumerate() {
            for (sums, row) in sums.iter_mut().zip(&rows) {
                let value = row[k];
                sums.iter_mut().zip(vector).for_each(|(sum, factor)| *sum += value * factor);
            }
        }
        output.copy_from_slice(&sums);
    }
    for (row, output) in tiles.remainder().chunks_exact(length).zip(outputs.into_remainder()) {
        *output = [0.0; LANES];
        for (value, vector) in row[start..].iter().zip(vectors) {
            output.iter_mut().zip(vector).for_each(|(sum, factor)| *sum += value * factor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_multiplied_with_every_vector() {
        // 6 rows, so that some are computed together and some by themselves.
        let rows: Vec<f32> = (0..6 * 5).map(|at| (at * 7 % 11) as f32).collect();
        let vectors: Vec<[f32; LANES]> =
            (0..3).map(|k| std::array::from_fn(|lane| (k * 5 + lane * 3) as f32 - 9.0)).collect();
        let mut output = vec![[1.0; LANES]; 6];
        products(&rows, 5, 2, &vectors, &mut output);
        for (row, output) in rows.chunks_exact(5).zip(&output) {
            for (lane, value) in output.iter().enumerate() {
                let expected: f32 = (0..3).map(|k| row[2 + k] * vectors[k][lane]).sum();
                assert_eq!(*value, expected);
            }
        }
    }
}
