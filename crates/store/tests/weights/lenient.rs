//! Files that differ from the tutorial's and are read all the same: other keys, several networks, counters and numbers of
//! other types.

use facegan_core::opened::Remark;
use facegan_model::HostTensor;
use facegan_store::checkpoint;
use facegan_store::tensor_file::{Metadata, Stored, TensorFile, write};
use facegan_store::weights::read;
use pollster::block_on;
use safetensors::Dtype;

use super::{file, state, trained};
use test_support::faces;

/// Has every key of the tutorial's begin with this in the place of `main`.
fn behind(stem: &str) -> impl Fn(&mut Vec<Stored>) {
    move |tensors| tensors.iter_mut().for_each(|tensor| tensor.key = tensor.key.replacen("main", stem, 1))
}

#[test]
fn keys_may_stand_behind_anything_that_all_of_them_stand_behind() {
    let session = trained(&faces(8, 32));
    let (net_g, net_d) = (state(&session.gan().net_g), state(&session.gan().net_d));
    for stem in [
        "module.main",
        "_orig_mod.main",
        "module._orig_mod.main",
        "_orig_mod.module.main",
        "netG.main",
        "model.main",
        "generator.main",
        "model.module.generator._orig_mod.main",
        // Only the layers were compiled, or are what was saved, or have another name.
        "main._orig_mod",
        "layers",
    ] {
        let read = |state: &[HostTensor]| read(&file(state, behind(stem))).unwrap();
        assert_eq!((read(&net_g).state, read(&net_d).state), (net_g.clone(), net_d.clone()), "{stem}");
        assert_eq!(read(&net_g).remarks, []);
    }
    let bare =
        file(&net_g, |tensors| tensors.iter_mut().for_each(|tensor| tensor.key = tensor.key.replace("main.", "")));
    assert_eq!(read(&bare).unwrap().state, net_g);
    let averaged = file(&net_g, |tensors| {
        behind("module.main")(tensors);
        tensors.push(Stored::count("n_averaged".into(), 7));
        tensors.push(Stored::count("module.main.1.num_batches_tracked".into(), 5));
    });
    let averaged = read(&averaged).unwrap();
    assert_eq!((averaged.state, averaged.batches_tracked, averaged.remarks), (net_g, 5, vec![]));
}

#[test]
fn of_several_networks_in_a_file_it_is_net_g() {
    let session = trained(&faces(8, 32));
    let (net_g, net_d) = (state(&session.gan().net_g), state(&session.gan().net_d));
    let both = |g: &str, d: &str| {
        file(&net_g, |tensors| {
            behind(g)(tensors);
            let mut others: Vec<_> =
                net_d.iter().map(|t| Stored::f32(t.key.clone(), t.shape.clone(), &t.values)).collect();
            behind(d)(&mut others);
            tensors.extend(others);
        })
    };
    for (g, d) in [("netG.main", "netD.main"), ("gen.main", "disc.module.main"), ("main", "netD.main")] {
        let found = read(&both(g, d)).unwrap();
        assert_eq!(found.state, net_g, "{g}");
        let first = format!("{d}.0.weight");
        assert_eq!(found.remarks, [Remark::LeftOut { tensors: net_d.len(), first }]);
    }
    // A checkpoint that was saved again without its metadata.
    let bytes = checkpoint::to_bytes(&block_on(session.snapshot()).unwrap()).unwrap();
    let stored = |(key, tensor): (&str, safetensors::tensor::TensorView)| Stored {
        key: key.to_owned(),
        dtype: tensor.dtype(),
        shape: tensor.shape().to_vec(),
        bytes: tensor.data().to_vec(),
    };
    let tensors: Vec<_> = TensorFile::read(&bytes).unwrap().iter().map(stored).collect();
    let found = read(&write(&tensors, Metadata::new()).unwrap()).unwrap();
    assert_eq!((found.state, found.batches_tracked), (net_g.clone(), 4));
    // Which of two it should be cannot be told.
    let two = file(&net_g, |tensors| {
        let mut others = tensors.clone();
        behind("a.main")(tensors);
        behind("b.main")(&mut others);
        tensors.extend(others);
    });
    let error = read(&two).map(|_| ()).unwrap_err().to_string();
    let keys = "“a.main.0.weight” and “b.main.0.weight”";
    assert_eq!(
        error,
        format!("it holds several networks, such as those of {keys}, of which not exactly one is a netG")
    );
    // Nor is it looked for among thousands.
    let thousands = file(&net_g, |tensors| {
        tensors.extend((0..5000).map(|number| Stored::u8(format!("of {number}.0.weight"), vec![], vec![0])));
    });
    let error = read(&thousands).map(|_| ()).unwrap_err().to_string();
    assert!(
        error.starts_with("it holds several networks, such as those of “main.0.weight” and “of 0.0.weight”"),
        "{error}"
    );
}

