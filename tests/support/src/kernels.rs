//! Our own kernels against Burn's layers, for the sizes that networks have and for awkward ones.

use std::slice;

use burn::tensor::{Gradients, Tensor, TensorData};
use facegan_core::images::Images;
use facegan_data::batch;
use facegan_kernels::{Activation, Compute, Conv, Kernels, Running, pixels};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::error;

/// What our own kernels may differ by, which add up in another order: Burn's add up a hundred thousand terms one after the
/// other.
const BOUND: f64 = 3e-5;

/// Numbers from N(0, 1) with what shape they have.
#[derive(Clone)]
struct Values<const D: usize>(Vec<f32>, [usize; D]);

impl<const D: usize> Values<D> {
    fn random(shape: [usize; D], rng: &mut impl Rng) -> Self {
        Self((0..shape.iter().product()).map(|_| StandardNormal.sample(rng)).collect(), shape)
    }

    fn on(&self, compute: &Compute) -> Tensor<D> {
        Tensor::from_data(TensorData::new(self.0.clone(), self.1), &compute.device)
    }
}

async fn host<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data_async().await.expect("the device answers").try_to_vec().expect("float32")
}

/// The gradient of what `pull` weighs the output with.
fn backward<const D: usize>(output: &Tensor<D>, pull: &Values<D>, compute: &Compute) -> Gradients {
    (output.clone() * pull.on(compute)).sum().backward()
}

fn assert_close(what: &str, ours: &[Vec<f32>], expected: &[Vec<f32>]) {
    assert_eq!(ours.len(), expected.len());
    for (i, (ours, expected)) in ours.iter().zip(expected).enumerate() {
        let error = error(ours, expected);
        assert!(error <= BOUND, "{what}, tensor {i}: error {error:.1e}");
    }
}

type Layer = fn(Kernels, Tensor<4>, Tensor<4>, Conv, Activation) -> Tensor<4>;

/// Output and gradients of a convolution, of either way.
async fn convolve(
    layer: Layer,
    input: &Values<4>,
    weight: &Values<4>,
    how: (Conv, Activation),
    on: &Compute,
) -> Vec<Vec<f32>> {
    let (input, weight) = (input.on(on).require_grad(), weight.on(on).require_grad());
    let output = layer(on.kernels, input.clone(), weight.clone(), how.0, how.1);
    let pull = Values::random(output.dims(), &mut ChaCha8Rng::seed_from_u64(2));
    let gradients = backward(&output, &pull, on);
    vec![
        host(output).await,
        host(input.grad(&gradients).expect("the input has a gradient")).await,
        host(weight.grad(&gradients).expect("the weights have a gradient")).await,
    ]
}

/// Convolutions of either way, with their gradients.
pub async fn convolutions(own: &[Compute], reference: &Compute) {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    // Batch, fine channels, coarse channels, side of the coarse image.
    let conv2d = [
        (1, 1, 1, 4),
        (3, 3, 8, 16),
        (17, 5, 7, 8),
        (4, 16, 32, 4),
        (2, 3, 6, 32),
        (2, 6, 3, 64),
        (16, 8, 16, 8),
        (3, 70, 67, 8),
    ];
    // Without activations: behind many terms tanh is flat, and of many values some lie on the kink.
    let large = [
        // As large as the settings allow: netD's batch, and the channels on either side.
        (8192, 1, 2, 4),
        (1, 4096, 3, 4),
        (1, 2, 8192, 4),
        // The weights' gradient has a million terms.
        (256, 1, 1, 64),
    ];
    let valid4x4 = [
        (1, 1, 1, 1),
        (3, 24, 100, 1),
        (17, 10, 1, 1),
        (4, 64, 1, 1),
        (5, 7, 3, 1),
        // As large as the settings allow: netD's batch, the channels and the latent.
        (8192, 2, 1, 1),
        (2, 8192, 1, 1),
        (2, 3, 4096, 1),
    ];
    let all = conv2d.map(|sizes| (Conv::Stride2, sizes, 4)).into_iter();
    let all = all.chain(large.map(|sizes| (Conv::Stride2, sizes, 2)));
    let all = all.chain(valid4x4.map(|sizes| (Conv::Valid, sizes, 2)));
    for (geometry, (batch, fine, coarse, side), ways) in all {
        let width = if geometry == Conv::Valid { 4 } else { 2 * side };
        let weight = Values::random([coarse, fine, 4, 4], &mut rng);
        let large = Values::random([batch, fine, width, width], &mut rng);
        let small = Values::random([batch, coarse, side, side], &mut rng);
        let all_ways: [(&str, Layer, &Values<4>, Activation); 4] = [
            ("convolution", Kernels::convolution, &large, Activation::Linear),
            ("transposed", Kernels::transposed, &small, Activation::Linear),
            ("convolution", Kernels::convolution, &large, Activation::LeakyRelu),
            ("transposed", Kernels::transposed, &small, Activation::Tanh),
        ];
        for (name, layer, input, after) in &all_ways[..ways] {
            let expected = convolve(*layer, input, &weight, (geometry, *after), reference).await;
            for own in own {
                let found = convolve(*layer, input, &weight, (geometry, *after), own).await;
                let what = format!("{name} {after:?} {batch}×{fine}→{coarse}, side {side}, {:?}", own.kernels);
                assert_close(&what, &found, &expected);
            }
        }
    }
}

