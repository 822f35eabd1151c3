//! The engine on WebGPU, in a dedicated worker as on the page.
#![cfg(target_arch = "wasm32")]

#[path = "common/gpu.rs"]
mod gpu;

use std::collections::BTreeMap;

use facegan_core::config::TrainConfig;
use facegan_core::stats::Stats;
use facegan_data::dataset::Dataset;
use facegan_kernels::pixels;
use facegan_model::{HostTensor, StateDict, StateTensor, to_host};
use facegan_store::checkpoint::{from_bytes, to_bytes};
use facegan_store::weights::{metadata, safetensors};
use facegan_train::{Gan, NetworkState, Session, Snapshot, png};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use safetensors::SafeTensors;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

use gpu::gpu;
use test_support::small_sets::training;
use test_support::{error, faces, tiny};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

async fn values(state: Vec<StateTensor>) -> BTreeMap<String, Vec<f32>> {
    let state = to_host(state).await.expect("the GPU answers");
    state.into_iter().map(|tensor| (tensor.key, tensor.values)).collect()
}

/// The keys of the tensors that differ.
fn changed<'a>(before: &'a BTreeMap<String, Vec<f32>>, after: &BTreeMap<String, Vec<f32>>) -> Vec<&'a str> {
    before.iter().filter(|(key, values)| after[*key] != **values).map(|(key, _)| key.as_str()).collect()
}

#[wasm_bindgen_test]
async fn each_update_changes_its_own_network_alone() {
    let config = tiny();
    let compute = gpu().await;
    let mut gan = Gan::new(&config, &mut ChaCha8Rng::seed_from_u64(1), &compute);
    let data = faces(config.batch_size, config.image_size);
    let images = data.read(&[0, 1, 2, 3]).expect("the faces are there");
    let real = pixels(&images.rgb, config.nc, images.size, &compute);
    let latent = burn::tensor::Tensor::ones([config.batch_size, config.nz, 1, 1], &compute.device);
    let fake = gan.net_g.forward_train(latent);

    let (g0, d0) = (values(gan.net_g.state()).await, values(gan.net_d.state()).await);
    let (of_d, gradients) = gan.backward_d(real, fake.clone().detach());
    gan.adam_d.step(&mut gan.net_d, &gradients, config.lr);
    let (g1, d1) = (values(gan.net_g.state()).await, values(gan.net_d.state()).await);
    assert_eq!(changed(&g0, &g1), Vec::<&str>::new());
    assert_eq!(changed(&d0, &d1), d0.keys().collect::<Vec<_>>());

    let (_, gradients) = gan.backward_g(fake, of_d);
    gan.adam_g.step(&mut gan.net_g, &gradients, config.lr);
    let (g2, d2) = (values(gan.net_g.state()).await, values(gan.net_d.state()).await);
    let trained = |key: &&String| !key.contains("running");
    assert_eq!(changed(&g1, &g2), g1.keys().filter(trained).collect::<Vec<_>>());
    assert!(changed(&d1, &d2).iter().all(|key| key.contains("running")), "netG's step left netD's weights alone");
}

#[wasm_bindgen_test]
async fn thirty_two_faces_are_learnt_by_the_discriminator() {
    let config = TrainConfig { batch_size: 8, ..tiny() };
    let data = faces(32, config.image_size);
    let mut session = Session::new(config, data.identities().to_vec(), data.taken(), gpu().await);
    for _ in 0..24 {
        let batch = session.next_batch(&data).expect("the faces are there");
        let stats = session.train(batch).await.expect("the GPU trains").stats;
        assert!([stats.loss_d, stats.loss_g, stats.d_x, stats.d_g_z1, stats.d_g_z2].iter().all(|n| n.is_finite()));
    }
    let mean = |part: &[Stats]| part.iter().map(|s| s.loss_d).sum::<f32>() / part.len() as f32;
    let (first, last) = (mean(&session.history()[..4]), mean(&session.history()[20..]));
    console_log!("Loss_D: {first} at first, {last} at last");
    assert!(last < 0.7 * first, "Loss_D went from {first} to {last}");
}

#[wasm_bindgen_test]
async fn a_run_with_augmented_images_keeps_its_average() {
    training(gpu().await).await;
}

#[wasm_bindgen_test]
async fn the_weights_file_holds_what_was_trained() {
    let config = TrainConfig { sample_every: 1, max_iterations: Some(2), ..tiny() };
    let data = faces(6, config.image_size);
    let mut session = Session::new(config, data.identities().to_vec(), data.taken(), gpu().await);
    while !session.is_complete() {
        let batch = session.next_batch(&data).expect("the faces are there");
        let step = session.train(batch).await.expect("the GPU trains");
        let grid = step.grid.expect("every iteration has a grid");
        let grid = png::decode(&grid.png).expect("it is a PNG");
        assert_eq!((grid.width, grid.height), (8 * 34 + 2, 8 * 34 + 2));
    }
    let state = values(session.gan().net_g.state()).await;
    let on_host = to_host(session.gan().net_g.state()).await.expect("the GPU answers");
    let tracked = session.batches_tracked().net_g;
    let bytes =
        safetensors(&on_host, tracked, metadata(session.config(), session.history())).expect("the file is made");
    let file = SafeTensors::deserialize(&bytes).expect("a valid file");
    for (key, values) in &state {
        let stored = file.tensor(key).expect("every tensor is there");
        let stored: Vec<f32> =
            stored.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        assert_eq!(&stored, values, "{key}");
    }
    assert_eq!(file.len(), state.len() + 3, "and num_batches_tracked of three normalisations");
    let tracked = file.tensor("main.1.num_batches_tracked").expect("it is there");
    assert_eq!((tracked.shape(), tracked.data()), (&[][..], &4i64.to_le_bytes()[..]), "two iterations, two grids");
}

