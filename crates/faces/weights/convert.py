"""Converts MediaPipe's full-range face detector to blazeface_full_range.safetensors.

python3 convert.py face_detection_full_range.tflite blazeface_full_range.safetensors

Needs the packages numpy, safetensors and tflite. The .tflite file is in the npm package @mediapipe/face_detection 0.4.
Its weights are float16 already, so nothing is lost. Convolutions become [height, width, inputs, outputs], depthwise ones
[height, width, channels].
"""

import sys

import numpy as np
import tflite
from safetensors.numpy import save_file

NAMES = {value: name for name, value in vars(tflite.BuiltinOperator).items() if isinstance(value, int)}

with open(sys.argv[1], "rb") as file:
    model = tflite.Model.GetRootAsModel(file.read(), 0)
graph = model.Subgraphs(0)


def constant(index):
    tensor = graph.Tensors(index)
    data = model.Buffers(tensor.Buffer()).DataAsNumpy()
    return data.view(np.float16).reshape(tensor.ShapeAsNumpy())


# Every weight goes through a DEQUANTIZE to float32.
halves, layers = {}, []
for index in range(graph.OperatorsLength()):
    operator = graph.Operators(index)
    code = model.OperatorCodes(operator.OpcodeIndex())
    name = NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
    inputs = operator.InputsAsNumpy()
    if name == "DEQUANTIZE":
        halves[operator.OutputsAsNumpy()[0]] = constant(inputs[0])
    if name == "CONV_2D":
        layers.append((halves[inputs[1]].transpose(1, 2, 3, 0), halves[inputs[2]]))
    if name == "DEPTHWISE_CONV_2D":
        layers.append((halves[inputs[1]][0], halves[inputs[2]]))

BLOCK = ["depthwise1", "reduce", "depthwise2", "expand"]
names = ["stem"]
for stage, blocks in enumerate([2, 3, 3, 3, 4]):
    names += [f"encoder.{stage}.{block}.{layer}" for block in range(blocks) for layer in BLOCK]
for stage, blocks in enumerate([2, 2, 1]):
    names += [f"decoder.{stage}.up", f"decoder.{stage}.lateral"]
    names += [f"decoder.{stage}.{block}.{layer}" for block in range(blocks) for layer in BLOCK]
names += ["score", "boxes"]
assert len(names) == len(layers)

tensors = {}
for name, (weight, bias) in zip(names, layers):
    tensors[f"{name}.weight"] = np.ascontiguousarray(weight)
    tensors[f"{name}.bias"] = np.ascontiguousarray(bias)
save_file(tensors, sys.argv[2])
