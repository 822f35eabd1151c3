//! Our own kernels against Burn's layers, for the sizes that networks have and for awkward ones.

mod plain;

use burn::tensor::{Gradients, Tensor, TensorData, f16};
use facegan_core::config::NC;
use facegan_core::images::Images;
use facegan_data::batch;
use facegan_kernels::{
    Activation, Compute, Conv, Criterion, Kernels, Labels, Precision, Running, Target, Tile, Tuning, pixels,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::error;

/// The largest error of float32 kernels, ‖ours − theirs‖ / ‖theirs‖. They add up in another order: Burn's add up a hundred
/// thousand terms one after the other.
const BOUND: f64 = 3e-5;
/// The largest error of float16 kernels, for inputs that float16 has exactly.
///
/// Only a layer's output is rounded to float16, by at most u = 2⁻¹¹ of each value, and so by at most u of its norm; sums
/// and gradients are float32. Twice that is for sums over several dispatches, whose partial sums are rounded too. tanh's
/// gradient 1 − y² comes from the rounded output y and is off by up to 2 |y| u |y| ≤ 2 u, beside a norm that saturated
/// values make smaller: 8 u holds for all.
const BOUND_F16: f64 = 8.0 / 2048.0;

/// The longest loop that Mesa's software GPU does not end early. Burn's kernels add up a channel in one loop and are wrong
/// there beyond it, without an error.
const LONG: usize = 65_535;

/// Numbers from N(0, 1) with what shape they have.
#[derive(Clone)]
struct Values<const D: usize>(Vec<f32>, [usize; D]);

impl<const D: usize> Values<D> {
    fn random(shape: [usize; D], rng: &mut impl Rng) -> Self {
        Self((0..shape.iter().product()).map(|_| StandardNormal.sample(rng)).collect(), shape)
    }

    /// The same, rounded to what a precision has exactly.
    fn rounded(mut self, precision: Precision) -> Self {
        if precision == Precision::F16 {
            self.0.iter_mut().for_each(|value| *value = f16::from_f32(*value).to_f32());
        }
        self
    }

    fn on(&self, compute: &Compute) -> Tensor<D> {
        Tensor::from_data(TensorData::new(self.0.clone(), self.1), &compute.device)
    }
}

async fn host<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data_async().await.expect("the device answers").try_to_vec().expect("float32")
}

/// What an output is weighted with before it is summed up.
fn upstream<const D: usize>(shape: [usize; D]) -> Values<D> {
    Values::random(shape, &mut ChaCha8Rng::seed_from_u64(2))
}

/// The gradients of Σ output · upstream.
fn backward<const D: usize>(output: &Tensor<D>, upstream: &Values<D>, compute: &Compute) -> Gradients {
    compute.kernels.surrogate(output.clone(), upstream.on(compute)).backward()
}

fn assert_close(what: &str, kernels: Kernels, ours: &[Vec<f32>], expected: &[Vec<f32>]) {
    let bound = match kernels.precision() {
        Precision::F32 => BOUND,
        Precision::F16 => BOUND_F16,
    };
    assert_eq!(ours.len(), expected.len());
    for (i, (ours, expected)) in ours.iter().zip(expected).enumerate() {
        let error = error(ours, expected);
        assert!(error <= bound, "{what}, {kernels:?}, tensor {i}: error {error:.1e} is over {bound:.1e}");
    }
}

/// The precision of the kernels that are compared, which is the same for all of them.
fn precision(own: &[Compute]) -> Precision {
    own.first().map_or(Precision::F32, |own| own.kernels.precision())
}

type Layer = fn(Kernels, Tensor<4>, Tensor<4>, Conv, Activation) -> Tensor<4>;

/// Output and gradients of a convolution or its transpose.
async fn convolve(
    layer: Layer,
    input: &Values<4>,
    weight: &Values<4>,
    (conv, activation): (Conv, Activation),
    on: &Compute,
) -> Vec<Vec<f32>> {
    // A single pixel is a latent, which stays float32.
    let is_latent = conv == Conv::Valid && input.1[2] == 1;
    let input = if is_latent { input.on(on) } else { on.kernels.to_precision(input.on(on)) };
    let (input, weight) = (input.require_grad(), weight.on(on).require_grad());
    let output = layer(on.kernels, input.clone(), weight.clone(), conv, activation);
    let output = on.kernels.to_f32(output);
    let gradients = backward(&output, &upstream(output.dims()), on);
    vec![
        host(output).await,
        host(input.grad(&gradients).expect("the input has a gradient")).await,
        host(weight.grad(&gradients).expect("the weights have a gradient")).await,
    ]
}

