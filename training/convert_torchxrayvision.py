"""A model package from torchxrayvision's published densenet121-res224-all weights (Cohen et al., MIDL 2022).

    python3 -m training.convert_torchxrayvision STATE_DICT.pt FOLDER

STATE_DICT.pt holds the model's state dict, `torch.save(model.state_dict(), ...)`, where `model` is
`torchxrayvision.models.DenseNet(weights="densenet121-res224-all")`; the weights are not part of this repository.
FOLDER becomes the package: model.onnx and card.json, to be installed in the workstation.
"""

import json
import sys
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models import densenet121

from training.card import FINDING_CODES, Json, label, own
from training.export import export, sha256, verify

PATHOLOGIES = (
    "Atelectasis",
    "Consolidation",
    "Infiltration",
    "Pneumothorax",
    "Edema",
    "Emphysema",
    "Fibrosis",
    "Effusion",
    "Pneumonia",
    "Pleural_Thickening",
    "Cardiomegaly",
    "Nodule",
    "Mass",
    "Hernia",
    "Lung Lesion",
    "Fracture",
    "Lung Opacity",
    "Enlarged Cardiomediastinum",
)
"""In the order of the network's outputs (torchxrayvision.datasets.default_pathologies)."""

OUTPUTS = ["probabilities", "maps"]


class OperatingPointDenseNet(nn.Module):
    """DenseNet121 on one channel of -1024..1024, probabilities bent so that each operating point lies at 0.5.

    The class maps are the head at every position of the last features: their mean is the logit, exactly.
    """

    def __init__(self) -> None:
        super().__init__()
        network = densenet121(num_classes=len(PATHOLOGIES))
        self.features = network.features
        self.features.conv0 = nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.classifier = network.classifier
        self.register_buffer("op_threshs", torch.full((len(PATHOLOGIES),), 0.5))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        features = functional.relu(self.features(image))
        maps = functional.conv2d(features, self.classifier.weight[:, :, None, None], self.classifier.bias)
        probability = torch.sigmoid(maps.mean(dim=(2, 3)))
        point = self.op_threshs
        below = probability / (2 * point)
        above = 1 - (1 - probability) / (2 * (1 - point))
        return torch.where(probability < point, below, above), maps


def load(state: dict[str, Tensor]) -> OperatingPointDenseNet:
    """Throws where names or shapes are not those of the published network."""
    model = OperatingPointDenseNet()
    known = set(model.state_dict())
    model.load_state_dict({name: value for name, value in state.items() if name in known}, strict=True)
    return model.eval()


def card(weights: Path, name: str) -> Json:
    labels = [
        label(
            pathology,
            index,
            FINDING_CODES.get(pathology, own(pathology.lower().replace(" ", "-")[:16], pathology)),
            None,
            0.5,
            (0.4, 0.6),
            # of the other four this project knows no published figure
            pathology in FINDING_CODES,
            None,
        )
        for index, pathology in enumerate(PATHOLOGIES)
    ]
    return {
        "schemaVersion": 1,
        "name": name,
        "title": "TorchXRayVision DenseNet121 (all)",
        "version": "res224-all",
        "task": "findings",
        "enabled": True,
        "weightsSha256": sha256(weights),
        "input": {
            "name": "image",
            "size": 224,
            "channels": 1,
            "range": [-1024, 1024],
            "crop": "whole",
            "margin": 0,
            "normalise": None,
        },
        "outputs": [
            {"name": "probabilities", "meaning": "probabilities", "shape": [1, len(PATHOLOGIES)]},
            {"name": "maps", "meaning": "activation-maps", "shape": [1, len(PATHOLOGIES), 7, 7]},
        ],
        "labels": labels,
        "combination": "independent",
        "calibration": {
            "method": "operating-point",
            "statement": "Not calibrated: scores are scaled so that the authors' operating point of each finding "
            "lies at 0.5.",
        },
        "thresholds": "0.5, the authors' operating point (torchxrayvision op_threshs); the bands 0.4 and 0.6 are ours.",
        "trainingData": [
            {
                "name": "NIH, PadChest, CheXpert, MIMIC-CXR, RSNA, Google, OpenI",
                "images": 0,
                "patients": None,
                "licence": "those of the data sets; the count is not known here",
                "use": "training by the authors",
            }
        ],
        "split": "The authors'.",
        "measured": {"note": "Nothing was measured here."},
        "licence": "Apache-2.0 (torchxrayvision)",
        "intendedUse": "Research. Not a medical device.",
        "limitations": [
            "No figure was measured on this workstation.",
            "The authors crop a film to its middle square; here it is padded to a square, so that nothing is cut off.",
        ],
        "reproduce": "python3 -m training.convert_torchxrayvision STATE_DICT.pt FOLDER",
    }


def convert(state: dict[str, Tensor], folder: Path) -> float:
    """Writes the package; returns the largest difference between PyTorch and ONNX Runtime."""
    model = load(state)
    # inputs up to 1024 make half-precision rounding visible in the first layer, so weights stay as published
    generator = torch.Generator().manual_seed(1)
    example = torch.rand(1, 1, 224, 224, generator=generator) * 2048 - 1024
    weights = folder / "model.onnx"
    export(model, example, OUTPUTS, weights, halve=False)
    (folder / "card.json").write_text(json.dumps(card(weights, folder.name), indent=2) + "\n")
    return verify(model, example, OUTPUTS, weights)


def main() -> None:
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    worst = convert(torch.load(source, map_location="cpu"), folder)
    print(f"{folder}: ONNX Runtime agrees with PyTorch within {worst:.1e}")


if __name__ == "__main__":
    main()
