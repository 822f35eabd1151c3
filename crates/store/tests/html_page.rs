//! The HTML page that draws faces: how large it is, what it asks for, and that its weights are the network's.

use std::fs;
use std::path::Path;

use facegan_core::config::TrainConfig;
use facegan_core::latent::WeightSource;
use facegan_model::{HostTensor, Network};
use facegan_store::html_page::{Training, html_page};
use facegan_store::tensor_file::Metadata;
use facegan_store::weights::safetensors;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;

use test_support::python::python;

/// The most that a mail or a stick takes without a thought, in bytes.
const MOST: usize = 10_000_000;

/// A netG with some numbers in place of trained ones.
fn net_g(config: &TrainConfig) -> Vec<HostTensor> {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut tensor = |(key, shape): (String, Vec<usize>)| {
        let low = if key.ends_with("running_var") { 0.1 } else { -1.0 };
        let values = (0..shape.iter().product()).map(|_| rng.random_range(low..1.0)).collect();
        HostTensor { key, shape, values }
    };
    Network::net_g(config).shapes().into_iter().map(&mut tensor).collect()
}

/// Writes a netG as .safetensors and as a page; returns the page's size.
fn write(folder: &Path, config: &TrainConfig) -> usize {
    let state = net_g(config);
    let name = Some("Aunts & <uncles>");
    let training = Training { name, weights: WeightSource::Trained, photos: 1234, config, history: &[] };
    let page = html_page(&state, training).unwrap();
    assert_eq!(page, html_page(&state, training).unwrap(), "the same netG gives the same bytes");
    fs::write(folder.join("faces.html"), &page).unwrap();
    fs::write(folder.join("netG.safetensors"), safetensors(&state, 0, Metadata::new()).unwrap()).unwrap();
    page.len()
}

/// Compares what PyTorch reads of both files.
const COMPARE: &str = "\
from html_page import *
from safetensors.torch import load_file
of_page, net_g = Page('faces.html').state(), load_file('netG.safetensors')
generator(of_page)
for key, value in of_page.items():
    rounded = net_g[key].half() if value.dim() == 4 else net_g[key]
    assert value.dtype == rounded.dtype and torch.equal(value, rounded), key
print(len(of_page))
";

#[test]
fn the_pages_weights_are_netgs_in_float16_of_any_size() {
    let folder = TempDir::new().unwrap();
    let sizes = [(32, 3, 7, 3, 16), (32, 1, 7, 3, 16), (64, 3, 100, 8, 21), (128, 3, 1, 1, 26), (256, 3, 2, 1, 31)];
    for (image_size, nc, nz, ngf, tensors) in sizes {
        write(folder.path(), &TrainConfig { image_size, nc, nz, ngf, ..TrainConfig::default() });
        assert_eq!(python(COMPARE, folder.path()), format!("{tensors}\n"), "{image_size} pixels, {nc} channels");
    }
}

/// What a browser would fetch, and whether its policy lets it.
const LOOK: &str = "\
from html_page import *
page = Page('faces.html')
assert page.texts['title'] == page.texts['h1'] == 'Aunts & <uncles>', page.texts['title']
policy = page.policy()
assert policy['default-src'] == [\"'none'\"], policy
assert policy['script-src'] == [source(page.texts['module'])], policy
assert policy['style-src'] == [source(page.texts['style'])], policy
for directive in ('connect-src', 'worker-src', 'frame-src', 'object-src'):
    assert directive not in policy, policy
addresses = [a[name] for _, a in page.elements for name in ('src', 'href', 'action', 'data', 'poster') if name in a]
assert addresses == ['data:,'], addresses
ids = [a['id'] for _, a in page.elements if 'id' in a]
assert len(ids) == len(set(ids)), ids
named = [a['for'] for _, a in page.elements if 'for' in a]
assert set(named) <= set(ids), named
assert not any('style' in a or name.startswith('on') for _, a in page.elements for name in a)
";

#[test]
fn the_page_of_the_tutorials_netg_is_well_formed_and_has_less_than_10_mb() {
    let folder = TempDir::new().unwrap();
    let size = write(folder.path(), &TrainConfig::default());
    println!("the page of the tutorial's netG has {size} bytes");
    assert!(size < MOST, "{size} bytes");
    python(LOOK, folder.path());
    let page = fs::read_to_string(folder.path().join("faces.html")).unwrap();
    assert!(!page.contains("://"), "it names no address elsewhere");
}
