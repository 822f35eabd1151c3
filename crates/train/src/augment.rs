//! Differentiable augmentation of the images that netD sees: DiffAugment (Zhao et al. 2020,
//! <https://arxiv.org/abs/2006.10738>), in the order and with the ranges of its reference implementation.

use burn::tensor::kind::Basic;
use burn::tensor::{Device, Tensor, TensorData};
use rand::{Rng, RngExt};

use facegan_core::config::{Policy, Transform};
use facegan_kernels::Kernels;

/// The random numbers of one transformation of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct AugmentParams {
    /// The transformation.
    pub transform: Transform,
    /// Those of one image after those of the other.
    ///
    /// - Color: what is added for brightness, in [-0.5, 0.5), and the factors of saturation, in [0, 2), and of
    ///   contrast, in [0.5, 1.5).
    /// - Translation: how many rows further down, and columns further right, lies what is seen at a place.
    /// - Cutout: the row and the column of the hole's centre.
    pub numbers: Vec<f32>,
}

/// Random numbers that an image needs for a transformation.
fn numbers(transform: Transform) -> usize {
    match transform {
        Transform::Color => 3,
        Transform::Translation | Transform::Cutout => 2,
    }
}

/// The side of the hole in an image of this side: half of it, rounded.
fn hole(side: usize) -> usize {
    side.div_ceil(2)
}

impl AugmentParams {
    /// Draws what `policy` asks for, for `count` images of this side.
    pub fn all(policy: Policy, count: usize, side: usize, rng: &mut impl Rng) -> Vec<Self> {
        let done = Transform::ALL.into_iter().filter(|transform| policy.has(*transform));
        done.map(|transform| Self::new(transform, count, side, rng)).collect()
    }

    fn new(transform: Transform, count: usize, side: usize, rng: &mut impl Rng) -> Self {
        // An eighth of the side, rounded.
        let farthest = ((side + 4) / 8) as i32;
        let centres = (side + 1 - hole(side) % 2) as i32;
        let mut draw = |number| match transform {
            Transform::Color => [-0.5, 0.0, 0.5][number] + [1.0, 2.0, 1.0][number] * rng.random::<f32>(),
            Transform::Translation => rng.random_range(-farthest..=farthest) as f32,
            Transform::Cutout => rng.random_range(0..centres) as f32,
        };
        let each = numbers(transform);
        Self { transform, numbers: (0..count * each).map(|i| draw(i % each)).collect() }
    }
}

/// How netD sees a batch of images: unchanged, or augmented.
#[derive(Debug, Clone, Default)]
pub struct Augmentation(Vec<(Transform, Tensor<2>)>);

/// How netD sees the images of one step: each of its three batches in a way of its own.
#[derive(Debug, Clone, Default)]
pub struct Augmentations {
    /// The real images.
    pub real: Augmentation,
    /// netG's images in netD's turn.
    pub fake: Augmentation,
    /// netG's images in its own turn.
    pub again: Augmentation,
}

impl Augmentations {
    /// Draws how a step over `count` images of this side is seen, and uploads it.
    pub fn draw(policy: Policy, count: usize, side: usize, rng: &mut impl Rng, device: &Device) -> Self {
        let [real, fake, again] =
            Augmentation::upload([(); 3].map(|()| AugmentParams::all(policy, count, side, rng)), device);
        Self { real, fake, again }
    }
}

impl Augmentation {
    /// Uploads the random numbers of several views at once, since every upload is a call of its own.
    pub fn upload<const N: usize>(draws: [Vec<AugmentParams>; N], device: &Device) -> [Self; N] {
        let all: Vec<f32> = draws.iter().flatten().flat_map(|draw| &draw.numbers).copied().collect();
        let count = all.len();
        let all = Tensor::<1>::from_data(TensorData::new(all, [count]), device);
        let mut start = 0;
        let mut take = |AugmentParams { transform, numbers: drawn }: AugmentParams| {
            let each = numbers(transform);
            let part = all.clone().narrow(0, start, drawn.len()).reshape([drawn.len() / each, each]);
            start += drawn.len();
            (transform, part)
        };
        draws.map(|draws| Self(draws.into_iter().map(&mut take).collect()))
    }

