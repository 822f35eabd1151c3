//! A run on the CPU backend: what an iteration changes, and that a seed decides everything.

use std::collections::BTreeMap;

use burn::module::Param;
use burn::tensor::{Device, Tensor, TensorData};
use facegan_core::config::TrainConfig;
use facegan_core::latent::{Latent, LatentSpec, Scene, WeightSource};
use facegan_data::dataset::Dataset;
use facegan_kernels::{Activation, Kernels};
use facegan_model::{BatchNorm, Network, SpectralNorm, StateDict, StateMapper, StateTensor};
use facegan_train::{Session, Step, Stream, Tracked, TrainError, draw, latents, png};
use pollster::block_on;

use test_support::{faces, tiny};

fn session(config: TrainConfig, images: usize) -> Session {
    let data = faces(images, config.image_size);
    Session::new(config, data.identities().to_vec(), data.taken(), Device::flex().autodiff())
}

fn steps(session: &mut Session, images: usize, count: usize) -> Vec<Step> {
    let data = faces(images, session.config().image_size);
    let step = |_| {
        let batch = session.next_batch(&data).unwrap();
        block_on(session.train(batch)).unwrap()
    };
    (0..count).map(step).collect()
}

fn values(state: Vec<StateTensor>) -> BTreeMap<String, Vec<f32>> {
    state.into_iter().map(|tensor| (tensor.key, tensor.values.into_data().try_to_vec().unwrap())).collect()
}

/// Everything that came out, but for the time it took.
fn outcome(steps: &[Step]) -> Vec<String> {
    let timeless = |step: &Step| {
        let stats = facegan_core::stats::Stats { seconds: 0.0, ..step.stats };
        format!("{stats:?} {:?} {:?}", step.log, step.grid)
    };
    steps.iter().map(timeless).collect()
}

#[test]
fn networks_have_the_tutorials_keys_and_shapes() {
    for (image_size, blocks) in [(32, 2), (64, 3), (128, 4), (256, 5)] {
        let config = TrainConfig { image_size, nz: 10, ngf: 4, ndf: 6, ..tiny() };
        let session = session(config, 8);
        let shape = |state: &[StateTensor], key: &str| {
            state.iter().find(|tensor| tensor.key == key).map(|tensor| tensor.shape.clone())
        };
        let net_g = session.gan().net_g.state();
        let shapes = |state: &[StateTensor]| -> BTreeMap<_, _> {
            state.iter().map(|tensor| (tensor.key.clone(), tensor.shape.clone())).collect()
        };
        let told = Network::Generator { image_size, nc: 3, nz: 10, ngf: 4 }.shapes();
        assert_eq!(shapes(&net_g), told.into_iter().collect());
        let last = 3 * (blocks + 1);
        assert_eq!(net_g.len(), 5 * (blocks + 1) + 1);
        assert_eq!(shape(&net_g, "main.0.weight"), Some(vec![10, 4 << blocks, 4, 4]));
        assert_eq!(shape(&net_g, "main.1.running_var"), Some(vec![4 << blocks]));
        assert_eq!(shape(&net_g, &format!("main.{last}.weight")), Some(vec![4, 3, 4, 4]));
        let net_d = session.gan().net_d.state();
        let told = Network::Discriminator { image_size, nc: 3, ndf: 6, spectral_norm: false }.shapes();
        assert_eq!(shapes(&net_d), told.into_iter().collect());
        assert_eq!(net_d.len(), 5 * blocks + 2);
        assert_eq!(shape(&net_d, "main.0.weight"), Some(vec![6, 3, 4, 4]));
        assert_eq!(shape(&net_d, "main.2.weight"), Some(vec![12, 6, 4, 4]));
        assert_eq!(shape(&net_d, "main.3.bias"), Some(vec![12]));
        assert_eq!(shape(&net_d, &format!("main.{}.weight", 3 * blocks + 2)), Some(vec![1, 6 << blocks, 4, 4]));
    }
}

#[test]
fn initial_weights_follow_the_tutorials_distributions() {
    let session = session(TrainConfig { ngf: 16, ..tiny() }, 8);
    for (key, values) in values(session.gan().net_g.state()) {
        let count = values.len() as f32;
        let mean = values.iter().sum::<f32>() / count;
        let std = (values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / count).sqrt();
        let (expected_mean, expected_std) = match key.rsplit_once('.').unwrap() {
            ("main.1" | "main.4" | "main.7", "weight") => (1.0, 0.02),
            (_, "weight") => (0.0, 0.02),
            (_, "bias" | "running_mean") => (0.0, 0.0),
            (_, "running_var") => (1.0, 0.0),
            other => panic!("unexpected key {other:?}"),
        };
        // Four standard errors of the mean and of the standard deviation.
        assert!((mean - expected_mean).abs() <= 4.0 * expected_std / count.sqrt(), "{key}: mean {mean}");
        assert!((std - expected_std).abs() <= 4.0 * expected_std / (2.0 * count).sqrt(), "{key}: std {std}");
    }
}

