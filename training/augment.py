"""Films as other hospitals might have taken them: turned, shifted, exposed and covered otherwise."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from training.preprocess import HIGH_QUANTILE, LOW_QUANTILE


def random_affine(
    count: int,
    degrees: float,
    scale: tuple[float, float],
    aspect: float,
    shift: float,
    generator: torch.Generator,
) -> Tensor:
    """[count, 2, 3] matrices for grid_sample: rotation, scale, aspect ratio and shift, each drawn evenly."""

    def uniform(low: float, high: float) -> Tensor:
        return torch.rand(count, generator=generator) * (high - low) + low

    angle = uniform(-degrees, degrees) * math.pi / 180
    size = torch.exp(uniform(math.log(scale[0]), math.log(scale[1])))
    stretch = torch.exp(uniform(-aspect, aspect) / 2)
    a, b = torch.cos(angle) / size, torch.sin(angle) / size
    rows = torch.stack(
        [a * stretch, -b * stretch, uniform(-shift, shift), b / stretch, a / stretch, uniform(-shift, shift)], dim=1
    )
    return rows.view(count, 2, 3)


def warp(values: Tensor, matrices: Tensor, mode: str) -> Tensor:
    grid = functional.affine_grid(matrices, list(values.shape), align_corners=False)
    return functional.grid_sample(values, grid, mode=mode, padding_mode="zeros", align_corners=False)


def restretch(films: Tensor) -> Tensor:
    """[n, 1, h, w] to 0..1 by the quantiles that preprocessing uses, over all of the square."""
    flat = films.flatten(1)[:, ::7]
    low = torch.quantile(flat, LOW_QUANTILE, dim=1).view(-1, 1, 1, 1)
    high = torch.quantile(flat, HIGH_QUANTILE, dim=1).view(-1, 1, 1, 1)
    return ((films - low) / (high - low).clamp(min=1e-3)).clamp(0, 1)


def expose(films: Tensor, generator: torch.Generator, strength: float = 1.0) -> Tensor:
    """[n, 1, h, w] in 0..1: gamma, a soft S-curve, brightness gradients and noise, then stretched again."""
    count = len(films)

    def normal(scale: float) -> Tensor:
        return torch.randn(count, 1, 1, 1, generator=generator) * scale * strength

    films = films.clamp(0, 1) ** torch.exp(normal(0.35))
    curve = normal(0.5)
    films = films + curve * films * (1 - films) * (films - 0.5) * 4
    height, width = films.shape[2:]
    down = torch.linspace(-1, 1, height).view(1, 1, -1, 1)
    across = torch.linspace(-1, 1, width).view(1, 1, 1, -1)
    films = films + normal(0.08) * down + normal(0.08) * across
    loudness = 0.02 * strength * torch.rand(count, 1, 1, 1, generator=generator)
    noise = torch.randn(films.shape, generator=generator) * loudness
    return restretch(films + noise)


def opacities(films: Tensor, generator: torch.Generator, share: float) -> Tensor:
    """White, blurred ellipses on some films, as consolidation, effusion or hardware would hide what is below."""
    count, _, height, width = films.shape
    down = torch.linspace(-1, 1, height).view(1, 1, -1, 1)
    across = torch.linspace(-1, 1, width).view(1, 1, 1, -1)
    for _ in range(3):
        x, y, wide, high, depth, on = (torch.rand(count, 1, 1, 1, generator=generator) for _ in range(6))
        distance = ((across - (x * 1.6 - 0.8)) / (0.08 + 0.35 * wide)) ** 2 + (
            (down - (y * 1.6 - 0.8)) / (0.08 + 0.35 * high)
        ) ** 2
        veil = torch.exp(-(distance**1.5)) * depth * (on < share).float()
        films = films + (0.85 - films).clamp(min=0) * veil
    return films
