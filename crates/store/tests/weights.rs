//! Weights files: what is read, what is refused and why, and what can be done with an opened one; `lenient` has the files
//! that differ from the tutorial's and are read all the same.

#[path = "weights/lenient.rs"]
mod lenient;

use burn::tensor::Device;
use facegan_core::config::{IMAGE_SIZES, TrainConfig};
use facegan_core::latent::Scene;
use facegan_core::opened::{Content, Remark};
use facegan_data::dataset::Dataset;
use facegan_model::{HostTensor, Network, StateDict, to_host};
use facegan_store::checkpoint;
use facegan_store::opened::Opened;
use facegan_store::tensor_file::{Metadata, Stored, write};
use facegan_store::weights::{metadata, read, safetensors};
use facegan_train::{NetworkState, Session, Snapshot, Tracked, draw, generator};
use pollster::block_on;
use safetensors::Dtype;

use test_support::{faces, tiny};

fn device() -> Device {
    Device::flex().autodiff()
}

fn session(config: TrainConfig, data: &Dataset) -> Session {
    Session::new(config, data.identities().to_vec(), data.taken(), device())
}

/// A run after a few iterations, so that nothing in it is as it began.
fn trained(data: &Dataset) -> Session {
    let mut session = session(tiny(), data);
    for _ in 0..3 {
        let batch = session.next_batch(data).unwrap();
        block_on(session.train(batch)).unwrap();
    }
    session
}

fn state(network: &impl StateDict) -> Vec<HostTensor> {
    block_on(to_host(network.state())).unwrap()
}

/// The file after a change to its tensors.
fn file(state: &[HostTensor], change: impl FnOnce(&mut Vec<Stored>)) -> Vec<u8> {
    let mut tensors: Vec<_> = state.iter().map(|t| Stored::f32(t.key.clone(), t.shape.clone(), &t.values)).collect();
    change(&mut tensors);
    write(&tensors, Metadata::new()).unwrap()
}

#[test]
fn what_is_written_is_read() {
    let session = trained(&faces(8, 32));
    let (net_g, net_d) = (state(&session.gan().net_g), state(&session.gan().net_d));
    let Tracked { net_g: of_g, net_d: of_d } = session.batches_tracked();
    let about = || metadata(session.config(), session.history());
    let read_g = read(&safetensors(&net_g, of_g, about()).unwrap()).unwrap();
    assert_eq!((read_g.state, read_g.batches_tracked), (net_g, 4));
    assert_eq!(read_g.network, Network::Generator { image_size: 32, nc: 3, nz: 100, ngf: 8 });
    let read_d = read(&safetensors(&net_d, of_d, about()).unwrap()).unwrap();
    assert_eq!((read_d.state, read_d.batches_tracked), (net_d, 9));
    assert_eq!(read_d.network, Network::Discriminator { image_size: 32, nc: 3, ndf: 8, spectral_norm: false });
}

#[test]
fn every_image_size_is_told_from_the_shapes() {
    for image_size in IMAGE_SIZES {
        let config = TrainConfig { image_size, nz: 5, ngf: 2, ndf: 3, ..tiny() };
        let session = Session::new(config, vec![0; 8], (0..8).collect(), device());
        let of = |state: Vec<HostTensor>| Network::of(&state).unwrap();
        assert_eq!(of(state(&session.gan().net_g)), Network::Generator { image_size, nc: 3, nz: 5, ngf: 2 });
        assert_eq!(
            of(state(&session.gan().net_d)),
            Network::Discriminator { image_size, nc: 3, ndf: 3, spectral_norm: false }
        );
    }
}