/// A layer's running statistics by their names.
#[derive(Default)]
struct Running(BTreeMap<String, Vec<f32>>);

impl StateMapper for Running {
    fn map<const D: usize>(&mut self, key: String, entry: &mut Param<Tensor<D>>) {
        if key.contains("running") {
            self.0.insert(key, entry.val().into_data().try_to_vec().unwrap());
        }
    }
}

#[test]
fn running_variances_are_unbiased_as_pytorchs() {
    let device = Device::flex().autodiff();
    // Half of the first channel's pixels are 0 and half are 2: mean 1, variance 1. The second's: mean 4, variance 9.
    let image: Vec<f32> = [[0.0, 2.0], [1.0, 7.0]].iter().flat_map(|pair| pair.repeat(8)).collect();
    let images = Tensor::<4>::from_data(TensorData::new([image.clone(), image].concat(), [2, 2, 4, 4]), &device);
    // One batch of 32 pixels: a tenth of 32/31 of the variance on nine tenths of the initial 1; and two of 16 pixels, where
    // 0.9² are left of the initial 1 and 0.09 + 0.1 times 16/15 of the variance come on top. A biased variance would leave
    // 1 and 1.8, or 1 and 2.52.
    for (groups, mean, var) in [(1, [0.1, 0.4], [1.0032258, 1.8290323]), (2, [0.19, 0.76], [1.0126667, 2.634])] {
        let mut norm = BatchNorm::new(2, &mut Stream::Weights.rng(1), &device);
        norm.forward_train(images.clone(), norm.parameters(), groups, Activation::LeakyRelu, Kernels::Stock);
        let mut running = Running::default();
        norm.map_state("main.1", &mut running);
        for (key, expected) in [("main.1.running_mean", mean), ("main.1.running_var", var)] {
            let found = &running.0[key];
            let close = |(found, expected): (&f32, &f32)| (found - expected).abs() <= 1e-6;
            assert!(found.len() == 2 && found.iter().zip(&expected).all(close), "{groups} groups, {key}: {found:?}");
        }
    }
}

#[test]
fn a_seed_decides_the_whole_run() {
    let run = |seed| outcome(&steps(&mut session(TrainConfig { seed, sample_every: 2, ..tiny() }, 10), 10, 4));
    assert_eq!(run(3), run(3));
    assert_ne!(run(3), run(4));
}

#[test]
fn iterations_that_are_queued_ahead_bring_the_same() {
    let config = || TrainConfig { sample_every: 2, ema_decay: 0.9, flip: true, ..tiny() };
    let (mut one_by_one, mut ahead) = (session(config(), 10), session(config(), 10));
    let expected = outcome(&steps(&mut one_by_one, 10, 6));
    let data = faces(10, config().image_size);
    for _ in 0..5 {
        let batch = ahead.next_batch(&data).unwrap();
        ahead.queue(batch);
    }
    let mut brought = Vec::new();
    while let Some(step) = block_on(ahead.finish_next()).unwrap() {
        brought.push(step);
        if brought.len() == 1 {
            let batch = ahead.next_batch(&data).unwrap();
            ahead.queue(batch);
        }
    }
    assert_eq!(outcome(&brought), expected);
    assert_eq!(values(ahead.gan().net_g.state()), values(one_by_one.gan().net_g.state()));
}

#[test]
fn drawing_in_between_changes_nothing_of_a_run() {
    let config = TrainConfig { sample_every: 2, ..tiny() };
    let face = |index| Latent::Drawn(LatentSpec { seed: 1, index, truncation: Some(1.0) });
    let scenes = [
        Scene::Faces { seed: 1, count: 16, truncation: None },
        Scene::Walk { stops: vec![face(0), face(1)], at: 0.5 },
        Scene::Pad { around: face(2), directions: 3, x: 0.2, y: -0.1 },
    ];
    let (mut plain, mut drawn) = (session(config.clone(), 10), session(config, 10));
    for _ in 0..4 {
        let expected = outcome(&steps(&mut plain, 10, 1));
        let pictures = scenes.each_ref().map(|scene| {
            let net_g = drawn.net_g(WeightSource::Trained).unwrap();
            block_on(draw(net_g, scene)).unwrap()
        });
        assert_eq!(pictures.map(|picture| (picture.width, picture.height)), [(274, 70), (32, 32), (32, 32)]);
        assert_eq!(outcome(&steps(&mut drawn, 10, 1)), expected);
    }
    let snapshot = |session: &Session| block_on(session.snapshot()).unwrap();
    let (plain, drawn) = (snapshot(&plain), snapshot(&drawn));
    assert_eq!((drawn.net_g, drawn.net_d), (plain.net_g, plain.net_d));
    assert_eq!((drawn.latents_rng, drawn.order_rng), (plain.latents_rng, plain.order_rng));
}

#[test]
fn a_draw_without_stops_or_an_average_is_refused() {
    let session = session(tiny(), 8);
    let walk = Scene::Walk { stops: vec![], at: 0.0 };
    assert!(block_on(draw(session.net_g(WeightSource::Trained).unwrap(), &walk)).is_err());
    assert!(session.net_g(WeightSource::Averaged).is_none());
}

