//! What small sets of photos are trained with: augmented images and an average of netG, against plain computations.

use burn::tensor::{Tensor, TensorData};
use facegan_core::config::{Policy, TrainConfig, Transform};
use facegan_core::latent::WeightSource;
use facegan_kernels::Compute;
use facegan_model::{HostTensor, StateDict, to_host, values};
use facegan_train::{AugmentParams, Augmentation, Session, Stream};

use super::{error, faces, tiny};

const SIDE: usize = 32;
const AREA: usize = SIDE * SIDE;
const COUNT: usize = 5;

/// A run with all of it.
pub fn everything() -> TrainConfig {
    TrainConfig { flip: true, diffaugment: all_transforms(), ema_decay: 0.75, ..tiny() }
}

/// DiffAugment with every transform.
pub fn all_transforms() -> Policy {
    Transform::ALL.into_iter().collect()
}

/// Images of reproducible noise in [-1, 1].
fn noise(seed: u32) -> Vec<f32> {
    let draws = AugmentParams::all(
        [Transform::Color].into_iter().collect(),
        COUNT * AREA,
        SIDE,
        &mut Stream::Weights.rng(seed),
    );
    // Three values for each pixel, of which the first is brightness.
    draws[0].numbers.chunks_exact(3).flat_map(|n| [2.0 * n[0], n[1] - 1.0, 2.0 * n[2] - 2.0]).collect()
}

/// An augmentation image by image and pixel by pixel, in double precision.
fn plain(images: &[f32], draws: &[AugmentParams]) -> Vec<f64> {
    let mut images: Vec<f64> = images.iter().map(|&value| value.into()).collect();
    for AugmentParams { transform, numbers } in draws {
        let each = numbers.len() / COUNT;
        for (image, numbers) in images.chunks_exact_mut(3 * AREA).zip(numbers.chunks_exact(each)) {
            let numbers: Vec<f64> = numbers.iter().map(|&number| number.into()).collect();
            match transform {
                Transform::Color => recolor(image, [numbers[0], numbers[1], numbers[2]]),
                Transform::Translation => translate(image, [numbers[0], numbers[1]].map(|n| n as isize)),
                Transform::Cutout => cut(image, [numbers[0], numbers[1]].map(|n| n as isize)),
            }
        }
    }
    images
}

fn recolor(image: &mut [f64], [brightness, saturation, contrast]: [f64; 3]) {
    image.iter_mut().for_each(|value| *value += brightness);
    for pixel in 0..AREA {
        let mean = (0..3).map(|channel| image[channel * AREA + pixel]).sum::<f64>() / 3.0;
        for channel in 0..3 {
            let value = &mut image[channel * AREA + pixel];
            *value = (*value - mean) * saturation + mean;
        }
    }
    let mean = image.iter().sum::<f64>() / image.len() as f64;
    image.iter_mut().for_each(|value| *value = (*value - mean) * contrast + mean);
}

fn translate(image: &mut [f64], [down, right]: [isize; 2]) {
    let before = image.to_vec();
    let inside = |place: isize| usize::try_from(place).ok().filter(|place| *place < SIDE);
    for (i, value) in image.iter_mut().enumerate() {
        let (channel, row, column) = (i / AREA, i / SIDE % SIDE, i % SIDE);
        let source = (inside(row as isize + down), inside(column as isize + right));
        *value =
            if let (Some(row), Some(column)) = source { before[channel * AREA + row * SIDE + column] } else { 0.0 };
    }
}

fn cut(image: &mut [f64], centre: [isize; 2]) {
    let half = SIDE as isize / 4;
    for (i, value) in image.iter_mut().enumerate() {
        let place = [i / SIDE % SIDE, i % SIDE];
        if [0, 1].into_iter().all(|axis| (centre[axis] - half..centre[axis] + half).contains(&(place[axis] as isize))) {
            *value = 0.0;
        }
    }
}

