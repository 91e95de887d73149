import unittest

try:
    import torch

    from training.activations import trunk
    from training.findings import FindingsNet, GridHead, Tail
    from training.paths import BACKBONE
except ImportError:
    torch = None


@unittest.skipIf(torch is None or not BACKBONE.exists(), "PyTorch or the backbone is absent")
class Maps(unittest.TestCase):
    def test_the_mean_of_a_map_is_the_logit(self) -> None:
        torch.manual_seed(4)
        x = torch.rand(2, 96, 10, 10) * 4 - 2
        for model in (Tail(18), GridHead(18)):
            with torch.no_grad():
                logits = model.head(model.pooled(x))
                torch.testing.assert_close(model.maps(x).mean(dim=(2, 3)), logits, atol=1e-3, rtol=1e-3)

    def test_the_whole_network_has_the_stated_shapes(self) -> None:
        import numpy

        net = FindingsNet(trunk(), [Tail(18)], GridHead(18), numpy.ones((2, 14), numpy.float32)).eval()
        with torch.no_grad():
            logits, maps = net(torch.zeros(1, 3, 64, 64))
        self.assertEqual((tuple(logits.shape), tuple(maps.shape)), ((1, 14), (1, 14, 2, 2)))


if __name__ == "__main__":
    unittest.main()
