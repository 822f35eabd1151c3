//! Files that go to PyTorch and ONNX Runtime and come back; every snippet of the documentation runs.

use std::fs;
use std::path::Path;

use burn::tensor::{Device, Tensor, TensorData};
use facegan_core::config::{FIXED_SAMPLES, IMAGE_SIZES, TrainConfig};
use facegan_core::latent::{FoundLatent, WeightSource};
use facegan_core::opened::Remark;
use facegan_data::dataset::Dataset;
use facegan_model::{HostTensor, Network, StateDict, to_host};
use facegan_store::html_page::{Training, html_page};
use facegan_store::onnx::onnx;
use facegan_store::tensor_file::{Metadata, Stored, TensorFile, write};
use facegan_store::{checkpoint, latent_file, weights};
use facegan_train::{Session, Stream, csv, latents};
use pollster::block_on;
use tempfile::TempDir;

use test_support::python::python;
use test_support::{error, faces, tiny};

const SNIPPETS: [(&str, &str); 12] = [
    ("netG", include_str!("../../../docs/snippets/netG.py")),
    ("netG_ema", include_str!("../../../docs/snippets/netG_ema.py")),
    ("netD", include_str!("../../../docs/snippets/netD.py")),
    ("checkpoint", include_str!("../../../docs/snippets/checkpoint.py")),
    ("onnx", include_str!("../../../docs/snippets/onnx.py")),
    ("page", include_str!("../../../docs/snippets/page.py")),
    ("latent", include_str!("../../../docs/snippets/latent.py")),
    ("losses", include_str!("../../../docs/snippets/losses.py")),
    ("save", include_str!("../../../docs/snippets/save.py")),
    ("from_pth", include_str!("../../../docs/snippets/from_pth.py")),
    ("from_script", include_str!("../../../docs/snippets/from_script.py")),
    ("from_npz", include_str!("../../../docs/snippets/from_npz.py")),
];
const NZ: usize = 12;

fn config(image_size: usize) -> TrainConfig {
    TrainConfig { image_size, nz: NZ, ngf: 4, ndf: 6, ema_decay: 0.9, ..tiny() }
}

/// The tutorial's objects in Python, made for these settings.
fn tutorial(&TrainConfig { image_size, nc, nz, ngf, ndf, .. }: &TrainConfig) -> String {
    format!(
        "from tutorial import *\n\
         netG, netD = Generator({image_size}, {nz}, {ngf}, {nc}), Discriminator({image_size}, {ndf}, {nc})\n\
         optimizerG, optimizerD = optimizer(netG), optimizer(netD)\n"
    )
}

fn snippet(name: &str) -> &'static str {
    SNIPPETS.into_iter().find(|(known, _)| *known == name).expect("there is such a snippet").1
}

/// Enough for running statistics that are the data's own, and in the middle of an epoch.
const ITERATIONS: usize = 41;

/// A run in which nothing is as it began.
fn trained(config: TrainConfig, data: &Dataset) -> Session {
    let mut session = Session::new(config, data.identities().to_vec(), data.taken(), Device::flex().autodiff());
    for _ in 0..ITERATIONS {
        let batch = session.next_batch(data).unwrap();
        block_on(session.train(batch)).unwrap();
    }
    session
}

/// Every file of a run that can be downloaded, under its name there.
fn downloads(session: &Session) -> TempDir {
    let folder = TempDir::new().unwrap();
    let put = |name: &str, bytes: Vec<u8>| fs::write(folder.path().join(name), bytes).unwrap();
    let (net_g, net_d) = (state(&session.gan().net_g), state(&session.gan().net_d));
    let tracked = session.batches_tracked();
    let about = || weights::metadata(session.config(), session.history());
    put("netG.safetensors", weights::safetensors(&net_g, tracked.net_g, about()).unwrap());
    let averaged = state(session.net_g(WeightSource::Averaged).expect("the run keeps an average"));
    put("netG_ema.safetensors", weights::safetensors(&averaged, tracked.net_g, about()).unwrap());
    put("netD.safetensors", weights::safetensors(&net_d, tracked.net_d, about()).unwrap());
    let training = Training {
        name: None,
        weights: WeightSource::Trained,
        photos: session.images(),
        config: session.config(),
        history: session.history(),
    };
    put("faces.html", html_page(&net_g, training).unwrap().into_bytes());
    put("netG.onnx", onnx(&net_g, about()).unwrap());
    put("checkpoint.safetensors", checkpoint::to_bytes(&block_on(session.snapshot()).unwrap()).unwrap());
    put("losses.csv", csv(session.history()).into_bytes());
    put(latent_file::FILE_NAME, latent_file::to_bytes(&found()).unwrap());
    folder
}

