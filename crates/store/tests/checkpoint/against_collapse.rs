//! Runs with what helps against collapse.

use facegan_core::config::{Field, Loss, TrainConfig};
use facegan_data::dataset::Dataset;
use facegan_model::{HostTensor, Network, StateDict, to_host};
use facegan_store::checkpoint::from_bytes;
use facegan_store::tensor_file::TensorFile;
use facegan_store::weights::{self, metadata, safetensors};
use facegan_train::Session;
use pollster::block_on;

use test_support::faces;
use test_support::runs::{save, timeless, train};

use super::{IMAGES, config, device};

const FIELDS: [Field; 5] = [Field::LrG, Field::LrD, Field::RealLabel, Field::Loss, Field::SpectralNorm];

/// The settings with each of them.
fn each() -> Vec<TrainConfig> {
    vec![
        TrainConfig { lr_g: Some(0.0004), ..config() },
        TrainConfig { lr_d: Some(0.0001), ..config() },
        TrainConfig { real_label: 0.9, ..config() },
        TrainConfig { loss: Loss::Hinge, ..config() },
        TrainConfig { spectral_norm: true, ..config() },
    ]
}

fn begin(config: &TrainConfig, data: &Dataset) -> Session {
    Session::new(config.clone(), data.identities().to_vec(), data.taken(), device())
}

fn parameters(network: &impl StateDict) -> Vec<HostTensor> {
    let state = block_on(to_host(network.state())).unwrap();
    state.into_iter().filter(HostTensor::is_parameter).collect()
}

#[test]
fn a_continued_run_equals_one_that_never_stopped_and_is_not_the_tutorials() {
    let data = faces(IMAGES, 32);
    let mut plain = begin(&config(), &data);
    train(&mut plain, &data, 4);
    for config in each() {
        let mut whole = begin(&config, &data);
        train(&mut whole, &data, 2);
        let bytes = save(&whole);
        train(&mut whole, &data, 2);
        assert_ne!(timeless(&whole).net_g, timeless(&plain).net_g, "{config:?}");

        let snapshot = from_bytes(&bytes).unwrap();
        assert_eq!(snapshot.config, config);
        let mut second = Session::restore(snapshot, config.clone(), data.identities().to_vec(), device()).unwrap();
        train(&mut second, &data, 2);
        assert_eq!(timeless(&second), timeless(&whole), "{config:?}");
    }
}

#[test]
fn a_learning_rate_is_of_its_own_network_alone() {
    let data = faces(IMAGES, 32);
    for (lr_g, lr_d) in [(Some(0.0), None), (None, Some(0.0))] {
        let mut session = begin(&TrainConfig { lr_g, lr_d, ..config() }, &data);
        let before = (parameters(&session.gan().net_g), parameters(&session.gan().net_d));
        train(&mut session, &data, 1);
        let after = (parameters(&session.gan().net_g), parameters(&session.gan().net_d));
        assert_eq!((after.0 == before.0, after.1 == before.1), (lr_g.is_some(), lr_d.is_some()));
    }
}

#[test]
fn a_spectrally_normalised_netd_is_known_by_its_keys() {
    let config = TrainConfig { spectral_norm: true, ..config() };
    let session = begin(&config, &faces(IMAGES, 32));
    let state = block_on(to_host(session.gan().net_d.state())).unwrap();
    let network = Network::net_d(&config);
    let keys = |state: &[HostTensor]| state.iter().map(|tensor| tensor.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&state), network.shapes().into_iter().map(|(key, _)| key).collect::<Vec<_>>());
    assert_eq!(
        keys(&state)[..3],
        ["original", "0._u", "0._v"].map(|name| format!("main.0.parametrizations.weight.{name}"))
    );

    let bytes = safetensors(&state, 3, metadata(session.config(), session.history())).unwrap();
    let read = weights::read(&bytes).unwrap();
    assert_eq!((read.network, read.state), (network, state));
}

#[test]
fn a_run_without_them_says_nothing_of_them() {
    let bytes = save(&begin(&config(), &faces(IMAGES, 32)));
    let file = TensorFile::read(&bytes).unwrap();
    assert!(FIELDS.iter().all(|field| !file.metadata().contains_key(field.name())));
}
