//! Runs of grey images.

use facegan_core::config::{Field, TrainConfig};
use facegan_core::opened::Content;
use facegan_data::dataset::Dataset;
use facegan_model::{StateDict, to_host};
use facegan_store::checkpoint::from_bytes;
use facegan_store::opened::Opened;
use facegan_store::tensor_file::TensorFile;
use facegan_store::weights::{metadata, safetensors};
use facegan_train::{RestoreError, Session, png};
use pollster::block_on;

use test_support::faces;
use test_support::runs::{save, timeless, train};

use super::{IMAGES, config, device};

fn grey() -> TrainConfig {
    TrainConfig { nc: 1, ..config() }
}

fn begin(config: TrainConfig, data: &Dataset) -> Session {
    Session::new(config, data.identities().to_vec(), data.taken(), device())
}

#[test]
fn a_continued_run_equals_one_that_never_stopped_and_draws_grey_faces() {
    let data = faces(IMAGES, 32);
    let mut whole = begin(grey(), &data);
    train(&mut whole, &data, 2);
    let bytes = save(&whole);
    train(&mut whole, &data, 2);
    let snapshot = from_bytes(&bytes).unwrap();
    let mut second = Session::restore(snapshot, grey(), data.identities().to_vec(), device()).unwrap();
    train(&mut second, &data, 2);
    assert_eq!(timeless(&second), timeless(&whole));

    let is_grey = |png: &[u8]| png::decode(png).unwrap().rgb.as_chunks().0.iter().all(|[r, g, b]| r == g && g == b);
    assert!(is_grey(&whole.last_grid().unwrap().png) && is_grey(&whole.real_grid(&data).unwrap().png));
    let coloured = begin(config(), &data).real_grid(&data).unwrap();
    assert!(!is_grey(&coloured.png), "the photos have colours");
}

#[test]
fn a_run_cannot_change_its_channels_on_the_way() {
    let data = faces(IMAGES, 32);
    let snapshot = from_bytes(&save(&begin(grey(), &data))).unwrap();
    let refused = Session::restore(snapshot, config(), data.identities().to_vec(), device());
    assert!(matches!(refused.err(), Some(RestoreError::Settings(fields)) if fields == [Field::Nc]));
}

#[test]
fn weights_are_known_by_their_shapes_and_go_with_those_of_equal_channels() {
    let data = faces(IMAGES, 32);
    let file = |config: TrainConfig, is_g: bool| {
        let session = begin(config, &data);
        let network = if is_g { session.gan().net_g.state() } else { session.gan().net_d.state() };
        let network = block_on(to_host(network)).unwrap();
        safetensors(&network, 3, metadata(session.config(), session.history())).unwrap()
    };
    let mut opened = Opened::default();
    let contents = |opened: &Opened| -> Vec<_> {
        let of = |content: &Content| match content {
            Content::NetG { nc, .. } => ("netG", *nc),
            Content::NetD { nc, .. } => ("netD", *nc),
            Content::Checkpoint { config, .. } => ("run", config.nc),
        };
        opened.report().iter().map(|file| of(&file.content)).collect()
    };
    opened.open("netG.safetensors".into(), &file(grey(), true)).unwrap();
    opened.open("netD.safetensors".into(), &file(grey(), false)).unwrap();
    assert_eq!(contents(&opened), [("netG", 1), ("netD", 1)]);
    opened.open("netD.safetensors".into(), &file(config(), false)).unwrap();
    assert_eq!(contents(&opened), [("netD", 3)], "a grey netG does not go with a netD of colours");
}

#[test]
fn a_run_of_colours_says_nothing_of_channels() {
    let data = faces(IMAGES, 32);
    let names_channels = |config| {
        let bytes = save(&begin(config, &data));
        TensorFile::read(&bytes).unwrap().metadata().contains_key(Field::Nc.name())
    };
    assert_eq!((names_channels(grey()), names_channels(config())), (true, false));
}
