"""MobileNetV2 1.0 with ImageNet weights, as a PyTorch module with batch normalisation already folded in.

Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, CVPR 2018. The weights come from an ONNX
file whose 52 convolutions stand in order of execution. Padding is TensorFlow's SAME: for an even size and
stride 2 that is one row below and one column to the right, which a symmetric padding would shift by a pixel.
"""

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

# expansion, channels, repeats, stride: table 2 of the paper
_STAGES = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]

TRUNK_BLOCKS = 13
"""Blocks 0..13 (stride 16, 96 channels) are frozen everywhere; what comes after is trained."""


class SameConv(nn.Module):
    """Convolution with SAME padding (even sizes) and, unless linear, ReLU6."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1, linear: bool = False):
        super().__init__()
        self.asymmetric = kernel == 3 and stride == 2
        padding = 1 if kernel == 3 and not self.asymmetric else 0
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups)
        self.linear = linear

    def forward(self, x: Tensor) -> Tensor:
        if self.asymmetric:
            x = functional.pad(x, (0, 1, 0, 1))
        x = self.conv(x)
        return x if self.linear else functional.relu6(x, inplace=True)


class InvertedResidual(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int):
        super().__init__()
        hidden = inputs * expansion
        layers: list[nn.Module] = [] if expansion == 1 else [SameConv(inputs, hidden, 1)]
        layers += [SameConv(hidden, hidden, 3, stride, hidden), SameConv(hidden, outputs, 1, linear=True)]
        self.layers = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = self.layers(x)
        return x + y if self.residual else y


def build_blocks() -> nn.ModuleList:
    """19 blocks: stem, 17 inverted residuals, the last 1x1 convolution to 1280 channels."""
    blocks: list[nn.Module] = [SameConv(3, 32, 3, 2)]
    channels = 32
    for expansion, outputs, repeats, stride in _STAGES:
        for index in range(repeats):
            blocks.append(InvertedResidual(channels, outputs, stride if index == 0 else 1, expansion))
            channels = outputs
    blocks.append(SameConv(channels, 1280, 1))
    return nn.ModuleList(blocks)


def load_blocks(path: Path) -> nn.ModuleList:
    """The blocks with the ONNX file's weights; throws if the file is of another shape."""
    graph = onnx.load(str(path)).graph
    arrays = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            arrays[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    blocks = build_blocks()
    ours = [module for module in blocks.modules() if isinstance(module, nn.Conv2d)]
    # the file's last convolution is the ImageNet classifier
    for module, node in zip(ours, convolutions[: len(ours)], strict=True):
        weight, bias = arrays[node.input[1]], arrays[node.input[2]]
        if tuple(module.weight.shape) != weight.shape:
            raise ValueError(f"backbone: expected {tuple(module.weight.shape)}, found {weight.shape}")
        module.weight.data.copy_(torch.from_numpy(weight.copy()))
        module.bias.data.copy_(torch.from_numpy(bias.copy()))
    return blocks