#[test]
fn keys_are_named_as_they_stand_in_the_file() {
    let net_g = state(&trained(&faces(8, 32)).gan().net_g);
    let error = |change: &dyn Fn(&mut Vec<Stored>)| {
        let bytes = file(&net_g, |tensors| {
            change(tensors);
            behind("model._orig_mod.main")(tensors);
        });
        read(&bytes).map(|_| ()).unwrap_err().to_string()
    };
    let missing = error(&|tensors| tensors.retain(|tensor| tensor.key != "main.7.running_mean"));
    let reason =
        "“model._orig_mod.main.7.running_mean” is missing; the first key in it is “model._orig_mod.main.0.weight”";
    assert_eq!(missing, reason);
    let more = error(&|tensors| tensors.push(Stored::f32("main.9.bias".into(), vec![3], &[0.0; 3])));
    assert_eq!(more, "“model._orig_mod.main.9.bias” is not part of this network");
    let flat = error(&|tensors| tensors[0].shape = vec![51200]);
    assert_eq!(flat, "“model._orig_mod.main.0.weight” should have the shape [?, ?, 4, 4] but has [51200]");
    let other = error(&|tensors| {
        tensors.truncate(2);
        (tensors[0].key, tensors[1].key) = ("conv1.weight".into(), "conv1.bias".into());
    });
    assert!(other.starts_with("it holds neither netG nor netD"), "{other}");
    assert!(other.ends_with("; the first key in it is “conv1.bias”"), "{other}");
    assert_eq!(read(&write(&[], Metadata::new()).unwrap()).unwrap_err().to_string(), "it holds no tensors");
}

#[test]
fn counters_are_read_whatever_they_became() {
    let net_g = state(&trained(&faces(8, 32)).gan().net_g);
    let counted = |dtype, shape: &[usize], bytes: &[u8]| {
        let bytes = file(&net_g, |tensors| {
            let (key, shape, bytes) = ("main.4.num_batches_tracked".into(), shape.to_vec(), bytes.to_vec());
            tensors.push(Stored { key, dtype, shape, bytes });
        });
        read(&bytes).map(|weights| weights.batches_tracked).map_err(|error| error.to_string())
    };
    for shape in [&[][..], &[1]] {
        for (dtype, bytes) in [
            (Dtype::I8, &9_i8.to_le_bytes()[..]),
            (Dtype::U8, &9_u8.to_le_bytes()),
            (Dtype::I16, &9_i16.to_le_bytes()),
            (Dtype::U16, &9_u16.to_le_bytes()),
            (Dtype::I32, &9_i32.to_le_bytes()),
            (Dtype::U32, &9_u32.to_le_bytes()),
            (Dtype::I64, &9_i64.to_le_bytes()),
            (Dtype::U64, &9_u64.to_le_bytes()),
            (Dtype::F32, &9_f32.to_le_bytes()),
            (Dtype::F64, &9_f64.to_le_bytes()),
            // 1.125 · 2^3: a bias of 15 before ten bits, and of 127 before seven.
            (Dtype::F16, &0x4880_u16.to_le_bytes()),
            (Dtype::BF16, &0x4110_u16.to_le_bytes()),
        ] {
            assert_eq!(counted(dtype, shape, bytes), Ok(9), "{dtype} {shape:?}");
        }
    }
    assert_eq!(counted(Dtype::F32, &[], &9.4_f32.to_le_bytes()), Ok(9), "an average");
    assert_eq!(counted(Dtype::F32, &[], &f32::INFINITY.to_le_bytes()), Ok(0), "beyond what float16 holds");
    assert_eq!(counted(Dtype::U64, &[], &u64::MAX.to_le_bytes()), Ok(i64::MAX as u64), "as much as can be written");
    let named = "“main.4.num_batches_tracked” should";
    let negative = counted(Dtype::I32, &[], &(-1_i32).to_le_bytes());
    assert_eq!(negative, Err(format!("{named} be a count but is less than 0")));
    let several = counted(Dtype::U8, &[2], &[9, 9]);
    assert_eq!(several, Err(format!("{named} have the shape [] but has [2]")));
}

#[test]
fn other_precisions_become_float32_and_that_is_told() {
    let net_g = state(&trained(&faces(8, 32)).gan().net_g);
    let converted = |convert: fn(&mut Stored, &[f32])| {
        let bytes = file(&net_g, |tensors| {
            tensors.iter_mut().zip(&net_g).for_each(|(stored, tensor)| convert(stored, &tensor.values));
        });
        read(&bytes).unwrap()
    };
    let remark = |types: &str| vec![Remark::Converted { tensors: net_g.len(), types: vec![types.into()] }];
    let double = converted(|stored, values| {
        stored.dtype = Dtype::F64;
        stored.bytes = values.iter().flat_map(|&value| f64::from(value).to_le_bytes()).collect();
    });
    assert_eq!((&double.state, double.remarks), (&net_g, remark("float64")));
    // The upper half of a float32, which is rounded towards zero here.
    let brain = converted(|stored, values| {
        stored.dtype = Dtype::BF16;
        stored.bytes = values.iter().flat_map(|value| [value.to_le_bytes()[2], value.to_le_bytes()[3]]).collect();
    });
    for (ours, theirs) in net_g.iter().zip(&brain.state) {
        let upper = |value: &f32| f32::from_bits(value.to_bits() & 0xffff_0000);
        assert_eq!(ours.values.iter().map(upper).collect::<Vec<_>>(), theirs.values);
    }
    assert_eq!(brain.remarks, remark("bfloat16"));
}
