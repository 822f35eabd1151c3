"""BlazeFace's full-range network in PyTorch."""

import torch
import torch.nn.functional as F
from safetensors.torch import load_file


def same(x, stride):
    """TensorFlow's SAME padding of a 3x3 window, for even sides."""
    return F.pad(x, (0, 1, 0, 1) if stride == 2 else (1, 1, 1, 1))


class BlazeFace:
    def __init__(self, path):
        self.weights = {name: tensor.float() for name, tensor in load_file(path).items()}

    def conv(self, x, name, stride=1):
        weight = self.weights[name + ".weight"].permute(3, 2, 0, 1)
        padded = same(x, stride) if weight.shape[-1] == 3 else x
        return F.conv2d(padded, weight, self.weights[name + ".bias"], stride)

    def depthwise(self, x, name, stride=1):
        weight = self.weights[name + ".weight"].permute(2, 0, 1)[:, None]
        return F.conv2d(same(x, stride), weight, self.weights[name + ".bias"], stride, groups=x.shape[1])

    def block(self, x, name, stride=1):
        narrow = self.conv(self.depthwise(x, name + ".depthwise1", stride), name + ".reduce").relu()
        wide = self.conv(self.depthwise(narrow, name + ".depthwise2"), name + ".expand")
        skip = F.max_pool2d(x, 2) if stride == 2 else x
        return (F.pad(skip, (0, 0, 0, 0, 0, wide.shape[1] - skip.shape[1])) + wide).relu()

    @torch.no_grad()
    def predictions(self, image):
        """The score before the sigmoid and 16 values for every anchor: [height / 4, width / 4, 17], from an image of
        [height, width, 3] from -1 to 1."""
        x = self.conv(image.permute(2, 0, 1)[None], "stem", 2).relu()
        stages = []
        for stage, blocks in enumerate([2, 3, 3, 3, 4]):
            for index in range(blocks):
                x = self.block(x, f"encoder.{stage}.{index}", 2 if stage and not index else 1)
            stages.append(x)
        for stage, blocks in enumerate([2, 2, 1]):
            up = self.conv(x, f"decoder.{stage}.up").relu()
            up = F.interpolate(up, scale_factor=2, mode="bilinear", align_corners=False)
            x = self.conv(stages[3 - stage], f"decoder.{stage}.lateral").relu() + up
            for index in range(blocks):
                x = self.block(x, f"decoder.{stage}.{index}")
        return torch.cat([self.conv(x, "score"), self.conv(x, "boxes")], 1)[0].permute(1, 2, 0)
