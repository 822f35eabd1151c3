//! The network's weights, as its file names them.

use half::f16;
use safetensors::SafeTensors;

/// BlazeFace's full-range network; `weights/README.md` says where it is from.
const FILE: &[u8] = include_bytes!("../weights/blazeface_full_range.safetensors");

/// The layers' weights and biases, by name.
pub struct Weights<'a>(SafeTensors<'a>);

impl Weights<'static> {
    /// Those that are compiled in.
    pub fn built_in() -> Self {
        Self(SafeTensors::deserialize(FILE).expect("the file is compiled in, and a test reads it"))
    }
}

impl Weights<'_> {
    /// A layer's weights and biases.
    pub fn layer(&self, name: &str) -> (Vec<f32>, Vec<f32>) {
        (self.values(&format!("{name}.weight")), self.values(&format!("{name}.bias")))
    }

    fn values(&self, name: &str) -> Vec<f32> {
        let tensor = self.0.tensor(name).expect("the file is compiled in, and a test reads all of it");
        tensor.data().chunks_exact(2).map(|bytes| f16::from_le_bytes([bytes[0], bytes[1]]).to_f32()).collect()
    }
}