#[test]
fn numbers_that_are_not_finite_are_told_and_neither_drawn_with_nor_trained_on() {
    let data = faces(8, 32);
    let mut net_g = state(&trained(&data).gan().net_g);
    net_g[3].values[1] = f32::NEG_INFINITY;
    net_g[5].values.fill(f32::NAN);
    let mut opened = Opened::default();
    opened.open("netG".into(), &file(&net_g, |_| ())).unwrap();
    let reported = opened.report().remove(0);
    let (numbers, first) = (1 + net_g[5].values.len(), net_g[3].key.clone());
    let remark = Remark::NotFinite { network: "netG".into(), numbers, tensors: 2, first };
    assert_eq!((&reported.remarks, reported.can_draw()), (&vec![remark], false));
    let reason = format!("1 of the {} numbers in “{}” are NaN or infinite", net_g[3].values.len(), net_g[3].key);
    let (network, net_g) = opened.net_g().unwrap();
    assert_eq!(generator(network, net_g, &device().into()).map(|_| ()).unwrap_err().to_string(), reason);
    let mut new = session(tiny(), &data);
    let own = state(&new.gan().net_g);
    assert_eq!(opened.load_into(&mut new).unwrap_err().to_string(), reason);
    assert_eq!(state(&new.gan().net_g), own, "nothing was replaced");
}

#[test]
fn a_run_does_not_go_on_from_numbers_that_are_not_finite() {
    let data = faces(8, 32);
    let mut snapshot = block_on(trained(&data).snapshot()).unwrap();
    let last = snapshot.net_d.state.last_mut().unwrap();
    last.values[0] = f32::NAN;
    let reason = format!("1 of the {} numbers in “{}” are NaN or infinite", last.values.len(), last.key);
    let bytes = checkpoint::to_bytes(&snapshot).unwrap();
    let mut opened = Opened::default();
    opened.open("checkpoint".into(), &bytes).unwrap();
    let reported = opened.report().remove(0);
    assert!(matches!(&reported.remarks[..], [Remark::NotFinite { network, numbers: 1, .. }] if network == "netD"));
    assert!(reported.can_draw(), "netG is not concerned");
    let restored = Session::restore(snapshot, tiny(), data.identities().to_vec(), device());
    assert_eq!(restored.map(|_| ()).unwrap_err().to_string(), reason);
}

#[test]
fn a_file_is_the_same_bytes_each_time_and_laid_out_as_others_do() {
    let net_g = state(&trained(&faces(8, 32)).gan().net_g);
    let mut tensors: Vec<_> = net_g.iter().map(|t| Stored::f32(t.key.clone(), t.shape.clone(), &t.values)).collect();
    tensors.push(Stored::count("main.1.num_batches_tracked".into(), 5));
    tensors.push(Stored::u8("odd".into(), vec![3], vec![1, 2, 3]));
    let said = |pairs: &[(&str, &str)]| pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
    let many: Metadata = said(&[("zebra", "1"), ("ant", "“2”"), ("bee", "3"), ("moth", "4"), ("lr", "0.0002")]);
    let once = write(&tensors, many.clone()).unwrap();
    tensors.reverse();
    assert!(write(&tensors, many).unwrap() == once, "in whatever order the tensors come");
    // With one entry of metadata, the crate's own order is always the same.
    let augmentations = tensors.iter().map(|tensor| (&tensor.key, tensor.view().unwrap()));
    let theirs = safetensors::serialize(augmentations, Some([("format".to_owned(), "pt".to_owned())].into())).unwrap();
    assert!(write(&tensors, said(&[("format", "pt")])).unwrap() == theirs);
}

#[test]
fn wrong_files_name_the_key_what_was_expected_and_what_was_found() {
    let session = trained(&faces(8, 32));
    let net_g = state(&session.gan().net_g);
    let error = |change: &dyn Fn(&mut Vec<Stored>)| {
        read(&file(&net_g, |tensors| change(tensors))).map(|_| ()).unwrap_err().to_string()
    };
    let at = |tensors: &[Stored], key: &str| tensors.iter().position(|tensor| tensor.key == key).unwrap();
    let shape = error(&|tensors| {
        let i = at(tensors, "main.4.bias");
        tensors[i] = Stored::f32("main.4.bias".into(), vec![7], &[0.0; 7]);
    });
    assert_eq!(shape, "“main.4.bias” should have the shape [16] but has [7]");
    let missing = error(&|tensors| {
        tensors.remove(at(tensors, "main.7.running_mean"));
    });
    assert_eq!(missing, "“main.7.running_mean” is missing; the first key in it is “main.0.weight”");
    let more = error(&|tensors| tensors.push(Stored::f32("main.9.bias".into(), vec![3], &[0.0; 3])));
    assert_eq!(more, "“main.9.bias” is not part of this network");
    let half = error(&|tensors| {
        let i = at(tensors, "main.0.weight");
        tensors[i].dtype = Dtype::I32;
    });
    assert_eq!(half, "“main.0.weight” should hold F32 but holds I32");
    let other = error(&|tensors| tensors.retain(|tensor| tensor.key == "main.0.weight"));
    assert!(other.starts_with("it holds neither netG nor netD"), "{other}");
    let without_first = error(&|tensors| {
        tensors.remove(at(tensors, "main.0.weight"));
    });
    assert_eq!(without_first, "“main.0.weight” is missing; the first key in it is “main.1.bias”");
    let deep = error(&|tensors| tensors.push(Stored::f32("main.30.weight".into(), vec![1, 1, 4, 4], &[0.0; 16])));
    assert!(deep.contains("the last convolution is “main.30.weight”"), "{deep}");
    let huge = error(&|tensors| {
        let i = at(tensors, "main.0.weight");
        tensors[i] = Stored::f32("main.0.weight".into(), vec![1 << 50, 0, 4, 4], &[]);
    });
    assert!(huge.starts_with("its nz must be from 1 to"), "{huge}");
}

