//! The photo that a latent is searched for, and how far images are from it.

use burn::tensor::module::avg_pool2d;
use burn::tensor::ops::AvgPoolOptions;
use burn::tensor::{Device, Tensor, TensorData};

use facegan_core::images::Images;
use facegan_data::batch::normalize;

/// How often images are halved: they are compared at their own size, at a half and at a quarter of it.
const HALVINGS: usize = 2;
/// Weight of the latent's distance from the shell where latents lie.
const PRIOR: f64 = 0.01;

/// A photo on the device, at every size at which it is compared.
#[derive(Debug)]
pub struct InversionTarget {
    /// `[nc, size, size]` in [-1, 1].
    pixels: Vec<f32>,
    /// `[1, nc, side, side]` with the side halved from one to the next.
    levels: Vec<Tensor<4>>,
}

impl InversionTarget {
    /// The first of the images, which are grey for `nc` 1.
    pub fn new(photo: &Images, nc: usize, device: &Device) -> Self {
        let size = photo.size;
        let mut pixels = normalize(photo);
        pixels.truncate(nc * size * size);
        let image = TensorData::new(pixels.clone(), [1, nc, size, size]);
        Self { pixels, levels: levels(Tensor::from_data(image, device)) }
    }

    /// Channels of the photo.
    pub fn nc(&self) -> usize {
        self.levels[0].dims()[1]
    }

    /// Side of the photo in pixels.
    pub fn size(&self) -> usize {
        self.levels[0].dims()[3]
    }

    /// The loss of each image and its latent: with p₀ the identity and pₖ the mean of 2ᵏ × 2ᵏ pixels,
    ///
    /// loss = Σ_{k = 0, 1, 2} mean((pₖ(image) − pₖ(photo))²) + 0.01 · (mean(latent²) − 1)²
    ///
    /// At the coarse sizes, what lies a few pixels beside its place still overlaps with it, so that gradients lead there
    /// and there are fewer local minima than in single pixels. The last term keeps the latent where latents from N(0, 1)
    /// lie, on a shell of radius √nz around the origin: netG knows no others, and walks lead along it.
    ///
    /// # Shapes
    /// - `images`: `[batch, nc, size, size]`
    /// - `latents`: `[batch, nz, 1, 1]`
    /// - result: `[batch]`
    pub fn losses(&self, images: Tensor<4>, latents: Tensor<4>) -> Tensor<1> {
        let norm = (latents.clone() * latents).mean_dim(1).sub_scalar(1.0);
        let prior = (norm.clone() * norm).mul_scalar(PRIOR);
        let all = levels(images).into_iter().zip(&self.levels);
        all.fold(prior, |sum, (image, photo)| sum + mean_square(image - photo.clone())).flatten(0, 3)
    }

    /// The distance of an image: the root of the mean squared difference of its pixels, of 255.
    ///
    /// # Shapes
    /// - `image`: `[nc, size, size]` in row-major order, in [-1, 1]
    pub fn distance(&self, image: &[f32]) -> f32 {
        let square = |(one, other): (&f32, &f32)| (f64::from(*one) - f64::from(*other)).powi(2);
        let sum: f64 = image.iter().zip(&self.pixels).map(square).sum();
        ((sum / self.pixels.len() as f64).sqrt() * 127.5) as f32
    }
}

/// Images at every size at which they are compared.
fn levels(images: Tensor<4>) -> Vec<Tensor<4>> {
    let mut all = vec![images];
    for level in 0..HALVINGS {
        all.push(avg_pool2d(all[level].clone(), AvgPoolOptions::new([2, 2])));
    }
    all
}

/// Means over all dimensions but the first, one dimension at a time, so that no thread sums up a whole image.
fn mean_square(x: Tensor<4>) -> Tensor<4> {
    (x.clone() * x).mean_dim(3).mean_dim(2).mean_dim(1)
}