/// conv2d and conv_transpose2d, with their gradients.
pub async fn convolutions(own: &[Compute], reference: &Compute) {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    // Batch, high-res channels, low-res channels, side of the low-res image.
    let conv2d = [
        (1, 1, 1, 4),
        (3, 1, 8, 16),
        (3, 3, 8, 16),
        (17, 5, 7, 8),
        (4, 16, 32, 4),
        (2, 3, 6, 32),
        (2, 6, 3, 64),
        (16, 8, 16, 8),
        (3, 70, 67, 8),
        // On a GPU the sum over the high-res channels is split.
        (2, 130, 5, 8),
    ];
    // Without activations: behind many terms tanh is flat, and of many values some lie on the kink.
    let large = [
        // As large as the settings allow: netD's batch, and the channels on either side.
        (8192, 1, 2, 4),
        (1, 4096, 3, 4),
        (1, 2, 8192, 4),
        // The weight gradient has a million terms.
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
    for (conv, (batch, high_channels, low_channels, low_side), layers) in all {
        let high_side = conv.high_side(low_side);
        let weight = Values::random([low_channels, high_channels, 4, 4], &mut rng);
        let high = Values::random([batch, high_channels, high_side, high_side], &mut rng).rounded(precision(own));
        let low = Values::random([batch, low_channels, low_side, low_side], &mut rng).rounded(precision(own));
        let all_layers: [(&str, Layer, &Values<4>, Activation); 4] = [
            ("conv2d", Kernels::conv2d, &high, Activation::Linear),
            ("conv_transpose2d", Kernels::conv_transpose2d, &low, Activation::Linear),
            ("conv2d", Kernels::conv2d, &high, Activation::LeakyRelu),
            ("conv_transpose2d", Kernels::conv_transpose2d, &low, Activation::Tanh),
        ];
        for (name, layer, input, activation) in &all_layers[..layers] {
            let expected = convolve(*layer, input, &weight, (conv, *activation), reference).await;
            for own in own {
                let found = convolve(*layer, input, &weight, (conv, *activation), own).await;
                let what = format!("{name} {activation:?} {batch}×{high_channels}→{low_channels}, side {low_side}");
                assert_close(&what, own.kernels, &found, &expected);
            }
        }
    }
}

/// Convolutions in every tile, of sizes that fill none of them evenly: as the reference's, and the same to the last bit in
/// all. `gpu` has kernels for a GPU.
pub async fn tiles(gpu: &Compute, reference: &Compute) {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let precision = gpu.kernels.precision();
    // Batch, high-res channels, low-res channels, side of the low-res image.
    for (batch, high_channels, low_channels, low_side) in [(1, 5, 7, 4), (1, 67, 70, 16), (5, 129, 66, 4)] {
        let weight = Values::random([low_channels, high_channels, 4, 4], &mut rng);
        let high = Values::random([batch, high_channels, 2 * low_side, 2 * low_side], &mut rng).rounded(precision);
        let low = Values::random([batch, low_channels, low_side, low_side], &mut rng).rounded(precision);
        let layers: [(&str, Layer, &Values<4>); 2] =
            [("conv2d", Kernels::conv2d, &high), ("conv_transpose2d", Kernels::conv_transpose2d, &low)];
        for (name, layer, input) in layers {
            let linear = (Conv::Stride2, Activation::Linear);
            let expected = convolve(layer, input, &weight, linear, reference).await;
            let mut first: Option<Vec<Vec<f32>>> = None;
            for tile in Tile::ALL {
                let kernels = Kernels::Own(Target::Gpu { precision, tuning: Tuning::Only(tile) });
                let own = Compute { device: gpu.device.clone(), kernels };
                let found = convolve(layer, input, &weight, linear, &own).await;
                let what = format!("{name} {batch}×{high_channels}→{low_channels}, side {low_side}, tile {tile}");
                assert_close(&what, kernels, &found, &expected);
                assert!(first.get_or_insert_with(|| found.clone()) == &found, "{what}: not as in {}", Tile::ALL[0]);
            }
        }
    }
}

/// Output, gradients and running statistics of a batch normalisation.
async fn normalize(
    x: &Values<4>,
    [weight, bias]: [&Values<1>; 2],
    groups: usize,
    activation: Activation,
    on: &Compute,
) -> Vec<Vec<f32>> {
    let x = on.kernels.to_precision(x.on(on)).require_grad();
    let parameters = [weight.on(on).require_grad(), bias.on(on).require_grad()];
    let channels = weight.1;
    let mut running = Running { mean: Tensor::zeros(channels, &on.device), var: Tensor::ones(channels, &on.device) };
    let output = on.kernels.batch_norm(x.clone(), parameters.clone(), &mut running, groups, activation);
    let output = on.kernels.to_f32(output);
    let gradients = backward(&output, &upstream(output.dims()), on);
    let of_x = x.grad(&gradients).expect("the input has a gradient");
    let [of_weight, of_bias] = parameters.map(|parameter| parameter.grad(&gradients).expect("it has a gradient"));
    // Together, since either may happen to be next to nothing.
    let of_parameters = [host(of_weight).await, host(of_bias).await].concat();
    vec![host(output).await, host(of_x).await, of_parameters, host(running.mean).await, host(running.var).await]
}

/// Output and gradient by the input of a batch normalisation in eval mode.
async fn normalize_eval(
    x: &Values<4>,
    [weight, bias, mean, var]: [&Values<1>; 4],
    activation: Activation,
    on: &Compute,
) -> Vec<Vec<f32>> {
    let x = on.kernels.to_precision(x.on(on)).require_grad();
    let [weight, bias, mean, var] = [weight, bias, mean, var].map(|values| values.on(on));
    let output = on.kernels.batch_norm_eval(x.clone(), [weight, bias], Running { mean, var }, activation);
    let output = on.kernels.to_f32(output);
    let gradients = backward(&output, &upstream(output.dims()), on);
    vec![host(output).await, host(x.grad(&gradients).expect("the input has a gradient")).await]
}

/// Batch normalisations in eval mode, with their gradient by the input.
pub async fn batch_normalisations_in_eval_mode(own: &[Compute], reference: &Compute) {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    for (batch, channels, side) in [(1, 1, 4), (3, 5, 8), (17, 7, 16), (2, 3, 64), (2, 8192, 4)] {
        let x = Values::random([batch, channels, side, side], &mut rng).rounded(precision(own));
        let [weight, bias, mean, mut var] = std::array::from_fn(|_| Values::random([channels], &mut rng));
        var.0.iter_mut().for_each(|value| *value = *value * *value + 0.1);
        for activation in [Activation::Linear, Activation::Relu, Activation::LeakyRelu] {
            let parameters = [&weight, &bias, &mean, &var];
            let expected = normalize_eval(&x, parameters, activation, reference).await;
            for own in own {
                let found = normalize_eval(&x, parameters, activation, own).await;
                let what = format!("{batch}×{channels}×{side}² in eval mode, {activation:?}");
                assert_close(&what, own.kernels, &found, &expected);
            }
        }
    }
}

/// Batch normalisations, with their gradients and running statistics. Sums that are too long for the reference are held to a
/// plain computation.
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
        // On both sides of the limits of one pass: on a software adapter, there of many channels, on a GPU.
        (256, 3, 4, 2),
        (257, 3, 4, 1),
        (64, 5, 8, 2),
        (66, 5, 8, 2),
        (16, 2, 16, 1),
        (17, 7, 16, 1),
        (512, 33, 4, 2),
        (514, 33, 4, 2),
        (128, 5, 8, 1),
        (129, 5, 8, 1),
        (32, 3, 16, 2),
        (34, 3, 16, 2),
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
        let x = x.rounded(precision(own));
        let weight = Values::random([channels], &mut rng);
        let bias = Values::random([channels], &mut rng);
        // Of many values, one lies so near the kink that rounding decides.
        let is_large = batch * channels * side > 8192;
        let activations: &[_] =
            if is_large { &[Activation::Linear] } else { &[Activation::Relu, Activation::LeakyRelu] };
        for &activation in activations {
            let terms = batch / groups * side * side;
            let expected = if terms > LONG {
                let [x, upstream] = [&x.0[..], &upstream(x.1).0];
                plain::batch_norm([x, upstream], [&weight.0, &bias.0], groups, side * side).into()
            } else {
                normalize(&x, [&weight, &bias], groups, activation, reference).await
            };
            for own in own {
                let found = normalize(&x, [&weight, &bias], groups, activation, own).await;
                let what = format!("{batch}×{channels}×{side}², {groups} groups, {activation:?}");
                assert_close(&what, own.kernels, &found, &expected);
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
            for nc in NC {
                let found = pixels(&rgb, nc, side, own);
                assert_eq!(found.dims(), [images, nc, side, side]);
                let found = host(own.kernels.to_f32(found)).await;
                let first = expected.chunks_exact(3 * side * side).flat_map(|image| &image[..nc * side * side]);
                let what = format!("{images} images of {side}², {nc} channels");
                assert_close(&what, own.kernels, &[found], &[first.copied().collect()]);
            }
        }
    }
}

