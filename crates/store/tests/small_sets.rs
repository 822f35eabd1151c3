//! What small sets of photos are trained with: mirrored photos, DiffAugment as PyTorch computes it, an average of netG.

use std::fs;

use burn::tensor::{Device, Tensor, TensorData};
use facegan_core::config::{TrainConfig, Transform};
use facegan_core::latent::WeightSource;
use facegan_data::dataset::Dataset;
use facegan_kernels::Kernels;
use facegan_store::checkpoint::from_bytes;
use facegan_store::tensor_file::{Metadata, Stored, TensorFile, write};
use facegan_train::{AugmentParams, Augmentation, RngState, Session, Snapshot, Stream, latents};
use pollster::block_on;
use safetensors::SafeTensors;
use tempfile::TempDir;

use test_support::python::python;
use test_support::runs::{save, timeless, train};
use test_support::small_sets::{all_transforms, augmentations, everything, state, training};
use test_support::{error, faces, tiny};

const POLICIES: [&str; 5] = ["color", "translation", "cutout", "translation,cutout", "color,translation,cutout"];
/// Images that are augmented in one batch.
const COUNT: usize = 16;

fn device() -> Device {
    Device::flex().autodiff()
}

/// All transformations' numbers, of which the first images have those at the ends of their ranges.
fn draws(size: usize) -> Vec<AugmentParams> {
    let mut draws = AugmentParams::all(all_transforms(), COUNT, size, &mut Stream::Augment.rng(3));
    let (far, size) = (size as f32 / 8.0, size as f32);
    for AugmentParams { transform, numbers } in &mut draws {
        let ends: &[f32] = match transform {
            Transform::Color => &[-0.5, 0.0, 0.5, 0.5, 2.0, 1.5],
            Transform::Translation => &[far, far, -far, -far, far, -far, 0.0, 0.0],
            Transform::Cutout => &[0.0, 0.0, size, size, 0.0, size, size / 2.0, 1.0],
        };
        numbers[..ends.len()].copy_from_slice(ends);
    }
    draws
}

/// The augmented images and their gradient under `pull`.
fn ours(images: &[f32], pull: &[f32], draws: Vec<AugmentParams>, size: usize) -> [Vec<f32>; 2] {
    let upload =
        |values: &[f32]| Tensor::<4>::from_data(TensorData::new(values.to_vec(), [COUNT, 3, size, size]), &device());
    let [view] = Augmentation::upload([draws], &device());
    let input = upload(images).require_grad();
    let output = view.of(input.clone(), Kernels::Stock);
    let gradients = (output.clone() * upload(pull)).sum().backward();
    [output.detach(), Tensor::from_inner(input.grad(&gradients).expect("the images have a gradient"))]
        .map(|tensor| tensor.into_data().try_to_vec().unwrap())
}

#[test]
fn augmented_images_and_their_gradients_are_pytorchs() {
    for size in [32, 64] {
        let draws = draws(size);
        let values = 3 * size * size;
        let noise = |seed| latents(COUNT, values, &mut Stream::Latents.rng(seed));
        let (images, pull) = (noise(1), noise(2));
        let folder = TempDir::new().unwrap();
        let shape = vec![COUNT, 3, size, size];
        let mut case =
            vec![Stored::f32("images".into(), shape.clone(), &images), Stored::f32("pull".into(), shape, &pull)];
        for AugmentParams { transform, numbers } in &draws {
            case.push(Stored::f32(transform.name().into(), vec![COUNT, numbers.len() / COUNT], numbers));
        }
        fs::write(folder.path().join("case.safetensors"), write(&case, Metadata::new()).unwrap()).unwrap();
        python(
            &format!(
                "from diffaugment import *\n\
                 from safetensors.torch import load_file, save_file\n\
                 case, found = load_file('case.safetensors'), {{}}\n\
                 for policy in {POLICIES:?}:\n    \
                     images = case['images'].clone().requires_grad_()\n    \
                     seen = diffaugment(images, policy, case)\n    \
                     (seen * case['pull']).sum().backward()\n    \
                     found |= {{policy + ' seen': seen.detach().contiguous(), policy + ' gradient': images.grad}}\n\
                 save_file(found, 'found.safetensors')\n"
            ),
            folder.path(),
        );
        let file = fs::read(folder.path().join("found.safetensors")).unwrap();
        let theirs = TensorFile::read(&file).unwrap();
        for policy in POLICIES {
            let done = policy.parse::<facegan_core::config::Policy>().unwrap();
            let draws = draws.iter().filter(|draw| done.has(draw.transform)).cloned().collect();
            let ours = ours(&images, &pull, draws, size);
            for (name, ours) in ["seen", "gradient"].into_iter().zip(ours) {
                let theirs = theirs.f32(&format!("{policy} {name}")).unwrap();
                let error = error(&ours, &theirs.values);
                println!("{policy} at {size}, {name}: error {error:.1e}");
                assert!(error <= 1e-5, "{policy} at {size}, {name}: {error:e}");
            }
        }
    }
}

#[test]
fn augmented_images_are_those_of_a_plain_computation() {
    block_on(augmentations(&[device().into()], 1e-5));
}

#[test]
fn the_average_is_that_of_a_plain_computation() {
    block_on(training(device().into()));
}

/// 10 images in batches of 4, and a grid every third iteration.
fn config() -> TrainConfig {
    TrainConfig { sample_every: 3, num_epochs: 4, ..everything() }
}

