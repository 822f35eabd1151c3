//! netG as one HTML file that draws faces, from a disk or a mail, in any browser and without a network.

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use half::f16;
use safetensors::tensor::SafeTensorError;
use sha2::{Digest, Sha256};

use super::tensor_file::{Metadata, Stored, write};
use super::weights::{common_metadata, metadata};
use facegan_core::config::TrainConfig;
use facegan_core::latent::WeightSource;
use facegan_core::stats::Stats;
use facegan_core::words::count;
use facegan_model::{HostTensor, Network, NetworkError, StateMismatch, check_finite};
use facegan_train::Snapshot;

/// What the page says of the netG that it holds.
#[derive(Debug, Clone, Copy)]
pub struct Training<'a> {
    /// What the person calls the run.
    pub name: Option<&'a str>,
    /// Which of the run's weights these are.
    pub weights: WeightSource,
    /// Photos that it was trained on.
    pub photos: usize,
    /// The run's settings.
    pub config: &'a TrainConfig,
    /// The numbers of every iteration until then.
    pub history: &'a [Stats],
}

impl<'a> Training<'a> {
    /// That of weights of a saved run.
    pub fn of(snapshot: &'a Snapshot, weights: WeightSource) -> Self {
        let Snapshot { config, history, order, .. } = snapshot;
        Self { name: None, weights, photos: order.len(), config, history }
    }
}

/// What is known of a netG.
#[derive(Debug, Clone, Copy)]
pub enum Known<'a> {
    /// How it was trained.
    Trained(Training<'a>),
    /// Its state dict alone.
    Weights,
}

impl<'a> From<Training<'a>> for Known<'a> {
    fn from(training: Training<'a>) -> Self {
        Self::Trained(training)
    }
}

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
pub enum HtmlPageError {
    /// The tensors are not of a network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The tensors are of netD.
    #[error("netD draws no faces")]
    NotGenerator,
    /// Numbers are NaN or infinite.
    #[error(transparent)]
    Weights(#[from] StateMismatch),
    /// A weight is beyond float16; its key.
    #[error("a number of “{0}” is larger than float16 holds")]
    TooLarge(String),
    /// The weights do not fit a file.
    #[error("the weights do not fit a file: {0}")]
    File(#[from] SafeTensorError),
    /// The parts could not be put together.
    #[error("the page could not be put together: {0}")]
    Template(#[from] askama::Error),
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    policy: &'a str,
    title: &'a str,
    about: &'a str,
    nz: usize,
    version: &'a str,
    style: &'a str,
    script: &'a str,
    wgsl: &'a str,
    weights: &'a str,
}

/// The script, file by file: each uses what stands before it, and what functions say later.
const SCRIPT: [&str; 16] = [
    include_str!("chacha.js"),
    include_str!("normal.js"),
    include_str!("latents.js"),
    include_str!("weights.js"),
    include_str!("phases.js"),
    include_str!("processor.js"),
    include_str!("gpu.js"),
    include_str!("newest.js"),
    include_str!("renderer.js"),
    include_str!("dom.js"),
    include_str!("pictures.js"),
    include_str!("stops.js"),
    include_str!("faces.js"),
    include_str!("walk.js"),
    include_str!("pad.js"),
    include_str!("main.js"),
];

/// The name of the file.
pub fn file_name(weights: WeightSource) -> String {
    match weights {
        WeightSource::Trained => "faces.html".into(),
        WeightSource::Averaged => "faces_ema.html".into(),
        WeightSource::Best => "faces_best.html".into(),
        WeightSource::Pinned(iterations) => format!("faces_{iterations}.html"),
    }
}

/// The page that draws with netG's state dict: convolutions in float16, what batch normalisation needs in float32. The
/// same netG, with the same known of it, gives the same bytes.
///
/// # Errors
/// When it is not netG's state dict, or has numbers that float16 does not hold.
pub fn html_page<'a>(net_g: &[HostTensor], known: impl Into<Known<'a>>) -> Result<String, HtmlPageError> {
    let known = known.into();
    let Network::Generator { image_size, nz, .. } = Network::of(net_g)? else {
        return Err(HtmlPageError::NotGenerator);
    };
    check_finite(net_g)?;
    let script = text(&SCRIPT);
    let style = text(&[include_str!("style.css")]);
    let page = Page {
        policy: &policy(&script, &style),
        title: title(&known),
        about: &about(&known, image_size),
        nz,
        version: env!("CARGO_PKG_VERSION"),
        style: &style,
        script: &script,
        wgsl: &text(&[include_str!("conv_transpose2d.wgsl")]),
        weights: &STANDARD.encode(weights_file(net_g, metadata_of(&known))?),
    };
    Ok(page.render()?)
}

/// A .safetensors file in half the bytes.
fn weights_file(net_g: &[HostTensor], metadata: Metadata) -> Result<Vec<u8>, HtmlPageError> {
    let stored = |tensor: &HostTensor| {
        let HostTensor { key, shape, values } = tensor;
        if shape.len() < 4 {
            return Ok(Stored::f32(key.clone(), shape.clone(), values));
        }
        let is_infinite = |value: &f32| f16::from_f32(*value).is_infinite();
        if values.iter().any(is_infinite) {
            return Err(HtmlPageError::TooLarge(key.clone()));
        }
        Ok(Stored::f16(key.clone(), shape.clone(), values))
    };
    Ok(write(&net_g.iter().map(stored).collect::<Result<Vec<_>, _>>()?, metadata)?)
}

fn metadata_of(known: &Known) -> Metadata {
    match known {
        Known::Trained(training) => metadata(training.config, training.history),
        Known::Weights => common_metadata(),
    }
}

fn title<'a>(known: &Known<'a>) -> &'a str {
    match known {
        Known::Trained(Training { name: Some(name), .. }) => name,
        Known::Trained(_) | Known::Weights => "Faces",
    }
}

