"""Pictures that are no chest film, made here: for the gate to learn what to refuse."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from sklearn.datasets import load_sample_images

from training.preprocess import Grey, to_square

KINDS = ("photograph", "cloud", "stripes", "shapes", "text", "limb", "head", "noise", "gradient")


def _photographs() -> list[Grey]:
    """scikit-learn's two sample photographs (CC BY), as grey."""
    return [image.mean(axis=2).astype(np.float32) for image in load_sample_images().images]


def _cloud(generator: np.random.Generator, side: int, rough: float) -> NDArray[np.float64]:
    """Noise with a power-law spectrum, as natural scenes have (Field, 1987)."""
    frequency = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.fftfreq(side)[None, :])
    frequency[0, 0] = 1
    phases = np.exp(2j * math.pi * generator.random((side, side)))
    field = np.real(np.fft.ifft2(phases * frequency**-rough))
    return (field - field.min()) / max(1e-9, field.max() - field.min())


def _capsule(side: int, x0: float, y0: float, x1: float, y1: float, radius: float) -> NDArray[np.float64]:
    """Thickness of a rod between two points, 0..1, as X-rays would see it."""
    y, x = np.mgrid[0:side, 0:side] / side
    along = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / max(1e-9, (x1 - x0) ** 2 + (y1 - y0) ** 2), 0, 1)
    distance = np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))
    return np.sqrt(np.clip(1 - (distance / radius) ** 2, 0, None))


def _limb(generator: np.random.Generator, side: int) -> NDArray[np.float64]:
    """Soft tissue around one to five bones: a forearm, a leg, a hand."""
    bones = int(generator.integers(1, 6))
    tilt = generator.uniform(-0.3, 0.3)
    total = np.zeros((side, side))
    for bone in range(bones):
        x = 0.5 + (bone - (bones - 1) / 2) * generator.uniform(0.09, 0.16)
        ends = x - tilt / 2, generator.uniform(-0.1, 0.2), x + tilt / 2, generator.uniform(0.7, 1.1)
        radius = generator.uniform(0.02, 0.07)
        total += 0.5 * _capsule(side, *ends, radius * 2.2) + _capsule(side, *ends, radius)
    return total + 0.05 * _cloud(generator, side, 1.5)


def _head(generator: np.random.Generator, side: int) -> NDArray[np.float64]:
    """An ellipse with a bright rim and dark cavities: a skull or an axial slice."""
    y, x = np.mgrid[0:side, 0:side] / side - 0.5
    wide, high = generator.uniform(0.25, 0.45, 2)
    radius = np.hypot(x / wide, y / high)
    picture = (radius < 1) * generator.uniform(0.3, 0.6) + np.exp(-(((radius - 0.95) / 0.05) ** 2))
    for _ in range(int(generator.integers(2, 7))):
        cx, cy, r = generator.uniform(-0.2, 0.2), generator.uniform(-0.2, 0.2), generator.uniform(0.02, 0.1)
        picture -= 0.3 * np.exp(-(((x - cx) ** 2 + (y - cy) ** 2) / r**2))
    return picture + 0.1 * _cloud(generator, side, 1.2)


def _shapes(generator: np.random.Generator, side: int) -> NDArray[np.float64]:
    y, x = np.mgrid[0:side, 0:side] / side
    picture = np.full((side, side), generator.random())
    for _ in range(int(generator.integers(3, 14))):
        cx, cy, wide, high = generator.random(4)
        inside = (np.abs(x - cx) < wide / 3) & (np.abs(y - cy) < high / 3)
        if generator.random() < 0.5:
            inside = ((x - cx) / (wide / 3 + 0.02)) ** 2 + ((y - cy) / (high / 3 + 0.02)) ** 2 < 1
        picture[inside] = generator.random()
    return picture


def _text(generator: np.random.Generator, side: int) -> NDArray[np.float64]:
    """Lines of short strokes: a scanned page or a screenshot."""
    picture = np.ones((side, side))
    for top in range(8, side - 12, int(generator.integers(8, 18))):
        at = 10
        while at < side - 20:
            length = int(generator.integers(2, 9))
            if generator.random() < 0.8:
                picture[top : top + int(generator.integers(3, 8)), at : at + length] = generator.random() * 0.3
            at += length + int(generator.integers(1, 6))
    return picture if generator.random() < 0.7 else 1 - picture


def no_chest(kind: str, size: int, generator: np.random.Generator) -> Grey:
    """A square of 0..255 of the given kind, prepared as a film would be."""
    side = 256
    if kind == "photograph":
        photographs = _photographs()
        photograph = photographs[int(generator.integers(len(photographs)))]
        length = int(generator.integers(120, min(photograph.shape)))
        top = int(generator.integers(photograph.shape[0] - length + 1))
        left = int(generator.integers(photograph.shape[1] - length + 1))
        picture = photograph[top : top + length, left : left + length].astype(np.float64)
        picture = np.rot90(picture, int(generator.integers(4)))
        picture = 255 - picture if generator.random() < 0.3 else picture
    elif kind == "cloud":
        picture = _cloud(generator, side, generator.uniform(0.7, 2.2))
    elif kind == "stripes":
        y, x = np.mgrid[0:side, 0:side] / side
        angle, count = generator.uniform(0, math.pi), generator.uniform(2, 40)
        picture = np.sin(2 * math.pi * count * (x * math.cos(angle) + y * math.sin(angle)))
    elif kind == "shapes":
        picture = _shapes(generator, side)
    elif kind == "text":
        picture = _text(generator, side)
    elif kind == "limb":
        picture = _limb(generator, side)
    elif kind == "head":
        picture = _head(generator, side)
    elif kind == "noise":
        picture = ndimage.gaussian_filter(generator.random((side, side)), generator.uniform(0, 6))
    elif kind == "gradient":
        y, x = np.mgrid[0:side, 0:side] / side
        picture = np.hypot(x - generator.random(), y - generator.random()) ** generator.uniform(0.5, 2)
    else:
        raise ValueError(f"no such kind of picture: {kind}")
    height = int(side * generator.uniform(0.7, 1.0)) if kind != "photograph" else picture.shape[0]
    return to_square((picture[:height] * 255 if kind != "photograph" else picture[:height]).astype(np.float32), size)[0]
