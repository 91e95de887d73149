"""Texts as masks of coverage: antialiased or hard, plain, bold, italic, of any family of the machine."""

import random
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Mask = NDArray[np.uint8]

_FONTS = Path("/usr/share/fonts")
# Families of the training and of the measurement differ, so that the measurement says something about the unseen.
TRAINING_FONTS = (
    "truetype/dejavu/DejaVuSans.ttf",
    "truetype/dejavu/DejaVuSans-Bold.ttf",
    "truetype/dejavu/DejaVuSansCondensed.ttf",
    "truetype/dejavu/DejaVuSansCondensed-Bold.ttf",
    "truetype/dejavu/DejaVuSansMono.ttf",
    "truetype/dejavu/DejaVuSansMono-Bold.ttf",
    "truetype/dejavu/DejaVuSans-ExtraLight.ttf",
    "truetype/dejavu/DejaVuSerif.ttf",
    "truetype/dejavu/DejaVuSerif-Bold.ttf",
    "truetype/freefont/FreeSans.ttf",
    "truetype/freefont/FreeSansBold.ttf",
    "truetype/freefont/FreeSansOblique.ttf",
    "truetype/freefont/FreeMonoBold.ttf",
    "truetype/freefont/FreeSerif.ttf",
    "truetype/open-sans/OpenSans-Regular.ttf",
    "truetype/open-sans/OpenSans-Bold.ttf",
    "truetype/open-sans/OpenSans-CondBold.ttf",
    "truetype/liberation/LiberationSansNarrow-Bold.ttf",
    "opentype/unifont/unifont.otf",
)
MEASURING_FONTS = (
    "truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf",
    "truetype/roboto/unhinted/RobotoTTF/Roboto-Bold.ttf",
    "truetype/roboto/unhinted/RobotoTTF/Roboto-Light.ttf",
    "truetype/liberation/LiberationSans-Regular.ttf",
    "truetype/liberation/LiberationSans-Bold.ttf",
    "truetype/liberation/LiberationMono-Regular.ttf",
    "truetype/liberation/LiberationSerif-Regular.ttf",
    "truetype/noto/NotoSansMono-Regular.ttf",
    "truetype/firacode/FiraCode-Medium.ttf",
    "truetype/terminus/TerminusTTF-4.46.0.ttf",
)


@lru_cache(maxsize=2048)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / name), size)


@lru_cache(maxsize=2048)
def _draws(name: str, letter: str) -> bool:
    """A family without a letter shows its box for the missing one."""
    missing, drawn = (_font(name, 32).getmask(text) for text in ("\U0010fffe", letter))
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


def draws(name: str, text: str) -> bool:
    return all(letter == " " or _draws(name, letter) for letter in text)


@lru_cache(maxsize=4096)
def _size_for(name: str, letter_height: int) -> int:
    for size in range(letter_height, 3 * letter_height):
        _, top, _, bottom = _font(name, size).getbbox("H")
        if bottom - top >= letter_height:
            return size
    return 2 * letter_height


def render(text: str, name: str, letter_height: int, rng: random.Random) -> Mask:
    """@returns coverage 0..255 [rows, columns], cut to the ink. `letter_height` is that of a capital, in pixels."""
    font = _font(name, _size_for(name, letter_height))
    left, top, right, bottom = font.getbbox(text)
    hard = rng.random() < 0.25
    image = Image.new("L", (right - left + 4, bottom - top + 4), 0)
    drawer = ImageDraw.Draw(image)
    drawer.fontmode = "1" if hard else "L"
    drawer.text((2 - left, 2 - top), text, fill=255, font=font)
    mask = np.asarray(image, dtype=np.uint8)
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if rows.size == 0:
        return mask
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
