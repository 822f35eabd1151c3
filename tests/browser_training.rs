//! The engine on WebGPU, in a dedicated worker as on the page.
#![cfg(target_arch = "wasm32")]

mod common;

use std::collections::BTreeMap;

use facegan::config::TrainConfig;
use facegan::data::batch::to_tensor;
use facegan::data::dataset::Dataset;
use facegan::model::{StateDict, StateTensor, to_host};
use facegan::store::checkpoint::{from_bytes, to_bytes};
use facegan::store::weights::{metadata, safetensors};
use facegan::train::{Gan, Session};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use safetensors::SafeTensors;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

use common::gpu::gpu;
use common::{error, faces, tiny};

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
    let device = gpu().await.device;
    let mut gan = Gan::new(&config, &mut ChaCha8Rng::seed_from_u64(1), &device);
    let data = faces(config.batch_size, config.image_size);
    let real = to_tensor(&data.read(&[0, 1, 2, 3]).expect("the faces are there"), &device);
    let latent = burn::tensor::Tensor::ones([config.batch_size, config.nz, 1, 1], &device);
    let fake = gan.net_g.forward_train(latent);

    let (g0, d0) = (values(gan.net_g.state()).await, values(gan.net_d.state()).await);
    let (_, gradients) = gan.backward_d(real, fake.clone().detach());
    gan.adam_d.step(&mut gan.net_d, &gradients);
    let (g1, d1) = (values(gan.net_g.state()).await, values(gan.net_d.state()).await);
    assert_eq!(changed(&g0, &g1), Vec::<&str>::new());
    assert_eq!(changed(&d0, &d1), d0.keys().collect::<Vec<_>>());

    let (_, gradients) = gan.backward_g(fake);
    gan.adam_g.step(&mut gan.net_g, &gradients);
    let (g2, d2) = (values(gan.net_g.state()).await, values(gan.net_d.state()).await);
    let trained = |key: &&String| !key.contains("running");
    assert_eq!(changed(&g1, &g2), g1.keys().filter(trained).collect::<Vec<_>>());
    assert!(changed(&d1, &d2).iter().all(|key| key.contains("running")), "netG's step left netD's weights alone");
}

#[wasm_bindgen_test]
async fn thirty_two_faces_are_learnt_by_the_discriminator() {
    let config = TrainConfig { batch_size: 8, ..tiny() };
    let data = faces(32, config.image_size);
    let mut session = Session::new(config, data.identities().to_vec(), gpu().await.device);
    for _ in 0..24 {
        let batch = session.next_batch(&data).expect("the faces are there");
        let stats = session.train(batch).await.expect("the GPU trains").stats;
        assert!([stats.loss_d, stats.loss_g, stats.d_x, stats.d_g_z1, stats.d_g_z2].iter().all(|n| n.is_finite()));
    }
    let mean = |part: &[facegan::protocol::Stats]| part.iter().map(|s| s.loss_d).sum::<f32>() / part.len() as f32;
    let (first, last) = (mean(&session.history()[..4]), mean(&session.history()[20..]));
    console_log!("Loss_D: {first} at first, {last} at last");
    assert!(last < 0.7 * first, "Loss_D went from {first} to {last}");
}

#[wasm_bindgen_test]
async fn the_weights_file_holds_what_was_trained() {
    let config = TrainConfig { sample_every: 1, max_iterations: Some(2), ..tiny() };
    let data = faces(6, config.image_size);
    let mut session = Session::new(config, data.identities().to_vec(), gpu().await.device);
    while !session.is_complete() {
        let batch = session.next_batch(&data).expect("the faces are there");
        let step = session.train(batch).await.expect("the GPU trains");
        let grid = step.grid.expect("every iteration has a grid");
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
    let device = gpu().await.device;
    let new = || Session::new(config.clone(), data.identities().to_vec(), device.clone());
    let mut whole = new();
    train(&mut whole, &data, 9).await;
    // In the middle of an epoch, at an epoch's end, and just before the run's.
    for stop in [1, 3, 8] {
        let mut first = new();
        train(&mut first, &data, stop).await;
        let bytes = to_bytes(&first.snapshot().await.expect("the GPU answers")).expect("the file is made");
        let snapshot = from_bytes(&bytes).expect("the file is whole");
        let mut second = Session::restore(snapshot, config.clone(), data.identities().to_vec(), device.clone())
            .expect("it is the same run");
        train(&mut second, &data, 9 - stop).await;
        let (ours, expected) = (values(second.gan().net_g.state()).await, values(whole.gan().net_g.state()).await);
        let worst = ours.iter().map(|(key, values)| error(values, &expected[key])).fold(0.0, f64::max);
        console_log!("stopped after {stop}: netG differs by at most {worst:.1e}");
        assert!(worst <= 1e-4, "stopped after {stop}: {worst}");
        assert_eq!(second.history().len(), 9);
        assert_eq!(second.batches_tracked(), whole.batches_tracked());
    }
}

async fn train(session: &mut Session, data: &Dataset, iterations: usize) {
    for _ in 0..iterations {
        let batch = session.next_batch(data).expect("the faces are there");
        session.train(batch).await.expect("the GPU trains");
    }
}