#[wasm_bindgen_test]
async fn a_run_goes_on_from_a_checkpoint_as_if_it_had_not_stopped() {
    let config = TrainConfig { num_epochs: 3, sample_every: 2, ..tiny() };
    let data = faces(10, config.image_size);
    let compute = gpu().await;
    let new = || Session::new(config.clone(), data.identities().to_vec(), data.taken(), compute.clone());
    let mut whole = new();
    train(&mut whole, &data, 9).await;
    // In the middle of an epoch, at an epoch's end, and just before the run's.
    for stop in [1, 3, 8] {
        let mut first = new();
        train(&mut first, &data, stop).await;
        let bytes = to_bytes(&first.snapshot().await.expect("the GPU answers")).expect("the file is made");
        let snapshot = from_bytes(&bytes).expect("the file is whole");
        let mut second = Session::restore(snapshot, config.clone(), data.identities().to_vec(), compute.clone())
            .expect("it is the same run");
        train(&mut second, &data, 9 - stop).await;
        let [ours, expected] = [&second, &whole].map(Session::snapshot);
        let (ours, expected) = (ours.await.expect("the GPU answers"), expected.await.expect("the GPU answers"));
        assert_same_place(&ours, &expected);
        assert_same_history(&ours.history, &expected.history);
        for (part, worst) in distances(&ours, &expected) {
            console_log!("stopped after {stop}: {part} differ by at most {worst:.1e}");
            assert!(worst <= 1e-4, "stopped after {stop}: {part}: {worst}");
        }
    }
}

/// Everything that is counted or drawn and not computed.
fn assert_same_place(ours: &Snapshot, expected: &Snapshot) {
    assert_eq!((&ours.config, &ours.order), (&expected.config, &expected.order));
    assert_eq!((ours.epoch, ours.batch), (expected.epoch, expected.batch));
    assert_eq!((&ours.order_rng, &ours.latents_rng), (&expected.order_rng, &expected.latents_rng));
    assert_eq!(ours.fixed_noise, expected.fixed_noise);
    let counts = |net: &NetworkState| (net.batches_tracked, net.adam.steps);
    assert_eq!((counts(&ours.net_g), counts(&ours.net_d)), (counts(&expected.net_g), counts(&expected.net_d)));
    let drawn = |run: &Snapshot| run.grids.iter().map(|grid| grid.iteration).collect::<Vec<_>>();
    assert_eq!(drawn(ours), drawn(expected));
}

/// The numbers within 1e-4 of their size; their durations may differ.
fn assert_same_history(ours: &[Stats], expected: &[Stats]) {
    assert_eq!(ours.len(), expected.len());
    let place = |s: &Stats| (s.iteration, s.epoch, s.batch, s.images);
    let numbers = |s: &Stats| [s.loss_d, s.loss_g, s.d_x, s.d_g_z1, s.d_g_z2];
    for (ours, expected) in ours.iter().zip(expected) {
        assert_eq!(place(ours), place(expected));
        let mut pairs = numbers(ours).into_iter().zip(numbers(expected));
        assert!(pairs.all(|(a, b)| (a - b).abs() <= 1e-4 * b.abs()), "{ours:?} for {expected:?}");
    }
}

/// Some of a run's tensors.
type Part = fn(&Snapshot) -> &[HostTensor];

/// How far the tensors of two runs are apart at most, part by part.
fn distances(ours: &Snapshot, expected: &Snapshot) -> Vec<(&'static str, f64)> {
    let parts: [(&str, Part); 6] = [
        ("netG's tensors", |run| &run.net_g.state),
        ("netG's averages of gradients", |run| &run.net_g.adam.exp_avg),
        ("netG's averages of squares", |run| &run.net_g.adam.exp_avg_sq),
        ("netD's tensors", |run| &run.net_d.state),
        ("netD's averages of gradients", |run| &run.net_d.adam.exp_avg),
        ("netD's averages of squares", |run| &run.net_d.adam.exp_avg_sq),
    ];
    parts.into_iter().map(|(name, part)| (name, farthest(part(ours), part(expected)))).collect()
}

fn farthest(ours: &[HostTensor], expected: &[HostTensor]) -> f64 {
    let keys = |tensors: &[HostTensor]| tensors.iter().map(|tensor| tensor.key.clone()).collect::<Vec<_>>();
    assert!(!ours.is_empty());
    assert_eq!(keys(ours), keys(expected));
    // Where a value is NaN, its error is infinite.
    ours.iter().zip(expected).map(|(ours, expected)| error(&ours.values, &expected.values)).fold(0.0, f64::max)
}

async fn train(session: &mut Session, data: &Dataset, iterations: usize) {
    for _ in 0..iterations {
        let batch = session.next_batch(data).expect("the faces are there");
        session.train(batch).await.expect("the GPU trains");
    }
}
