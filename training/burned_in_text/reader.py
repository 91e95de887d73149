"""A small network that reads one line: whether it is writing at all, and which letters, in Latin, Cyrillic, Kazakh."""

import torch
from torch import Tensor, nn

from training.burned_in_text.alphabet import CLASSES


def _block(inputs: int, outputs: int, kernel: tuple[int, int], stride: tuple[int, int]) -> nn.Sequential:
    padding = (kernel[0] // 2, kernel[1] // 2)
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class Reader(nn.Module):
    """[n, 1, 32, columns] -> letters [n, columns / 4, classes] (logits) and writing [n, columns / 4] (logits)."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            _block(1, 16, (5, 5), (2, 2)),
            _block(16, 32, (3, 3), (2, 1)),
            _block(32, 48, (3, 3), (2, 2)),
            _block(48, 64, (3, 3), (2, 1)),
            nn.Conv2d(64, 96, (2, 3), 1, (0, 1), bias=False),
            nn.BatchNorm2d(96),
            nn.ReLU(inplace=True),
            _block(96, 96, (1, 5), (1, 1)),
        )
        self.letters = nn.Conv1d(96, CLASSES, 1)
        self.writing = nn.Sequential(nn.Conv1d(96, 32, 5, padding=2), nn.ReLU(inplace=True), nn.Conv1d(32, 1, 1))

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        features = self.body(pixels).squeeze(2)
        return self.letters(features).transpose(1, 2), self.writing(features).squeeze(1)


STRIDE = 4


def mean_writing(writing: Tensor, widths: Tensor) -> Tensor:
    """Mean logit over the columns that are picture and not filling. @returns [n]"""
    steps = torch.arange(writing.shape[1])[None, :]
    inside = (steps < (widths[:, None] + STRIDE - 1) // STRIDE).float()
    return (writing * inside).sum(1) / inside.sum(1)