/// The first latent of [`drawn`], as a search would find it.
fn found() -> FoundLatent {
    FoundLatent { photo: "anna.jpg".into(), values: latents(1, NZ, &mut Stream::FixedNoise.rng(5)) }
}

fn state(network: &impl StateDict) -> Vec<HostTensor> {
    block_on(to_host(network.state())).unwrap()
}

fn put_tensors(folder: &Path, name: &str, tensors: &[Stored]) {
    fs::write(folder.join(name), write(tensors, Metadata::new()).unwrap()).unwrap();
}

fn tensor(folder: &Path, file: &str, key: &str) -> HostTensor {
    TensorFile::read(&fs::read(folder.join(file)).unwrap()).unwrap().f32(key).unwrap()
}

/// Latents for `count` images and what our netG makes of them in eval mode.
fn drawn(session: &Session, count: usize) -> (Stored, Vec<f32>) {
    let values = latents(count, NZ, &mut Stream::FixedNoise.rng(5));
    let stored = Stored::f32("latent".into(), vec![count, NZ, 1, 1], &values);
    let latent = Tensor::from_data(TensorData::new(values, [count, NZ, 1, 1]), &Device::flex());
    let images: Vec<f32> = session.gan().net_g.forward_eval(latent).into_data().try_to_vec().unwrap();
    (stored, images)
}

#[test]
fn onnx_runtime_draws_what_our_net_g_draws() {
    let grey = TrainConfig { nc: 1, ..config(32) };
    for config in IMAGE_SIZES.map(config).into_iter().chain([grey]) {
        let TrainConfig { image_size, nc, .. } = config;
        let session = trained(config, &faces(6, image_size));
        let folder = downloads(&session);
        for count in [1, 5] {
            let (latent, ours) = drawn(&session, count);
            put_tensors(folder.path(), "latents.safetensors", &[latent]);
            let printed = python(
                "import onnxruntime\n\
                 from safetensors.numpy import load_file, save_file\n\
                 session = onnxruntime.InferenceSession('netG.onnx')\n\
                 images = session.run(['image'], load_file('latents.safetensors'))[0]\n\
                 save_file({'image': images}, 'images.safetensors')\n\
                 put, get = session.get_inputs()[0], session.get_outputs()[0]\n\
                 print(put.name, put.shape, get.name, get.shape)\n\
                 print(session.get_modelmeta().custom_metadata_map['ngf'])",
                folder.path(),
            );
            let described =
                format!("latent ['batch', {NZ}, 1, 1] image ['batch', {nc}, {image_size}, {image_size}]\n4\n");
            assert_eq!(printed, described);
            let theirs = tensor(folder.path(), "images.safetensors", "image");
            assert_eq!(theirs.shape, [count, nc, image_size, image_size]);
            let error = error(&ours, &theirs.values);
            println!("ONNX Runtime, {image_size} pixels, {nc} channels, batch {count}: error {error:.1e}");
            assert!(error <= 1e-5, "{error:e}");
        }
    }
}

#[test]
fn weights_go_to_pytorch_and_back_unchanged() {
    go_and_come_back(config(64));
    go_and_come_back(TrainConfig { nc: 1, ..config(32) });
}

