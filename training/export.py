"""From PyTorch to model.onnx: weights in float16 on disk, arithmetic in float32, checked by ONNX Runtime.

A weight that is stored as float16 is followed by a Cast to float32, which ONNX Runtime folds away when it loads the
file: half the size, no half-precision arithmetic. PyTorch is given the same rounded weights before it is compared.
"""

import hashlib
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from training.paths import REPOSITORY

OPSET = 13
SMALLEST_HALVED = 1024
"""Tensors with fewer values stay float32: biases cost nothing and carry the offsets."""


def round_weights(model: nn.Module) -> None:
    """Every large weight to the nearest float16, in place."""
    for parameter in model.parameters():
        if parameter.numel() >= SMALLEST_HALVED:
            parameter.data.copy_(parameter.data.half().float())


def _halve(model: onnx.ModelProto) -> None:
    kept, casts = [], []
    for item in model.graph.initializer:
        values = numpy_helper.to_array(item)
        if values.dtype != np.float32 or values.size < SMALLEST_HALVED:
            kept.append(item)
            continue
        kept.append(numpy_helper.from_array(values.astype(np.float16), item.name + "_half"))
        casts.append(helper.make_node("Cast", [item.name + "_half"], [item.name], to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(casts + nodes)


def export(model: nn.Module, example: Tensor, outputs: list[str], file: Path, halve: bool = True) -> None:
    """Writes `file` with one input, `image`, of the example's exact shape."""
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        model.eval(), example, str(file), opset_version=OPSET, input_names=["image"], output_names=outputs
    )
    graph = onnx.load(str(file))
    if halve:
        _halve(graph)
    graph.producer_name, graph.doc_string = "tynys-training", ""
    for node in graph.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(graph)
    onnx.save(graph, str(file))


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def run_onnx(file: Path, image: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """What the application's own ONNX Runtime (under Node) makes of one input."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        image.astype("<f4").tofile(path / "image")
        subprocess.run(
            ["node", str(REPOSITORY / "training" / "run-onnx.mjs"), str(file), str(path), json.dumps(image.shape)],
            check=True,
        )
        shapes = json.loads((path / "outputs.json").read_text())
        return {name: np.fromfile(path / name, "<f4").reshape(shape) for name, shape in shapes.items()}


def verify(model: nn.Module, image: Tensor, outputs: list[str], file: Path, tolerance: float = 1e-4) -> float:
    """The largest difference between PyTorch and ONNX Runtime, relative to the output's own size; throws above
    `tolerance`."""
    with torch.no_grad():
        expected = model(image)
    expected = expected if isinstance(expected, tuple) else (expected,)
    found = run_onnx(file, image.numpy())
    worst = 0.0
    for name, value in zip(outputs, expected, strict=True):
        scale = max(1.0, float(value.abs().max()))
        worst = max(worst, float(np.abs(found[name] - value.numpy()).max()) / scale)
    if worst > tolerance:
        raise ValueError(f"{file}: ONNX Runtime differs from PyTorch by {worst:.2e}")
    return worst
