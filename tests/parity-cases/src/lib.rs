//! What PyTorch computes for small runs, as `make_case.py` beside the cases describes it.

/// One case: the settings of its `meta.json` and its tensors.
pub struct Case {
    /// Its folder's name.
    pub name: &'static str,
    pub image_size: usize,
    pub nz: usize,
    pub ngf: usize,
    pub ndf: usize,
    pub batch: usize,
    pub steps: usize,
    /// What the inputs are computed from, where the tensors do not hold them.
    pub seed: u32,
    pub lr: f64,
    pub beta1: f64,
    pub beta2: f64,
    pub eps: f64,
    /// `case.safetensors`.
    pub tensors: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/cases.rs"));