fn go_and_come_back(config: TrainConfig) {
    let program = tutorial(&config);
    let session = trained(config.clone(), &faces(6, config.image_size));
    let folder = downloads(&session);
    let (latent, ours) = drawn(&session, 8);
    put_tensors(folder.path(), "latents.safetensors", &[latent]);
    let program = [
        &program,
        snippet("netG"),
        snippet("netD"),
        "from safetensors.torch import save_file\n\
         with torch.no_grad():\n    \
             save_file({'image': netG(load_file('latents.safetensors')['latent'])}, 'images.safetensors')\n\
         plain = {k: v for k, v in netG.state_dict().items() if 'num_batches' not in k}\n\
         save_file(netG.state_dict(), 'back.safetensors')\n\
         save_file(plain, 'plain.safetensors')\n\
         save_file(nn.DataParallel(netG).state_dict(), 'parallel.safetensors')\n\
         save_file(nn.DataParallel(netD).state_dict(), 'netD_back.safetensors')\n",
    ]
    .concat();
    python(&program, folder.path());
    let images = tensor(folder.path(), "images.safetensors", "image");
    let error = error(&ours, &images.values);
    println!("PyTorch's netG in eval mode: error {error:.1e}");
    assert!(error <= 1e-5, "{error:e}");
    let read = |name| weights::read(&fs::read(folder.path().join(name)).unwrap()).unwrap();
    let (net_g, net_d) = (state(&session.gan().net_g), state(&session.gan().net_d));
    for (name, state, tracked) in [
        ("back.safetensors", &net_g, session.batches_tracked().net_g),
        ("parallel.safetensors", &net_g, session.batches_tracked().net_g),
        ("plain.safetensors", &net_g, 0),
        ("netD_back.safetensors", &net_d, session.batches_tracked().net_d),
    ] {
        let back = read(name);
        assert_eq!((&back.state, back.batches_tracked), (state, tracked), "{name}");
    }
}

#[test]
fn the_pages_weights_draw_what_our_net_g_draws() {
    let session = trained(config(64), &faces(6, 64));
    let folder = downloads(&session);
    let (latent, ours) = drawn(&session, 8);
    put_tensors(folder.path(), "latents.safetensors", &[latent]);
    let draw = "from safetensors.torch import load_file, save_file\n\
                with torch.no_grad():\n    \
                    save_file({'image': netG(load_file('latents.safetensors')['latent'])}, 'images.safetensors')\n";
    python(&[&tutorial(&config(64)), snippet("page"), draw].concat(), folder.path());
    let theirs = tensor(folder.path(), "images.safetensors", "image").values;
    let steps = |(ours, theirs): (&f32, &f32)| (ours - theirs).abs() / 2.0 * 255.0;
    let worst = ours.iter().zip(&theirs).map(steps).fold(0.0, f32::max);
    println!("netG out of the page: at most {worst:.2} steps of a byte");
    assert!(worst <= 2.0, "{worst}");
}

#[test]
fn pytorch_draws_the_face_of_a_latent_file() {
    let session = trained(config(32), &faces(6, 32));
    let folder = downloads(&session);
    let (_, ours) = drawn(&session, 1);
    let save = "from safetensors.torch import save_file\n\
                save_file({'image': image.detach()}, 'image.safetensors')\n\
                save_file({'latent': latent}, 'back.safetensors')\n";
    python(&[&tutorial(&config(32)), snippet("netG"), snippet("latent"), save].concat(), folder.path());
    let error = error(&ours, &tensor(folder.path(), "image.safetensors", "image").values);
    println!("the face of a latent file in PyTorch: error {error:.1e}");
    assert!(error <= 1e-5, "{error:e}");
    let back = fs::read(folder.path().join("back.safetensors")).unwrap();
    let named = FoundLatent { photo: "back.safetensors".into(), ..found() };
    assert_eq!(latent_file::from_bytes(&back, "back.safetensors").unwrap(), named);
}

#[test]
fn pytorch_goes_on_from_a_checkpoint_as_we_do() {
    let data = faces(6, 32);
    let mut session = trained(config(32), &data);
    let folder = downloads(&session);
    // What our next iteration trains on, from a second run that continues from the same file.
    let bytes = fs::read(folder.path().join("checkpoint.safetensors")).unwrap();
    let snapshot = checkpoint::from_bytes(&bytes).unwrap();
    let mut rng = (&snapshot.latents_rng).into();
    let indices = next_images(&snapshot, &data);
    let real = facegan_data::batch::normalize(&data.read(&indices).unwrap());
    let noise = latents(indices.len(), NZ, &mut rng);
    put_tensors(
        folder.path(),
        "batch.safetensors",
        &[
            Stored::f32("real".into(), vec![indices.len(), 3, 32, 32], &real),
            Stored::f32("noise".into(), vec![indices.len(), NZ, 1, 1], &noise),
        ],
    );
    let program = [
        &tutorial(&config(32)),
        snippet("checkpoint"),
        "\nfrom safetensors.torch import load_file, save_file\n\
         batch = load_file('batch.safetensors')\n\
         step(netG, netD, optimizerG, optimizerD, batch['real'], batch['noise'])\n\
         save_file(netG.state_dict(), 'netG_after.safetensors')\n\
         save_file(netD.state_dict(), 'netD_after.safetensors')\n",
    ]
    .concat();
    let printed = python(&program, folder.path());
    assert!(printed.contains("'iterations': '41'"), "{printed}");
    let batch = session.next_batch(&data).unwrap();
    block_on(session.train(batch)).unwrap();
    for (name, ours) in [("netG", state(&session.gan().net_g)), ("netD", state(&session.gan().net_d))] {
        let file = fs::read(folder.path().join(format!("{name}_after.safetensors"))).unwrap();
        let theirs = weights::read(&file).unwrap();
        let errors = ours.iter().zip(&theirs.state).map(|(ours, theirs)| error(&ours.values, &theirs.values));
        let worst = errors.fold(0.0, f64::max);
        println!("{name} after PyTorch's next iteration: error at most {worst:.1e}");
        assert!(worst <= 1e-4, "{name}: {worst:e}");
        let tracked = session.batches_tracked();
        assert_eq!(theirs.batches_tracked, if name == "netG" { tracked.net_g } else { tracked.net_d });
    }
}

