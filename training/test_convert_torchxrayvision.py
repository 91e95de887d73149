import json
import tempfile
import unittest
from pathlib import Path

import numpy as np

try:
    import torch
    from torch import nn
    from torch.nn import functional
    from torchvision.models import densenet121

    from training.convert_torchxrayvision import PATHOLOGIES, convert
    from training.export import run_onnx, sha256
except ImportError:
    torch = None


@unittest.skipIf(torch is None, "PyTorch is absent")
class Convert(unittest.TestCase):
    def test_random_weights_of_the_published_architecture(self) -> None:
        torch.manual_seed(3)
        network = densenet121(num_classes=18)
        network.features.conv0 = nn.Conv2d(1, 64, 7, 2, 3, bias=False)
        # with running statistics as initialised, activations of this range would overflow nothing but saturate all
        network.features.norm0.running_var.fill_(1e6)
        points = torch.rand(18) * 0.8 + 0.1
        state = {**network.state_dict(), "op_threshs": points}
        with tempfile.TemporaryDirectory() as parent:
            folder = Path(parent) / "xrv"
            self.assertLess(convert(state, folder), 1e-4)
            image = torch.rand(1, 1, 224, 224) * 2048 - 1024
            found = run_onnx(folder / "model.onnx", image.numpy())
            with torch.no_grad():
                features = functional.relu(network.eval().features(image))
                logits = network.classifier(functional.adaptive_avg_pool2d(features, 1).flatten(1))
            # the operating-point rule of torchxrayvision, written out per label
            expected = []
            for score, point in zip(torch.sigmoid(logits)[0].tolist(), points.tolist(), strict=True):
                expected.append(score / (point * 2) if score < point else 1 - (1 - score) / ((1 - point) * 2))
            np.testing.assert_allclose(found["probabilities"][0], expected, atol=1e-4)
            np.testing.assert_allclose(found["maps"].mean(axis=(2, 3)), logits.numpy(), atol=1e-3)
            card = json.loads((folder / "card.json").read_text())
            self.assertEqual(card["weightsSha256"], sha256(folder / "model.onnx"))
            self.assertEqual([entry["label"] for entry in card["labels"]], list(PATHOLOGIES))

    def test_other_architectures_are_refused(self) -> None:
        with tempfile.TemporaryDirectory() as parent, self.assertRaises(RuntimeError):
            convert({"features.conv0.weight": torch.zeros(64, 3, 7, 7)}, Path(parent) / "other")


if __name__ == "__main__":
    unittest.main()