#[test]
fn convolutions_of_another_rank_are_named_with_what_was_expected_and_found() {
    let session = trained(&faces(8, 32));
    let (net_g, net_d) = (state(&session.gan().net_g), state(&session.gan().net_d));
    let flattened = |state: &[HostTensor], key: &str| {
        let flatten = |tensor: &mut Stored| tensor.shape = vec![tensor.shape.iter().product()];
        let bytes = file(state, |tensors| tensors.iter_mut().filter(|tensor| tensor.key == key).for_each(flatten));
        read(&bytes).map(|_| ()).unwrap_err().to_string()
    };
    for (state, key, expected, found) in [
        (&net_g, "main.0.weight", "[?, ?, 4, 4]", "[51200]"),
        (&net_g, "main.3.weight", "[32, 16, 4, 4]", "[8192]"),
        (&net_g, "main.9.weight", "[?, ?, 4, 4]", "[384]"),
        (&net_d, "main.0.weight", "[?, ?, 4, 4]", "[384]"),
        (&net_d, "main.8.weight", "[1, 32, 4, 4]", "[512]"),
    ] {
        let reason = format!("“{key}” should have the shape {expected} but has {found}");
        assert_eq!(flattened(state, key), reason);
    }
}

#[test]
fn files_of_another_type_are_judged_by_their_keys_first() {
    let net_g = state(&trained(&faces(8, 32)).gan().net_g);
    let round = |tensors: &mut Vec<Stored>| {
        for tensor in tensors {
            tensor.dtype = Dtype::I32;
        }
    };
    let refused = |bytes: &[u8]| Opened::default().open("file".into(), bytes).unwrap_err();
    let whole = refused(&file(&net_g, round));
    assert_eq!(whole.to_string(), "“main.0.weight” should hold F32 but holds I32");
    assert_eq!(whole.advice(), "Convert the network in Python with `.float()` and save it again.");
    let stranger = refused(&file(&net_g, |tensors| {
        round(tensors);
        tensors.iter_mut().for_each(|tensor| tensor.key = tensor.key.replace('.', "_"));
    }));
    assert!(stranger.to_string().starts_with("it holds neither netG nor netD"), "{stranger}");
    assert_eq!(stranger.advice(), "Choose the weights of the tutorial's netG or netD.");
    let longer = refused(&file(&net_g, |tensors| {
        round(tensors);
        tensors.push(Stored::u8("main.9.bias".into(), vec![3], vec![0; 3]));
    }));
    assert_eq!(longer.to_string(), "“main.9.bias” is not part of this network");
}

#[test]
fn an_entry_that_is_there_twice_is_refused() {
    let net_g = state(&trained(&faces(8, 32)).gan().net_g);
    for key in ["main.0.weight", "main.4.num_batches_tracked"] {
        let bytes = file(&net_g, |tensors| {
            tensors.push(Stored::count("main.4.num_batches_tracked".into(), 3));
            let mut again = tensors.iter().find(|tensor| tensor.key == key).unwrap().clone();
            again.key.insert_str(0, "module.");
            tensors.push(again);
        });
        let reason = format!("“{key}” and “module.{key}” are the same entry, which is there twice");
        assert_eq!(read(&bytes).map(|_| ()).unwrap_err().to_string(), reason);
    }
}