/// The images of the next batch of a run that stands in the middle of an epoch.
fn next_images(snapshot: &facegan_train::Snapshot, data: &Dataset) -> Vec<u32> {
    let per_epoch = snapshot.config.iterations_per_epoch(snapshot.order.len());
    assert!(snapshot.batch < per_epoch, "the next batch is of the epoch under way");
    let place = |identity: &u128| data.identities().iter().position(|other| other == identity).unwrap() as u32;
    let start = snapshot.batch * snapshot.config.batch_size;
    snapshot.order[start..].iter().take(snapshot.config.batch_size).map(place).collect()
}

/// The blocks of Python in a document.
fn blocks(document: &str) -> Vec<&str> {
    let rest = document.split("```python\n").skip(1);
    rest.map(|rest| rest.split_once("```").expect("the block ends").0).collect()
}

#[test]
fn all_python_in_the_documents_is_a_snippet_and_so_is_run() {
    for (name, document, least) in [
        ("docs/formats.md", include_str!("../../../docs/formats.md"), SNIPPETS.len()),
        ("README.md", include_str!("../../../README.md"), 1),
    ] {
        let blocks = blocks(document);
        assert!(blocks.len() >= least, "{name} has {} blocks of Python", blocks.len());
        for block in blocks {
            let known = SNIPPETS.iter().any(|(_, text)| *text == block);
            assert!(known, "{name} has Python that is none of docs/snippets, and that no test runs:\n{block}");
        }
    }
    let files = fs::read_dir(test_support::repository().join("docs/snippets")).unwrap();
    let mut files: Vec<_> = files.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let mut run: Vec<_> = SNIPPETS.iter().map(|(name, _)| format!("{name}.py")).collect();
    files.sort();
    run.sort();
    assert_eq!(files, run, "every snippet is run");
}

#[test]
fn what_the_snippet_saves_is_opened() {
    let folder = TempDir::new().unwrap();
    python(&[&tutorial(&config(64)), snippet("save")].concat(), folder.path());
    let saved = weights::read(&fs::read(folder.path().join("netG.safetensors")).unwrap()).unwrap();
    assert_eq!(saved.network, Network::Generator { image_size: 64, nc: 3, nz: NZ, ngf: 4 });
}

/// A netG of PyTorch's that has seen five batches, as `netG.safetensors` and in every other way that PyTorch and NumPy
/// save it: as `.pth` and in its older form, as a program, and as `.npz`.
const SAVED: &str = "from safetensors.torch import load_file, save_file\n\
    import numpy\n\
    for _ in range(5): netG(torch.randn(4, 12, 1, 1))\n\
    state = netG.state_dict()\n\
    save_file(state, 'netG.safetensors')\n\
    torch.save(state, 'netG.pth')\n\
    torch.save(state, 'old.pth', _use_new_zipfile_serialization=False)\n\
    torch.jit.trace(netG.eval(), torch.randn(1, 12, 1, 1)).save('netG.pt')\n\
    numpy.savez('netG.npz', **{key: value.numpy() for key, value in state.items()})\n";

/// The code in a piece of advice.
fn advised(advice: &str) -> String {
    advice.split('`').skip(1).step_by(2).filter(|code| *code != "state").map(|code| format!("{code}\n")).collect()
}