    /// The augmented images; gradients pass through.
    ///
    /// # Shapes
    /// - `images` and result: `[images, 3, side, side]`
    pub fn of(self, images: Tensor<4>, kernels: Kernels) -> Tensor<4> {
        if self.0.is_empty() {
            return images;
        }
        let transformed = |images, (transform, numbers)| match transform {
            Transform::Color => recolor(images, numbers),
            Transform::Translation => translate(images, numbers),
            Transform::Cutout => cut(images, numbers),
        };
        kernels.to_precision(self.0.into_iter().fold(kernels.to_f32(images), transformed))
    }
}

/// Brightness, saturation and contrast, in this order (`rand_brightness`, `rand_saturation` and `rand_contrast` of the
/// reference): x + b; (x − mean over channels) · s + that mean; (x − mean of the image) · c + that mean.
fn recolor(images: Tensor<4>, numbers: Tensor<2>) -> Tensor<4> {
    let count = images.dims()[0];
    let number = |i| numbers.clone().narrow(1, i, 1).reshape([count, 1, 1, 1]);
    let [brightness, saturation, contrast] = [0, 1, 2].map(number);
    let images = images + brightness;
    let images = stretch(images.clone(), images.mean_dim(1), saturation);
    stretch(images.clone(), images.mean_dims(&[1, 3, 2]), contrast)
}

/// (image − mean) · factor + mean
fn stretch(images: Tensor<4>, mean: Tensor<4>, factor: Tensor<4>) -> Tensor<4> {
    (images - mean.clone()) * factor + mean
}

/// Shifts each image by up to an eighth of its side; zeros come in (`rand_translation` of the reference):
/// y[r, c] = x[r + rows, c + columns].
fn translate(images: Tensor<4>, shift: Tensor<2>) -> Tensor<4> {
    let shape @ [.., side, _] = images.dims();
    let source = places(&shift, side) + shift.unsqueeze_dim(2);
    let inside = product(within(source.clone(), side));
    let [rows, columns] = along(source.clamp(0.0, side as f64 - 1.0).int());
    images.gather(2, rows.expand(shape)).gather(3, columns.expand(shape)) * inside
}

/// Sets a square of half the image's side to zero, as far as it lies within (`rand_cutout` of the reference).
fn cut(images: Tensor<4>, centre: Tensor<2>) -> Tensor<4> {
    let side = images.dims()[3];
    let hole = hole(side);
    let from_start = places(&centre, side) - centre.unsqueeze_dim(2) + (hole / 2) as f64;
    images * (1.0 - product(within(from_start, hole)))
}

/// The positions from 0 to `side - 1`, once for each image's rows and once for its columns.
///
/// # Shapes
/// - `beside`: `[images, 2]`
/// - result: `[images, 2, side]`
fn places(beside: &Tensor<2>, side: usize) -> Tensor<3> {
    let [images, axes] = beside.dims();
    Tensor::arange(0..side as i64, &beside.device()).float().reshape([1, 1, side]).expand([images, axes, side])
}

/// 1 where a whole number is from 0 to `end - 1`, and 0 elsewhere.
fn within(places: Tensor<3>, end: usize) -> Tensor<3> {
    let half = end as f64 / 2.0;
    places.sub_scalar(half - 0.5).abs().lower_elem(half).float()
}

/// What is known of rows and of columns as images of one channel, to be broadcast.
///
/// # Shapes
/// - `axes`: `[images, 2, side]`
/// - result: `[images, 1, side, 1]` and `[images, 1, 1, side]`
fn along<K: Basic>(axes: Tensor<3, K>) -> [Tensor<4, K>; 2] {
    let [images, _, side] = axes.dims();
    [axes.clone().narrow(1, 0, 1).reshape([images, 1, side, 1]), axes.narrow(1, 1, 1).reshape([images, 1, 1, side])]
}