/// Output, gradients and running statistics of a batch normalisation.
async fn normalize(
    x: &Values<4>,
    [weight, bias]: [&Values<1>; 2],
    groups: usize,
    after: Activation,
    on: &Compute,
) -> Vec<Vec<f32>> {
    let x = x.on(on).require_grad();
    let parameters = [weight.on(on).require_grad(), bias.on(on).require_grad()];
    let channels = weight.1;
    let mut running = Running { mean: Tensor::zeros(channels, &on.device), var: Tensor::ones(channels, &on.device) };
    let output = on.kernels.batch_norm(x.clone(), parameters.clone(), &mut running, groups, after);
    let pull = Values::random(output.dims(), &mut ChaCha8Rng::seed_from_u64(2));
    let gradients = backward(&output, &pull, on);
    let of_x = x.grad(&gradients).expect("the input has a gradient");
    let [of_weight, of_bias] = parameters.map(|parameter| parameter.grad(&gradients).expect("it has a gradient"));
    // Together, since either may happen to be next to nothing.
    let of_parameters = [host(of_weight).await, host(of_bias).await].concat();
    vec![host(output).await, host(of_x).await, of_parameters, host(running.mean).await, host(running.var).await]
}

/// Batch normalisations, with their gradients and running statistics.
pub async fn batch_normalisations(own: &[Compute], reference: &Compute) {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let sizes = [
        (2, 1, 4, 1),
        (3, 5, 8, 1),
        (17, 7, 4, 1),
        (4, 16, 16, 2),
        (34, 6, 8, 2),
        (2, 3, 32, 1),
        (6, 4, 64, 2),
        // As large as the settings allow: netD's batch and the channels.
        (8192, 2, 4, 2),
        (2, 8192, 4, 1),
        // Sums of a million terms.
        (256, 1, 64, 1),
        (512, 2, 64, 2),
    ];
    for (batch, channels, side, groups) in sizes {
        let mut x = Values::random([batch, channels, side, side], &mut rng);
        // Far from zero, where careless sums of squares lose their digits.
        x.0.iter_mut().for_each(|value| *value = 3.0 + 0.5 * *value);
        let weight = Values::random([channels], &mut rng);
        let bias = Values::random([channels], &mut rng);
        // Of many values, one lies so near the kink that rounding decides.
        let is_large = batch * channels * side > 8192;
        let activations: &[_] =
            if is_large { &[Activation::Linear] } else { &[Activation::Relu, Activation::LeakyRelu] };
        for &after in activations {
            let expected = normalize(&x, [&weight, &bias], groups, after, reference).await;
            for own in own {
                let found = normalize(&x, [&weight, &bias], groups, after, own).await;
                assert_close(
                    &format!("{batch}×{channels}×{side}², {groups}, {after:?}, {:?}", own.kernels),
                    &found,
                    &expected,
                );
            }
        }
    }
}

/// Images that are uploaded as bytes.
pub async fn bytes(own: &[Compute]) {
    for (images, side) in [(1, 32), (3, 64), (17, 32), (2, 128)] {
        let rgb: Vec<u8> = (0..images * side * side * 3).map(|i| (i * 37 % 256) as u8).collect();
        let expected = batch::normalize(&Images { size: side, rgb: rgb.clone() });
        for own in own {
            let found = pixels(&rgb, side, own);
            assert_eq!(found.dims(), [images, 3, side, side]);
            let what = format!("{images} of {side}², {:?}", own.kernels);
            assert_close(&what, &[host(found).await], slice::from_ref(&expected));
        }
    }
}

/// Losses, their numbers and their gradients.
pub async fn losses(own: &[Compute], reference: &Compute) {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    // The last is the largest batch that the settings allow, real and fake.
    for (batch, reals) in [(1, 1), (7, 3), (256, 128), (4096, 4096), (8192, 4096)] {
        let logits = Values::random([batch], &mut rng);
        let expected = bce_loss(&logits, reals, reference).await;
        for own in own {
            let found = bce_loss(&logits, reals, own).await;
            assert_close(&format!("loss of {reals} of {batch}, {:?}", own.kernels), &found, &expected);
        }
    }
}

async fn bce_loss(logits: &Values<1>, reals: usize, on: &Compute) -> Vec<Vec<f32>> {
    let logits = logits.on(on).require_grad();
    let loss = on.kernels.bce_loss(logits.clone(), reals, None);
    let gradients = loss.surrogate.backward();
    vec![host(loss.metrics.inner()).await, host(logits.grad(&gradients).expect("the logits have a gradient")).await]
}
