"""Inputs and outputs for the application's tests: synthetic pictures, made by a formula that both sides can write.

    python3 -m training.fixtures

grey(x, y) = (7 x + 13 y + 5 ((x y) mod 29)) mod 256; `model` pictures are 300 wide and 260 high, smoothed by
averaging to a third. No film is in here.
"""

import json

import numpy as np

from training import runtime
from training.export import run_onnx
from training.paths import MODELS, REPOSITORY
from training.preprocess import Box, Grey, area_average, to_square, to_unit

FOLDER = REPOSITORY / "training" / "fixtures"
PICTURE = (300, 260)


def formula(width: int, height: int) -> Grey:
    x, y = np.arange(width)[None, :], np.arange(height)[:, None]
    return ((7 * x + 13 * y + 5 * ((x * y) % 29)) % 256).astype(np.float32)


def _rounded(values: np.ndarray, digits: int = 5) -> list[float]:
    return [round(float(value), digits) for value in values.ravel()]


def squares() -> list[dict[str, object]]:
    cases = [
        (40, 31, 16, None),
        (31, 40, 16, None),
        (7, 5, 12, None),
        (64, 48, 16, Box(5, 3, 44, 45)),
        (50, 50, 10, Box(10, 20, 23, 29)),
        (16, 16, 16, None),
    ]
    out = []
    for width, height, size, box in cases:
        square, placement = to_square(formula(width, height), size, box)
        out.append(
            {
                "width": width,
                "height": height,
                "size": size,
                "box": None if box is None else [box.left, box.top, box.right, box.bottom],
                "placement": [placement.left, placement.top, placement.width, placement.height],
                "square": _rounded(square, 3),
            }
        )
    return out


def model_outputs() -> list[dict[str, object]]:
    """What each shipped model says of one picture: the first numbers, and the sum, of every output."""
    grey = area_average(formula(PICTURE[0] * 3, PICTURE[1] * 3), *PICTURE)
    out = []
    for name in ("thorax", "findings", "covid", "gate"):
        folder = MODELS / name
        if not (folder / "card.json").exists():
            continue
        card = json.loads((folder / "card.json").read_text())
        square, _ = to_square(grey, card["input"]["size"])
        image = np.repeat(to_unit(square)[None, None], 3, axis=1)
        values = run_onnx(folder / "model.onnx", image)
        out.append(
            {
                "model": name,
                "weightsSha256": card["weightsSha256"],
                "outputs": {
                    output["name"]: {
                        "shape": list(values[output["name"]].shape),
                        "first": _rounded(values[output["name"]].ravel()[:16]),
                        "sum": round(float(values[output["name"]].astype(np.float64).sum()), 3),
                    }
                    for output in card["outputs"]
                },
            }
        )
    return out


def main() -> None:
    runtime.start("training.fixtures")
    FOLDER.mkdir(exist_ok=True)
    content = {
        "formula": "(7 x + 13 y + 5 ((x y) mod 29)) mod 256",
        "squares": squares(),
        "picture": list(PICTURE),
        "models": model_outputs(),
    }
    (FOLDER / "vectors.json").write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main()