/// Losses, their metrics and their gradients.
pub async fn losses(own: &[Compute], reference: &Compute) {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    // The last is the largest batch that the settings allow, real and fake.
    for (batch, real_count) in [(1, 1), (7, 3), (256, 128), (4096, 4096), (8192, 4096)] {
        let logits = Values::random([batch], &mut rng);
        let bce = |real_label| Criterion::Bce { real_label };
        let of_fakes_alone = (batch == real_count).then_some(Criterion::HingeG);
        for criterion in [bce(1.0), bce(0.9), Criterion::HingeD].into_iter().chain(of_fakes_alone) {
            let labels = Labels { real_count, criterion };
            let expected = gan_loss(&logits, labels, reference).await;
            for own in own {
                let found = gan_loss(&logits, labels, own).await;
                assert_close(&format!("loss of {labels:?} of {batch}"), own.kernels, &found, &expected);
            }
        }
    }
}

async fn gan_loss(logits: &Values<1>, labels: Labels, on: &Compute) -> Vec<Vec<f32>> {
    let logits = logits.on(on).require_grad();
    let loss = on.kernels.gan_loss(logits.clone(), labels, None);
    let gradients = loss.backward();
    vec![host(loss.metrics.inner()).await, host(logits.grad(&gradients).expect("the logits have a gradient")).await]
}