#[test]
fn a_file_whose_first_bytes_are_a_pickles_is_read_all_the_same() {
    const PICKLE: u64 = 0x0280;
    let net_g = state(&trained(&faces(8, 32)).gan().net_g);
    let padded = |length: usize| safetensors(&net_g, 0, [("padding".to_owned(), " ".repeat(length))].into()).unwrap();
    let table = u64::from_le_bytes(*padded(0).first_chunk().unwrap());
    // Lengths are multiples of 8, so this much more padding makes the table longer by just as much.
    let bytes = padded((PICKLE + (2 << 16) - table % (1 << 16)) as usize % (1 << 16));
    assert!(bytes.starts_with(&[0x80, 0x02]));
    assert_eq!(read(&bytes).unwrap().state, net_g);
}

#[test]
fn a_new_run_starts_from_opened_weights_and_keeps_its_own_for_the_rest() {
    let data = faces(8, 32);
    let old = trained(&data);
    let net_g = state(&old.gan().net_g);
    let mut opened = Opened::default();
    opened.open("netG".into(), &safetensors(&net_g, 4, Metadata::new()).unwrap()).unwrap();

    let mut new = session(TrainConfig { seed: 9, ..tiny() }, &data);
    let own_d = state(&new.gan().net_d);
    opened.load_into(&mut new).unwrap();
    assert_eq!((state(&new.gan().net_g), state(&new.gan().net_d)), (net_g, own_d));
    let batch = new.next_batch(&data).unwrap();
    block_on(new.train(batch)).unwrap();
    assert_eq!(new.batches_tracked(), Tracked { net_g: 4 + 2, net_d: 3 });

    let mut wide = session(TrainConfig { ngf: 16, ..tiny() }, &data);
    let error = opened.load_into(&mut wide).unwrap_err().to_string();
    assert_eq!(error, "“main.0.weight” should have the shape [100, 64, 4, 4] but has [100, 32, 4, 4]");
}

#[test]
fn a_new_run_starts_from_an_opened_net_d() {
    let data = faces(8, 32);
    let old = trained(&data);
    let net_d = state(&old.gan().net_d);
    let mut opened = Opened::default();
    opened.open("netD".into(), &safetensors(&net_d, 9, Metadata::new()).unwrap()).unwrap();

    let mut new = session(TrainConfig { seed: 9, ..tiny() }, &data);
    let own_g = state(&new.gan().net_g);
    opened.load_into(&mut new).unwrap();
    assert_eq!((state(&new.gan().net_g), state(&new.gan().net_d)), (own_g, net_d));
    let batch = new.next_batch(&data).unwrap();
    block_on(new.train(batch)).unwrap();
    assert_eq!(new.batches_tracked(), Tracked { net_g: 2, net_d: 9 + 3 });

    let mut wide = session(TrainConfig { ndf: 16, ..tiny() }, &data);
    let error = opened.load_into(&mut wide).unwrap_err().to_string();
    assert_eq!(error, "“main.0.weight” should have the shape [16, 3, 4, 4] but has [8, 3, 4, 4]");
}

#[test]
fn a_new_run_starts_from_both_opened_networks() {
    let data = faces(8, 32);
    let old = trained(&data);
    let (net_g, net_d) = (state(&old.gan().net_g), state(&old.gan().net_d));
    let mut opened = Opened::default();
    opened.open("netG".into(), &safetensors(&net_g, 4, Metadata::new()).unwrap()).unwrap();
    opened.open("netD".into(), &safetensors(&net_d, 9, Metadata::new()).unwrap()).unwrap();
    let mut new = session(TrainConfig { seed: 9, ..tiny() }, &data);
    opened.load_into(&mut new).unwrap();
    assert_eq!((state(&new.gan().net_g), state(&new.gan().net_d)), (net_g, net_d));
    assert_eq!(new.batches_tracked(), Tracked { net_g: 4, net_d: 9 });
}