fn about(known: &Known, image_size: usize) -> String {
    let what = "A neural network draws these faces: netG, the generator of a DCGAN.";
    let size = format!("{image_size} × {image_size} pixels");
    let Known::Trained(training) = known else {
        return format!("{what} Each face has {size}.");
    };
    let (photos, iterations) = (count(training.photos, "photo"), count(training.history.len(), "iteration"));
    let whose = match training.weights {
        // A pinned state says after how many iterations.
        WeightSource::Trained | WeightSource::Pinned(_) => "",
        WeightSource::Averaged => " They come from the moving average of its weights.",
        WeightSource::Best => " They come from the moment at which it was measured best.",
    };
    format!("{what} It was trained on {photos} for {iterations}, and each face has {size}.{whose}")
}

/// Files one after the other, with the ends of lines that a browser hashes: it reads those of Windows as one character.
fn text(files: &[&str]) -> String {
    format!("\n{}", files.join("\n").replace('\r', ""))
}

/// The page's content security policy: it may run this script and this style, and ask nobody for anything.
fn policy(script: &str, style: &str) -> String {
    // The icon is empty; without one, browsers ask a page's host for it.
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        source(script),
        source(style)
    )
}

/// A text by its hash, as a policy names it.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net_g(value: f32) -> Vec<HostTensor> {
        let tensor = |(key, shape): (String, Vec<usize>)| {
            let values = vec![value; shape.iter().product()];
            HostTensor { key, shape, values }
        };
        Network::Generator { image_size: 32, nc: 3, nz: 3, ngf: 1 }.shapes().into_iter().map(tensor).collect()
    }

    fn page(net_g: &[HostTensor], name: Option<&str>) -> Result<String, HtmlPageError> {
        let config = TrainConfig::default();
        html_page(net_g, Training { name, weights: WeightSource::Averaged, photos: 1, config: &config, history: &[] })
    }

    #[test]
    fn the_page_says_what_it_is() {
        let page = page(&net_g(0.5), Some("Aunts & <uncles>")).unwrap();
        assert!(page.contains("<title>Aunts &#38; &#60;uncles&#62;</title>"), "a name is text");
        assert!(page.contains("It was trained on 1 photo for 0 iterations, and each face has 32 × 32 pixels."));
        assert!(page.contains("the moving average of its weights"));
        assert!(page.contains("from a list of 3 random numbers"));
    }

    #[test]
    fn a_page_of_weights_alone_says_nothing_of_their_training() {
        let page = html_page(&net_g(0.5), Known::Weights).unwrap();
        assert!(page.contains("<title>Faces</title>"));
        assert!(page.contains("the generator of a DCGAN. Each face has 32 × 32 pixels."));
    }

    #[test]
    fn the_policy_names_what_stands_in_the_page() {
        let page = page(&net_g(0.5), None).unwrap();
        let between = |start: &str, end: &str| {
            let (_, rest) = page.split_once(start).unwrap();
            rest.split_once(end).unwrap().0.to_owned()
        };
        let policy = between("http-equiv=\"Content-Security-Policy\" content=\"", "\"").replace("&#39;", "'");
        let scripts = between("<script type=\"module\">", "</script>");
        assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
        assert!(policy.contains(&source(&scripts)) && policy.contains(&source(&between("<style>", "</style>"))));
        assert_eq!(page.matches("<script").count(), page.matches("</script>").count(), "no file ends its element");
    }

    #[test]
    fn hashes_are_those_of_the_standard() {
        // FIPS 180-2, appendix B.1, in base64.
        assert_eq!(source("abc"), "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
    }

    #[test]
    fn what_float16_does_not_hold_is_refused() {
        let message = |value| page(&net_g(value), None).unwrap_err().to_string();
        assert_eq!(message(70_000.0), "a number of “main.0.weight” is larger than float16 holds");
        assert!(message(f32::NAN).contains("main.0.weight"), "{}", message(f32::NAN));
        let net_d: Vec<_> = Network::Discriminator { image_size: 32, nc: 3, ndf: 2, spectral_norm: false }.shapes();
        let net_d: Vec<_> = net_d
            .into_iter()
            .map(|(key, shape)| HostTensor { values: vec![0.5; shape.iter().product()], key, shape })
            .collect();
        assert_eq!(page(&net_d, None).unwrap_err().to_string(), "netD draws no faces");
    }
}