fn begin(config: TrainConfig, data: &Dataset) -> Session {
    Session::new(config, data.identities().to_vec(), data.taken(), device())
}

#[test]
fn a_continued_run_equals_one_that_never_stopped() {
    let data = faces(10, 32);
    let mut whole = begin(config(), &data);
    train(&mut whole, &data, 8);
    for stop in [0, 4] {
        let mut first = begin(config(), &data);
        train(&mut first, &data, stop);
        let snapshot = from_bytes(&save(&first)).unwrap();
        let mut second = Session::restore(snapshot, config(), data.identities().to_vec(), device()).unwrap();
        train(&mut second, &data, 8 - stop);
        assert_eq!(timeless(&second), timeless(&whole), "stopped after {stop}");
    }
}

#[test]
fn each_of_them_changes_the_run_and_a_seed_decides_it() {
    let data = faces(10, 32);
    let run = |config: TrainConfig| {
        let mut session = begin(config, &data);
        train(&mut session, &data, 3);
        timeless(&session)
    };
    let plain = run(tiny());
    let numbers = |run: &Snapshot| run.history.iter().map(|stats| (stats.loss_d, stats.loss_g)).collect::<Vec<_>>();
    let flipped = run(TrainConfig { flip: true, ..tiny() });
    let augmented = run(TrainConfig { diffaugment: all_transforms(), ..tiny() });
    assert_ne!(numbers(&flipped), numbers(&plain));
    assert_ne!(numbers(&augmented), numbers(&plain));
    assert_eq!(run(TrainConfig { flip: true, ..tiny() }), flipped);
    assert_eq!(run(TrainConfig { diffaugment: all_transforms(), ..tiny() }), augmented);
    // Each stream moves on its own.
    assert_eq!((&flipped.latents_rng, &flipped.order), (&plain.latents_rng, &plain.order));
    let averaged = run(TrainConfig { ema_decay: 0.5, ..tiny() });
    assert_eq!((&averaged.net_g, &averaged.net_d), (&plain.net_g, &plain.net_d), "an average only follows");
}

#[test]
fn weights_that_a_run_starts_with_are_where_its_average_begins() {
    let data = faces(10, 32);
    let other = begin(TrainConfig { seed: 9, ..tiny() }, &data);
    let net_g = block_on(state(&other, WeightSource::Trained));
    let mut session = begin(config(), &data);
    session.load_net_g(&net_g, 0).unwrap();
    assert_eq!(block_on(state(&session, WeightSource::Averaged)), net_g);
}

#[test]
fn a_run_without_them_saves_nothing_of_them() {
    let data = faces(10, 32);
    let session = begin(tiny(), &data);
    assert!(session.net_g(WeightSource::Averaged).is_none());
    let bytes = save(&session);
    let file = TensorFile::read(&bytes).unwrap();
    let of_them = |key: &&str| key.starts_with("netG_ema") || *key == "rng.flip" || *key == "rng.augment";
    assert_eq!(file.keys().into_iter().find(of_them), None);
    for setting in ["flip", "diffaugment", "ema_decay"] {
        assert_eq!(file.metadata().get(setting), None);
    }
    let Snapshot { flip_rng, augment_rng, ema, config, .. } = from_bytes(&bytes).unwrap();
    assert_eq!((flip_rng, augment_rng, ema, config), (None, None, None, tiny()));
}

#[test]
fn a_checkpoint_without_what_its_settings_ask_for_is_refused() {
    let data = faces(10, 32);
    let bytes = save(&begin(config(), &data));
    let mut metadata = TensorFile::read(&bytes).unwrap().metadata().clone();
    metadata.remove("checksum").expect("it is signed");
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let stored = |(key, tensor): (&str, safetensors::tensor::TensorView)| Stored {
        key: key.to_owned(),
        dtype: tensor.dtype(),
        shape: tensor.shape().to_vec(),
        bytes: tensor.data().to_vec(),
    };
    let tensors: Vec<_> = file.iter().map(stored).collect();
    let refusal = |change: &dyn Fn(&mut Stored)| {
        let mut tensors = tensors.clone();
        tensors.iter_mut().for_each(change);
        from_bytes(&write(&tensors, metadata.clone()).unwrap()).map(|_| ()).unwrap_err().to_string()
    };
    for key in ["rng.flip", "rng.augment", "netG_ema.main.0.weight"] {
        let rename = |tensor: &mut Stored| {
            if tensor.key == key {
                tensor.key = "other".into();
            }
        };
        assert_eq!(refusal(&rename), format!("“{key}” is missing"));
    }
    let swap = |tensor: &mut Stored| {
        if tensor.key == "netG_ema.main.3.weight" {
            tensor.shape.swap(0, 1);
        }
    };
    let reason = "“netG_ema.main.3.weight” should have the shape [32, 16, 4, 4] but has [16, 32, 4, 4]";
    assert_eq!(refusal(&swap), reason);
    let no_rng = |tensor: &mut Stored| {
        if tensor.key == "rng.augment" {
            tensor.bytes.fill(0xff);
        }
    };
    assert_eq!(refusal(&no_rng), "its parts contradict one another: a random generator's state is not one");
}

#[test]
fn the_streams_of_a_run_are_its_seeds_own() {
    let states = [Stream::Flip, Stream::Augment].map(|stream| RngState::from(&stream.rng(1)));
    let Snapshot { flip_rng, augment_rng, .. } = timeless(&begin(config(), &faces(10, 32)));
    assert_eq!([flip_rng, augment_rng], states.map(Some));
}