/// Augmented images, and their gradients as far as a random direction shows them.
pub async fn augmentations(computes: &[Compute], bound: f64) {
    let (images, direction, upstream) = (noise(1), noise(2), noise(3));
    let moved: Vec<f32> = images.iter().zip(&direction).map(|(value, step)| value + step).collect();
    for policy in ["color", "translation", "cutout", "color,translation,cutout"] {
        let policy: Policy = policy.parse().expect("it is one");
        let draws = AugmentParams::all(policy, COUNT, SIDE, &mut Stream::Augment.rng(4));
        let expected = plain(&images, &draws);
        // It is affine: so much does Σ output · upstream change along the direction.
        let slope = |output: Vec<f64>| -> f64 {
            let changes = output.into_iter().zip(&expected).map(|(moved, value)| moved - value);
            changes.zip(&upstream).map(|(change, &upstream)| change * f64::from(upstream)).sum()
        };
        let expected_slope = slope(plain(&moved, &draws));
        let expected: Vec<f32> = expected.iter().map(|&value| value as f32).collect();
        for compute in computes {
            let upload = |values: &[f32]| {
                let data = TensorData::new(values.to_vec(), [COUNT, 3, SIDE, SIDE]);
                Tensor::<4>::from_data(data, &compute.device)
            };
            let [view] = Augmentation::upload([draws.clone()], &compute.device);
            let input = upload(&images).require_grad();
            let output = view.of(compute.kernels.to_precision(input.clone()), compute.kernels);
            let gradients = (compute.kernels.to_f32(output.clone()) * upload(&upstream)).sum().backward();
            let gradient = values(input.grad(&gradients).expect("the images have a gradient"));
            let gradient = gradient.await.expect("the device answers");
            let slope: f64 = gradient.iter().zip(&direction).map(|(&g, &d)| f64::from(g) * f64::from(d)).sum();
            let what = format!("{policy}, {:?}", compute.kernels);
            let found = error(&values(output).await.expect("the device answers"), &expected);
            assert!(found <= bound, "{what}: error {found:.1e}");
            let found = (slope - expected_slope).abs() / expected_slope.abs();
            assert!(found <= bound, "{what}: the gradient's error {found:.1e}");
        }
    }
}

/// A few iterations with all of it: the numbers are finite, and the average is that of a plain computation.
pub async fn training(compute: Compute) {
    let config = everything();
    let data = faces(6, config.image_size);
    let mut session = Session::new(config.clone(), data.identities().to_vec(), data.taken(), compute);
    let mut expected = state(&session, WeightSource::Averaged).await;
    assert_eq!(expected, state(&session, WeightSource::Trained).await, "it begins as a copy");
    for iteration in 0..4 {
        let batch = session.next_batch(&data).expect("the faces are there");
        let stats = session.train(batch).await.expect("the device trains").stats;
        assert!([stats.loss_d, stats.loss_g, stats.d_x, stats.d_g_z1, stats.d_g_z2].iter().all(|n| n.is_finite()));
        let trained = state(&session, WeightSource::Trained).await;
        let averaged = state(&session, WeightSource::Averaged).await;
        for ((expected, new), found) in expected.iter_mut().zip(trained).zip(averaged) {
            let decay = config.ema_decay as f32;
            let blend = |(old, new): (&f32, &f32)| decay * old + (1.0 - decay) * new;
            let blended = expected.values.iter().zip(&new.values).map(blend).collect();
            // The grid that is drawn after the first iteration moves netG's statistics once more.
            expected.values =
                if iteration == 0 && new.key.contains("running") { found.values.clone() } else { blended };
            let error = error(&found.values, &expected.values);
            assert!(error <= 1e-6, "iteration {iteration}, {}: error {error:.1e}", found.key);
            assert_ne!(found.values, new.values, "{} is not netG's own", found.key);
        }
    }
}

/// netG's state dict.
pub async fn state(session: &Session, weights: WeightSource) -> Vec<HostTensor> {
    to_host(session.net_g(weights).expect("the run has it").state()).await.expect("the device answers")
}
