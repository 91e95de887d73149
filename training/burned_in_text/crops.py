"""Crops as the finder cuts them: 32 rows, a line of writing or a piece of a film, mean 0 and deviation 1."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from training.burned_in_text.render import TRAINING_FONTS, draws, render
from training.burned_in_text.texts import SCRIPTS, marker_text, noise_text, private_text

ROWS = 32
COLUMNS = 160
_NO_WRITING = Path(__file__).with_name("no-writing.json")

Film = NDArray[np.uint8]


@dataclass(frozen=True)
class Crop:
    """`text` is '' for anatomy. `width` columns are the picture's, the others are filled with 0."""

    pixels: NDArray[np.float32]
    width: int
    text: str


def normalised(patch: NDArray[np.float32]) -> NDArray[np.float32]:
    return (patch - patch.mean()) / (patch.std() + 2.0)


def _scaled(patch: NDArray[np.float32], rng: random.Random) -> tuple[NDArray[np.float32], int]:
    height, width = patch.shape
    columns = max(8, min(COLUMNS, round(width * ROWS / height * rng.uniform(0.9, 1.1))))
    image = Image.fromarray(patch, "F").resize((columns, ROWS), Image.Resampling.BILINEAR)
    out = np.zeros((ROWS, COLUMNS), np.float32)
    out[:, :columns] = normalised(np.asarray(image, np.float32))
    if rng.random() < 0.5:
        out = -out
    return out, columns


def _cut(text: str, rng: random.Random, longest: int) -> str:
    if len(text) <= longest:
        return text
    start = rng.randrange(len(text) - longest + 1)
    return text[start : start + longest].strip() or text[:1]


def text_crop(films: list[Film], rng: random.Random) -> Crop:
    """A text over a piece of a film: white to black, outlined, boxed, blurred, with noise, cut with some margin."""
    while True:
        script = rng.choice(SCRIPTS)
        choice = rng.random()
        text = marker_text(rng) if choice < 0.5 else noise_text(rng, script, 9) if choice < 0.7 else private_text(rng, script)
        text = _cut(text, rng, 10)
        font = rng.choice(TRAINING_FONTS)
        if draws(font, text):
            break
    letter_height = round(11 * 4.5 ** rng.random())
    mask = render(text, font, letter_height, rng).astype(np.float32) / 255
    above, below, before, after = (round(letter_height * rng.uniform(0.02, 0.55)) for _ in range(4))
    mask = np.pad(mask, ((above, below), (before, after)))
    height, width = mask.shape
    film = rng.choice(films)
    rows, columns = film.shape
    if height >= rows or width >= columns:
        return text_crop(films, rng)
    y, x = rng.randrange(rows - height), rng.randrange(columns - width)
    patch = film[y : y + height, x : x + width].astype(np.float32)
    ground = float(patch.mean())
    if rng.random() < 0.12:
        patch[:] = ground = rng.choice([0.0, 255.0, rng.uniform(0, 255)])
    spread = float(patch.std())
    least = max(30.0, 1.2 * spread)
    inks = [ink for ink in (255.0, 0.0, rng.uniform(0, 255), rng.uniform(0, 255)) if abs(ink - ground) >= least]
    if not inks:
        return text_crop(films, rng)
    ink = rng.choice(inks)
    if rng.random() < 0.2:
        ring = np.asarray(Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.MaxFilter(3)), np.float32) / 255
        patch = patch * (1 - ring) + (0.0 if ink > 128 else 255.0) * ring
    patch = patch * (1 - mask) + ink * mask
    return _worn(patch, text, rng)


def _worn(patch: NDArray[np.float32], text: str, rng: random.Random) -> Crop:
    if rng.random() < 0.3:
        patch = np.asarray(Image.fromarray(patch, "F").resize(patch.shape[::-1]), np.float32)
        blurred = Image.fromarray(np.clip(patch, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.1)))
        patch = np.asarray(blurred, np.float32)
    if rng.random() < 0.3:
        noise = np.random.default_rng(rng.randrange(1 << 30)).normal(0, rng.uniform(1, 8), patch.shape)
        patch = patch + noise.astype(np.float32)
    pixels, width = _scaled(patch.astype(np.float32), rng)
    return Crop(pixels, width, text)


def film_crop(films: list[Film], rng: random.Random) -> Crop:
    """A piece of a film without writing, at the sizes at which candidates come: a lung on end is one of them."""
    film = rng.choice(films)
    if rng.random() < 0.4:
        film = _on_end(film, rng)
    rows, columns = film.shape
    height = round(12 * 15 ** rng.random())
    width = round(height * rng.uniform(0.4, 5))
    if height >= rows or width >= columns:
        return film_crop(films, rng)
    y, x = rng.randrange(rows - height), rng.randrange(columns - width)
    return _worn(film[y : y + height, x : x + width].astype(np.float32), "", rng)


def _on_end(film: Film, rng: random.Random) -> Film:
    return np.ascontiguousarray(np.rot90(film, rng.choice([1, 3])))


def hard_crop(hard: list[Film], rng: random.Random) -> Crop:
    """Turned as the finder turns what is higher than wide."""
    film = rng.choice(hard)
    rows, columns = film.shape
    turned = _on_end(film, rng) if rows > 1.3 * columns and rng.random() < 0.7 else film
    return _worn(turned.astype(np.float32), "", rng)


def hard_crops(folder: Path) -> list[Film]:
    """Pieces that a detector took for writing and that are none (no-writing.json), cut by bench/burned-in-text-candidates.ts."""
    names: list[str] = json.loads(_NO_WRITING.read_text("utf8"))["files"]
    return [np.asarray(Image.open(path)) for path in sorted(folder.glob("*/*.png")) if path.name in names]


def crops(films: list[Film], hard: list[Film], seed: int) -> Iterator[Crop]:
    rng = random.Random(seed)
    while True:
        choice = rng.random()
        if choice < 0.55:
            yield text_crop(films, rng)
        elif hard and choice < 0.75:
            yield hard_crop(hard, rng)
        else:
            yield film_crop(films, rng)