#[test]
fn following_the_advice_on_files_of_pytorchs_and_numpys_own_makes_them_readable() {
    let folder = TempDir::new().unwrap();
    python(&[&tutorial(&config(32)), SAVED].concat(), folder.path());
    let read = |name: &str| weights::read(&fs::read(folder.path().join(name)).unwrap());
    let saved = read("netG.safetensors").unwrap();
    assert_eq!(saved.batches_tracked, 5);
    let mut code = String::new();
    let files = [
        ("netG.pth", "netG.pth", "one of PyTorch's own .pth or .pt files, which can run programs when they are opened"),
        ("old.pth", "netG.pth", "one of PyTorch's own .pth or .pt files, which can run programs when they are opened"),
        ("netG.pt", "netG.pt", "one of PyTorch's own .pt files, a program in TorchScript"),
        ("netG.npz", "netG.npz", "an .npz archive of NumPy's"),
    ];
    for (name, named, what) in files {
        let error = read(name).unwrap_err();
        assert_eq!(error.to_string(), format!("it is not a .safetensors file but {what}"));
        // All in one program, so that PyTorch is loaded once.
        let here = advised(&error.advice()).replace("netG.safetensors", &format!("of {name}.safetensors"));
        code += &here.replace(&format!("\"{named}\""), &format!("\"{name}\""));
    }
    python(&code, folder.path());
    for (name, ..) in files {
        assert_eq!(read(&format!("of {name}.safetensors")).unwrap(), saved, "{name} by\n{code}");
    }
}

#[test]
fn networks_are_read_however_pytorch_wrapped_and_converted_them() {
    let folder = TempDir::new().unwrap();
    let program = [
        &tutorial(&config(32)),
        SAVED,
        "from torch.optim.swa_utils import AveragedModel\n\
         from torch.nn import DataParallel\n\
         def save(name, state): save_file({k: v.clone() for k, v in state.items()}, name + '.safetensors')\n\
         save('compiled', torch.compile(netG).state_dict())\n\
         save('parallel compiled', DataParallel(torch.compile(netG)).state_dict())\n\
         save('compiled parallel', torch.compile(DataParallel(netG)).state_dict())\n\
         save('averaged', AveragedModel(netG, use_buffers=True).state_dict())\n\
         save('both', {f'net{n}.{k}': v for n, net in (('G', netG), ('D', netD)) for k, v in net.state_dict().items()})\n\
         save('layers', netG.main.state_dict())\n\
         for name in 'float', 'half', 'bfloat16', 'double':\n    \
             state = {k: getattr(v, name)() for k, v in netG.state_dict().items()}\n    \
             save(name, state)\n    \
             save(name + ' as float32', {k: v.float() for k, v in state.items()})\n",
    ]
    .concat();
    python(&program, folder.path());
    let read = |name: &str| {
        let bytes = fs::read(folder.path().join(format!("{name}.safetensors"))).unwrap();
        weights::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let saved = read("netG");
    for name in ["compiled", "parallel compiled", "compiled parallel", "averaged", "layers", "float"] {
        assert_eq!(read(name), saved, "{name}");
    }
    assert_eq!(weights::Weights { remarks: vec![], ..read("both") }, saved);
    for (name, types) in [("half", "float16"), ("bfloat16", "bfloat16"), ("double", "float64")] {
        let found = read(name);
        assert_eq!((&found.state, found.batches_tracked), (&read(&format!("{name} as float32")).state, 5), "{name}");
        assert_eq!(found.remarks, [Remark::Converted { tensors: found.state.len(), types: vec![types.into()] }]);
    }
}

#[test]
fn every_snippet_runs_and_the_documentation_quotes_it() {
    let folder = downloads(&trained(config(32), &faces(6, 32)));
    python(&[&tutorial(&config(32)), snippet("netG"), SAVED].concat(), folder.path());
    let documentation = include_str!("../../../docs/formats.md");
    for (name, text) in SNIPPETS {
        python(&[&tutorial(&config(32)), text].concat(), folder.path());
        assert!(documentation.contains(&format!("```python\n{text}```")), "docs/formats.md does not quote {name}.py");
    }
    let numbers = python(&[snippet("losses"), "print(len(G_losses), len(D_losses))"].concat(), folder.path());
    assert_eq!(numbers, "41 41\n");
    let images = python(&[snippet("onnx"), "print(images.shape)"].concat(), folder.path());
    assert_eq!(images, "(16, 3, 32, 32)\n");
    assert_eq!(FIXED_SAMPLES, 64, "docs/formats.md says so");
}