#[test]
fn grids_and_log_lines_come_when_the_tutorial_makes_them() {
    let config = TrainConfig { sample_every: 4, max_iterations: Some(7), ..tiny() };
    let mut session = session(config, 10);
    let steps = steps(&mut session, 10, 7);
    assert!(session.is_complete());
    let with = |has: fn(&Step) -> bool| -> Vec<_> {
        steps.iter().filter(|step| has(step)).map(|step| step.stats.iteration).collect()
    };
    assert_eq!(with(|step| step.grid.is_some()), [0, 4, 6]);
    assert_eq!(with(|step| step.log.is_some()), [0, 3, 6], "the first iteration of each epoch of three");
    assert_eq!(with(|step| step.stats.images == 2), [2, 5], "the last batch of an epoch is partial");
    let grid = png::decode(&steps[0].grid.as_ref().unwrap().png).unwrap();
    assert_eq!((grid.width, grid.height), (8 * 34 + 2, 8 * 34 + 2));
    assert_eq!(session.batches_tracked(), Tracked { net_g: 7 + 3, net_d: 3 * 7 });
}

#[test]
fn photos_that_are_held_out_are_never_drawn() {
    let config = |seed| TrainConfig { holdout: 0.3, seed, ..tiny() };
    let held_out = |seed| session(config(seed), 10).some_held_out(usize::MAX).unwrap();
    let places = held_out(1);
    let (all, mut others) = (faces(10, 32), faces(0, 32));
    for place in 0..10 {
        let rgb = if places.contains(&place) { vec![0; 32 * 32 * 3] } else { all.read(&[place]).unwrap().rgb };
        others.push(&rgb).unwrap();
    }
    let run = |data: &Dataset| {
        let mut session = session(config(1), 10);
        assert_eq!((session.images(), session.held_out()), (7, 3));
        let real = session.real_grid(data).unwrap();
        let step = |_| {
            let batch = session.next_batch(data).unwrap();
            block_on(session.train(batch)).unwrap()
        };
        // Over the ends of two epochs.
        let steps: Vec<_> = (0..5).map(step).collect();
        (real, outcome(&steps))
    };
    assert_eq!(run(&others), run(&all), "what is held out changes nothing");
    assert!((2..9).any(|seed| held_out(seed) != places), "the seed decides which");
    assert_eq!(session(config(1), 10).some_held_out(2).map(|some| some.len()), Some(2));
}

#[test]
fn photos_that_are_gone_end_the_run_with_the_reason() {
    let mut session = session(tiny(), 10);
    let error = session.next_batch(&faces(2, 32)).unwrap_err();
    assert!(error.to_string().ends_with("is not there"), "{error}");
    assert!(TrainError::from(error).to_string().starts_with("a photo could not be read"));
}

#[test]
fn numbers_that_are_not_finite_end_the_run() {
    let mut session = session(TrainConfig { lr: 1e38, ..tiny() }, 8);
    let data = faces(8, 32);
    let error = (0..3).find_map(|_| {
        let batch = session.next_batch(&data).unwrap();
        block_on(session.train(batch)).err()
    });
    assert!(matches!(error, Some(TrainError::NotFinite(_))), "{error:?}");
}

/// The largest singular value of a matrix of so many rows, in double precision.
fn largest_singular_value(matrix: &[f32], rows: usize) -> f64 {
    let rows: Vec<&[f32]> = matrix.chunks_exact(matrix.len() / rows).collect();
    let mut v = vec![1.0f64; rows[0].len()];
    let mut norm = 0.0;
    for _ in 0..1000 {
        let length = v.iter().map(|x| x * x).sum::<f64>().sqrt();
        v.iter_mut().for_each(|x| *x /= length);
        let image: Vec<f64> = rows.iter().map(|row| row.iter().zip(&v).map(|(a, b)| f64::from(*a) * b).sum()).collect();
        norm = image.iter().map(|x| x * x).sum::<f64>().sqrt();
        let back = |column: usize| rows.iter().zip(&image).map(|(row, x)| f64::from(row[column]) * x).sum();
        v = (0..v.len()).map(back).collect();
    }
    norm
}

#[test]
fn spectrally_normalised_weights_have_the_spectral_norm_1() {
    let device = Device::flex().autodiff();
    let mut rng = Stream::Weights.rng(1);
    let shape = [6, 3, 4, 4];
    let values = latents(shape.iter().product(), 1, &mut rng);
    let weight = Tensor::<4>::from_data(TensorData::new(values.clone(), shape), &device);
    let mut norm = SpectralNorm::new(&weight, &mut rng, &device);
    let normalised = (0..100).map(|_| norm.forward_train(weight.clone())).last().unwrap();
    let normalised: Vec<f32> = normalised.into_data().try_to_vec().unwrap();
    let found = [&values, &normalised].map(|matrix| largest_singular_value(matrix, shape[0]));
    assert!(found[0] > 5.0 && (found[1] - 1.0).abs() < 1e-4, "{found:?}");
}
