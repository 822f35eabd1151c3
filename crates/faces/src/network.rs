//! BlazeFace's full-range network (Bazarevsky et al. 2019, <https://arxiv.org/abs/1907.05047>, and MediaPipe's model card
//! “BlazeFace (full-range)”): an encoder of bottleneck blocks, a decoder that goes back up to a quarter of the input's side,
//! and one anchor at each of its pixels.

use super::feature_map::FeatureMap;
use super::layers::{Conv1x1, Depthwise, Stem, add_skip, add_upsampled, max_pool};
use super::weights::Weights;

/// Input pixels to one pixel of the output.
pub const STRIDE: usize = 4;
/// What the input's sides have to be a multiple of.
pub const MULTIPLE: usize = 32;

/// Blocks of each of the encoder's stages. Each stage but the first halves the side.
const ENCODER: [usize; 5] = [2, 3, 3, 3, 4];
/// Blocks of each of the decoder's stages. Each doubles the side.
const DECODER: [usize; 3] = [2, 2, 1];

/// The network with its weights.
pub struct Network {
    stem: Stem,
    encoder: Vec<Vec<Block>>,
    decoder: Vec<DecoderStage>,
    score: Conv1x1,
    boxes: Conv1x1,
}

/// What the network says of every anchor.
pub struct Predictions {
    /// One channel that counts, the score before the sigmoid.
    pub scores: FeatureMap,
    /// 16 values: the centre, width and height of the box, and six points of the face, in input pixels from the anchor.
    pub boxes: FeatureMap,
}

impl Network {
    /// Unpacks the weights.
    pub fn new() -> Self {
        let weights = Weights::built_in();
        let (weight, bias) = weights.layer("stem");
        let stage = |stage: usize| {
            let stride = |block: usize| if stage > 0 && block == 0 { 2 } else { 1 };
            let name = |block: usize| format!("encoder.{stage}.{block}");
            (0..ENCODER[stage]).map(|block| Block::new(&weights, &name(block), stride(block))).collect()
        };
        Self {
            stem: Stem::new(&weight, &bias),
            encoder: (0..ENCODER.len()).map(stage).collect(),
            decoder: (0..DECODER.len()).map(|stage| DecoderStage::new(&weights, stage)).collect(),
            score: conv1x1(&weights, "score"),
            boxes: conv1x1(&weights, "boxes"),
        }
    }

    /// The predictions for an image of `height × width × 3` values from -1 to 1; both sides are multiples of
    /// [`MULTIPLE`].
    pub fn forward(&self, image: &FeatureMap) -> Predictions {
        let mut laterals = Vec::with_capacity(ENCODER.len());
        let mut features = self.stem.forward(image);
        for stage in &self.encoder {
            let of_stage = through(stage, &features);
            laterals.push(std::mem::replace(&mut features, of_stage));
        }
        // The stem's features, the first, are nobody's lateral ones.
        let laterals = laterals.iter().skip(1).rev();
        let features =
            self.decoder.iter().zip(laterals).fold(features, |below, (stage, lateral)| stage.forward(&below, lateral));
        Predictions { scores: self.score.forward(&features), boxes: self.boxes.forward(&features) }
    }
}

/// What blocks make of a map, one after the other; there is at least one.
fn through(blocks: &[Block], input: &FeatureMap) -> FeatureMap {
    let Some((first, rest)) = blocks.split_first() else { return input.clone() };
    rest.iter().fold(first.forward(input), |features, block| block.forward(&features))
}

/// A bottleneck block: `max(skip(x) + expand(depthwise2(max(reduce(depthwise1(x)), 0))), 0)`. At stride 2 the skip is a
/// maximum over 2×2 pixels; channels that it lacks are zeros.
struct Block {
    depthwise1: Depthwise,
    reduce: Conv1x1,
    depthwise2: Depthwise,
    expand: Conv1x1,
    stride: usize,
}

