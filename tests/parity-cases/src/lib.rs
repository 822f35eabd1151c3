//! What PyTorch computes for small runs, as `make_case.py` beside the cases describes it.

/// One case: the settings of its `meta.json` and its tensors.
pub struct Case {
    /// Its folder's name.
    pub name: &'static str,
    /// Side of the images, in pixels.
    pub image_size: usize,
    /// Length of a latent.
    pub nz: usize,
    /// Channels of netG's last hidden layer.
    pub ngf: usize,
    /// Channels of netD's first layer.
    pub ndf: usize,
    /// Images in a batch.
    pub batch: usize,
    /// Channels of the images.
    pub nc: usize,
    /// Updates of both networks.
    pub steps: usize,
    /// What the inputs are computed from, where the tensors do not hold them.
    pub seed: u32,
    /// Adam's learning rate.
    pub lr: f64,
    /// netG's own, where it has one.
    pub lr_g: Option<f64>,
    /// netD's own, where it has one.
    pub lr_d: Option<f64>,
    /// netD's target on real images.
    pub real_label: f64,
    /// The name of the loss.
    pub loss: &'static str,
    /// Whether netD is spectrally normalised.
    pub spectral_norm: bool,
    /// Adam's first moment decay.
    pub beta1: f64,
    /// Adam's second moment decay.
    pub beta2: f64,
    /// Adam's epsilon.
    pub eps: f64,
    /// `case.safetensors`.
    pub tensors: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/cases.rs"));