#[test]
fn a_new_run_takes_a_checkpoints_weights_and_nothing_else_of_it() {
    let data = faces(8, 32);
    let old = block_on(trained(&data).snapshot()).unwrap();
    let mut opened = Opened::default();
    opened.open("checkpoint".into(), &checkpoint::to_bytes(&old).unwrap()).unwrap();

    let mut begun = session(TrainConfig { seed: 9, ..tiny() }, &data);
    let own = block_on(begun.snapshot()).unwrap();
    opened.load_into(&mut begun).unwrap();
    let new = block_on(begun.snapshot()).unwrap();
    let weights = |net: &NetworkState| (net.state.clone(), net.batches_tracked);
    assert_eq!((weights(&new.net_g), weights(&new.net_d)), (weights(&old.net_g), weights(&old.net_d)));
    // Its Adams, photos and random numbers are those of a run that begins.
    assert_eq!((new.net_g.adam.steps, new.net_d.adam.steps), (0, 0));
    let rest = Snapshot { net_g: own.net_g.clone(), net_d: own.net_d.clone(), ..new };
    assert_eq!(rest, own);

    let batch = begun.next_batch(&data).unwrap();
    block_on(begun.train(batch)).unwrap();
    let saved = checkpoint::to_bytes(&block_on(begun.snapshot()).unwrap()).unwrap();
    let read = checkpoint::from_bytes(&saved).unwrap();
    assert_eq!((read.net_g.adam.steps, read.net_d.adam.steps, read.history.len()), (1, 1, 1));

    let mut wide = session(TrainConfig { ndf: 16, ..tiny() }, &data);
    let error = opened.load_into(&mut wide).unwrap_err().to_string();
    assert_eq!(error, "“main.0.weight” should have the shape [16, 3, 4, 4] but has [8, 3, 4, 4]");
}

#[test]
fn opened_files_go_together_or_replace_one_another() {
    let data = faces(8, 32);
    let session = trained(&data);
    let bytes = |state: Vec<HostTensor>| safetensors(&state, 1, Metadata::new()).unwrap();
    let (net_g, net_d) = (bytes(state(&session.gan().net_g)), bytes(state(&session.gan().net_d)));
    let larger = Session::new(TrainConfig { image_size: 64, ..tiny() }, vec![0; 8], (0..8).collect(), device());
    let larger_d = bytes(state(&larger.gan().net_d));
    let checkpoint = checkpoint::to_bytes(&block_on(session.snapshot()).unwrap()).unwrap();

    let mut opened = Opened::default();
    let names = |opened: &Opened| opened.report().into_iter().map(|file| file.name).collect::<Vec<_>>();
    for (name, bytes, expected) in [
        ("netG", &net_g, vec!["netG"]),
        ("netD", &net_d, vec!["netG", "netD"]),
        ("another netG", &net_g, vec!["netD", "another netG"]),
        ("larger netD", &larger_d, vec!["larger netD"]),
        ("checkpoint", &checkpoint, vec!["checkpoint"]),
        ("netD", &net_d, vec!["netD"]),
    ] {
        opened.open(name.into(), bytes).unwrap();
        assert_eq!(names(&opened), expected);
    }
    assert!(opened.open("photo".into(), b"\xff\xd8\xff\xe0").is_err());
    assert_eq!(names(&opened), ["netD"], "what was open stays");
    opened.open("checkpoint".into(), &checkpoint).unwrap();
    let Content::Checkpoint { config, iterations, images, grid } = opened.report().remove(0).content else {
        panic!("a checkpoint is reported as one");
    };
    assert_eq!((&config, iterations, images), (session.config(), 3, 8));
    assert_eq!(grid, session.last_grid().map(|grid| grid.picture().unwrap()));
}

#[test]
fn samples_are_of_the_weights_and_the_seed_and_change_nothing() {
    let session = trained(&faces(8, 32));
    let net_g = state(&session.gan().net_g);
    let network = Network::of(&net_g).unwrap();
    let opened = generator(network, &net_g, &device().into()).unwrap();
    let faces = |seed| Scene::Faces { seed, count: 64, truncation: None };
    let draw = |seed| block_on(draw(&opened, &faces(seed))).unwrap();
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    let net_d = state(&session.gan().net_d);
    let network = Network::of(&net_d).unwrap();
    assert!(generator(network, &net_d, &device().into()).is_err());
}