/// A number for each pixel: that of its row times that of its column.
///
/// # Shapes
/// - `axes`: `[images, 2, side]`
/// - result: `[images, 1, side, side]`
fn product(axes: Tensor<3>) -> Tensor<4> {
    let [rows, columns] = along(axes);
    rows * columns
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::Stream;

    fn drawn(policy: &str, side: usize, seed: u32) -> Vec<AugmentParams> {
        AugmentParams::all(policy.parse().unwrap(), 4000, side, &mut Stream::Augment.rng(seed))
    }

    /// The least and the largest of every `each`th number from `first`.
    fn range(draw: &AugmentParams, first: usize, each: usize) -> [f32; 2] {
        let numbers = || draw.numbers.iter().skip(first).step_by(each).copied();
        [numbers().fold(f32::INFINITY, f32::min), numbers().fold(f32::NEG_INFINITY, f32::max)]
    }

    #[test]
    fn numbers_fill_the_references_ranges() {
        let draws = drawn("color,translation,cutout", 64, 1);
        for (number, ends) in [[-0.5, 0.5], [0.0, 2.0], [0.5, 1.5]].into_iter().enumerate() {
            let found = range(&draws[0], number, 3);
            assert!(found[0] >= ends[0] && found[1] < ends[1], "{found:?} in {ends:?}");
            assert!(found[0] - ends[0] < 0.01 && ends[1] - found[1] < 0.01, "{found:?} in {ends:?}");
        }
        for axis in [0, 1] {
            assert_eq!((range(&draws[1], axis, 2), range(&draws[2], axis, 2)), ([-8.0, 8.0], [0.0, 64.0]));
        }
        let small = drawn("translation,cutout", 32, 1);
        assert_eq!((range(&small[0], 0, 2), range(&small[1], 0, 2)), ([-4.0, 4.0], [0.0, 32.0]));
    }

    #[test]
    fn a_seed_decides_the_numbers_and_a_policy_which_there_are() {
        assert_eq!(drawn("cutout,color", 32, 7), drawn("color,cutout", 32, 7));
        assert_ne!(drawn("color", 32, 7), drawn("color", 32, 8));
        let transforms: Vec<_> = drawn("cutout,color", 32, 7).iter().map(|draw| draw.transform).collect();
        assert_eq!(transforms, [Transform::Color, Transform::Cutout]);
        assert_eq!(drawn("", 32, 7), []);
    }

    /// An augmentation of one image whose pixels are counted from 1.
    fn seen(transform: Transform, numbers: [f32; 2], side: usize) -> Vec<f32> {
        let device = Device::flex().autodiff();
        let [view] = Augmentation::upload([vec![AugmentParams { transform, numbers: numbers.to_vec() }]], &device);
        let values = (0..side * side).map(|i| i as f32 + 1.0).collect::<Vec<_>>();
        let image = Tensor::<4>::from_data(TensorData::new(values, [1, 1, side, side]), &device);
        view.of(image, Kernels::Stock).into_data().try_to_vec().unwrap()
    }

    #[test]
    fn a_shift_brings_zeros_in() {
        let down_and_left = seen(Transform::Translation, [1.0, -1.0], 4);
        let expected = [[0, 5, 6, 7], [0, 9, 10, 11], [0, 13, 14, 15], [0, 0, 0, 0]];
        assert_eq!(down_and_left, expected.as_flattened().iter().map(|&value| value as f32).collect::<Vec<_>>());
    }

    #[test]
    fn a_hole_is_cut_where_it_lies_within() {
        let assert_cut = |centre, rows: Range<usize>, columns: Range<usize>| {
            let found = seen(Transform::Cutout, centre, 8);
            for (i, value) in found.into_iter().enumerate() {
                let cut = rows.contains(&(i / 8)) && columns.contains(&(i % 8));
                assert_eq!(value, if cut { 0.0 } else { i as f32 + 1.0 }, "{centre:?}: pixel {i}");
            }
        };
        assert_cut([4.0, 3.0], 2..6, 1..5);
        assert_cut([0.0, 8.0], 0..2, 6..8);
        assert_cut([1.0, 7.0], 0..3, 5..8);
    }
}
