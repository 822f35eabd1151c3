//! What PyTorch computes for small runs, as `make_case.py` beside the cases describes it.

/// One case.
pub struct Case {
    /// Its folder's name.
    pub name: &'static str,
    /// `meta.json`.
    pub meta: &'static str,
    /// `case.safetensors`.
    pub tensors: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/cases.rs"));