impl Block {
    fn new(weights: &Weights, name: &str, stride: usize) -> Self {
        let depthwise = |layer: &str, stride: usize| {
            let (weight, bias) = weights.layer(&format!("{name}.{layer}"));
            Depthwise::new(&weight, &bias, stride)
        };
        Self {
            depthwise1: depthwise("depthwise1", stride),
            reduce: conv1x1(weights, &format!("{name}.reduce")),
            depthwise2: depthwise("depthwise2", 1),
            expand: conv1x1(weights, &format!("{name}.expand")),
            stride,
        }
    }

    fn forward(&self, input: &FeatureMap) -> FeatureMap {
        let narrow = self.reduce.forward_relu(&self.depthwise1.forward(input));
        let mut output = self.expand.forward(&self.depthwise2.forward(&narrow));
        match self.stride {
            2 => add_skip(&mut output, &max_pool(input)),
            _ => add_skip(&mut output, input),
        }
        output
    }
}

/// A step of the decoder: what comes from below, enlarged, and the encoder's features of the same size.
struct DecoderStage {
    up: Conv1x1,
    lateral: Conv1x1,
    blocks: Vec<Block>,
}

impl DecoderStage {
    fn new(weights: &Weights, stage: usize) -> Self {
        let block = |block: usize| Block::new(weights, &format!("decoder.{stage}.{block}"), 1);
        Self {
            up: conv1x1(weights, &format!("decoder.{stage}.up")),
            lateral: conv1x1(weights, &format!("decoder.{stage}.lateral")),
            blocks: (0..DECODER[stage]).map(block).collect(),
        }
    }

    fn forward(&self, below: &FeatureMap, lateral: &FeatureMap) -> FeatureMap {
        let mut features = self.lateral.forward_relu(lateral);
        add_upsampled(&mut features, &self.up.forward_relu(below));
        through(&self.blocks, &features)
    }
}

fn conv1x1(weights: &Weights, name: &str) -> Conv1x1 {
    let (weight, bias) = weights.layer(name);
    Conv1x1::new(&weight, &bias, (weight.len() / bias.len()).next_multiple_of(super::feature_map::GROUP))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use tempfile::TempDir;
    use test_support::python::python;
    use test_support::repository;

    /// Values that look like noise, the same every time.
    fn image(height: usize, width: usize) -> FeatureMap {
        let mut image = FeatureMap::zeros(height, width, 3);
        let mut state = 1_u32;
        for value in &mut image.values {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *value = (state >> 8) as f32 / (1 << 23) as f32 - 1.0;
        }
        image
    }

    fn bytes(values: &[f32]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    #[test]
    fn predictions_are_pytorchs() {
        let folder = TempDir::new().unwrap();
        let (height, width) = (96, 160);
        let image = image(height, width);
        fs::write(folder.path().join("image"), bytes(&image.values)).unwrap();
        let weights = repository().join("crates/faces/weights/blazeface_full_range.safetensors");
        let program = format!(
            "import numpy, torch\n\
             from blazeface import BlazeFace\n\
             image = torch.from_numpy(numpy.fromfile('image', '<f4').reshape({height}, {width}, 3))\n\
             BlazeFace({weights:?}).predictions(image).contiguous().numpy().tofile('predictions')",
        );
        python(&program, folder.path());
        let expected = fs::read(folder.path().join("predictions")).unwrap();
        let expected: Vec<f32> = expected
            .chunks_exact(4)
            .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            .collect();
        let Predictions { scores, boxes } = Network::new().forward(&image);
        assert_eq!(expected.len(), (height / STRIDE) * (width / STRIDE) * 17);
        for (index, anchor) in expected.chunks_exact(17).enumerate() {
            let (y, x) = (index / scores.width, index % scores.width);
            assert!((scores.pixel(y, x)[0] - anchor[0]).abs() < 1e-3, "score of {y}, {x}");
            for (ours, theirs) in boxes.pixel(y, x).iter().zip(&anchor[1..]) {
                assert!((ours - theirs).abs() < 1e-3, "box of {y}, {x}: {ours}, {theirs}");
            }
        }
    }
}
