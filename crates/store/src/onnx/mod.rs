//! netG as ONNX, in eval mode, for runtimes other than PyTorch.

mod proto;

use prost::Message;

use facegan_kernels::BATCH_NORM_EPSILON;
use facegan_model::{HostTensor, KERNEL, Network, NetworkError};
use proto::{
    Attribute, Dimension, DimensionValue, FLOAT, Graph, Model, Node, OperatorSetId, StringStringEntry, Tensor,
    TensorShape, TensorType, Type, ValueInfo,
};

/// Operators of 2022, which every current runtime knows.
const OPSET: i64 = 17;
/// The file format that goes with them.
const IR_VERSION: i64 = 8;

/// The input: latents, `[batch, nz, 1, 1]` of any batch.
pub const INPUT: &str = "latent";
/// The output: images in [-1, 1], `[batch, 3, image_size, image_size]`.
pub const OUTPUT: &str = "image";

/// Why a state dict could not be turned into ONNX.
#[derive(Debug, thiserror::Error)]
pub enum OnnxError {
    /// The tensors are not of a network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The tensors are of netD.
    #[error("netD is not written as ONNX")]
    NotGenerator,
}

/// netG's state dict as an ONNX model with running statistics (opset 17), weights under the state dict's keys.
///
/// # Errors
/// When it is not netG's.
pub fn onnx(net_g: &[HostTensor], metadata: impl IntoIterator<Item = (String, String)>) -> Result<Vec<u8>, OnnxError> {
    let Network::Generator { image_size, nc, nz, .. } = Network::of(net_g)? else {
        return Err(OnnxError::NotGenerator);
    };
    let graph = Graph {
        name: "netG".into(),
        node: nodes(convolutions(net_g)),
        initializer: net_g.iter().map(initializer).collect(),
        input: vec![value(INPUT, [nz, 1, 1])],
        output: vec![value(OUTPUT, [nc, image_size, image_size])],
    };
    let mut metadata: Vec<_> = metadata.into_iter().map(|(key, value)| StringStringEntry { key, value }).collect();
    metadata.sort_by(|a, b| a.key.cmp(&b.key));
    let model = Model {
        ir_version: IR_VERSION,
        producer_name: "facegan".into(),
        producer_version: env!("CARGO_PKG_VERSION").into(),
        doc_string: "The generator of a DCGAN in eval mode: latents from N(0, 1) to images in [-1, 1].".into(),
        graph: Some(graph),
        opset_import: vec![OperatorSetId { domain: String::new(), version: OPSET }],
        metadata_props: metadata,
    };
    Ok(model.encode_to_vec())
}

fn convolutions(net_g: &[HostTensor]) -> usize {
    net_g.iter().filter(|tensor| tensor.shape.len() == 4).count()
}

/// A ConvTranspose, a BatchNormalization and a Relu for each layer; for the last a ConvTranspose and a Tanh.
///
/// The names: ONNX nodes go unnamed here, their outputs are `conv.LAYER`, `norm.LAYER` and `relu.LAYER`, and the
/// weights have the state dict's keys (`main.0.weight`).
fn nodes(convolutions: usize) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut x = INPUT.to_owned();
    for layer in 0..convolutions {
        let convolved = format!("conv.{layer}");
        let weight = format!("main.{}.weight", 3 * layer);
        nodes.push(node("ConvTranspose", vec![x, weight], &convolved, convolution(layer == 0)));
        if layer + 1 == convolutions {
            nodes.push(node("Tanh", vec![convolved], OUTPUT, vec![]));
            break;
        }
        let normalised = format!("norm.{layer}");
        let entry = |name| format!("main.{}.{name}", 3 * layer + 1);
        let inputs = ["weight", "bias", "running_mean", "running_var"].map(entry);
        let epsilon = Attribute { name: "epsilon".into(), f: Some(BATCH_NORM_EPSILON), ints: vec![], r#type: 1 };
        let inputs = [vec![convolved], inputs.to_vec()].concat();
        nodes.push(node("BatchNormalization", inputs, &normalised, vec![epsilon]));
        x = format!("relu.{layer}");
        nodes.push(node("Relu", vec![normalised], &x, vec![]));
    }
    nodes
}

fn node(op_type: &str, input: Vec<String>, output: &str, attribute: Vec<Attribute>) -> Node {
    Node { op_type: op_type.into(), input, output: vec![output.into()], attribute }
}

/// Attributes of a ConvTranspose: the first layer turns 1×1 into 4×4, each later one doubles the side.
fn convolution(first: bool) -> Vec<Attribute> {
    let (stride, padding) = if first { (1, 0) } else { (2, 1) };
    let ints = |name: &str, ints: Vec<i64>| Attribute { name: name.into(), f: None, ints, r#type: 7 };
    vec![ints("kernel_shape", vec![KERNEL as i64; 2]), ints("strides", vec![stride; 2]), ints("pads", vec![padding; 4])]
}

fn initializer(tensor: &HostTensor) -> Tensor {
    Tensor {
        name: tensor.key.clone(),
        dims: tensor.shape.iter().map(|&size| size as i64).collect(),
        data_type: FLOAT,
        raw_data: tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect(),
    }
}

/// A value of any batch.
fn value(name: &str, rest: [usize; 3]) -> ValueInfo {
    let batch = DimensionValue::DimParam("batch".into());
    let rest = rest.into_iter().map(|size| DimensionValue::DimValue(size as i64));
    let dim = std::iter::once(batch).chain(rest).map(|value| Dimension { value: Some(value) }).collect();
    let tensor_type = TensorType { elem_type: FLOAT, shape: Some(TensorShape { dim }) };
    ValueInfo { name: name.into(), r#type: Some(Type { tensor_type: Some(tensor_type) }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(network: Network) -> Vec<HostTensor> {
        let tensor = |(key, shape): (String, Vec<usize>)| {
            let values = vec![0.5; shape.iter().product()];
            HostTensor { key, shape, values }
        };
        network.shapes().into_iter().map(tensor).collect()
    }

    fn graph(net_g: &[HostTensor]) -> Graph {
        Model::decode(&onnx(net_g, []).unwrap()[..]).unwrap().graph.unwrap()
    }

    #[test]
    fn the_order_of_the_state_dict_does_not_matter() {
        let in_order = state(Network::Generator { image_size: 64, nc: 3, nz: 3, ngf: 1 });
        let mut sorted = in_order.clone();
        sorted.sort_by(|a, b| a.key.cmp(&b.key));
        assert_ne!(sorted, in_order);
        assert_eq!(graph(&sorted).node, graph(&in_order).node);
        let operators: Vec<_> = graph(&sorted).node.into_iter().map(|node| node.op_type).collect();
        assert_eq!(operators[..3], ["ConvTranspose", "BatchNormalization", "Relu"]);
        assert_eq!(operators[12..], ["ConvTranspose", "Tanh"]);
    }

    #[test]
    fn other_networks_than_net_g_are_refused() {
        let net_d = state(Network::Discriminator { image_size: 32, nc: 3, ndf: 2, spectral_norm: false });
        assert_eq!(onnx(&net_d, []).unwrap_err().to_string(), "netD is not written as ONNX");
        let mut net_g = state(Network::Generator { image_size: 32, nc: 3, nz: 3, ngf: 1 });
        net_g.retain(|tensor| tensor.key != "main.4.running_var");
        assert_eq!(onnx(&net_g, []).unwrap_err().to_string(), "“main.4.running_var” is missing");
    }
}
