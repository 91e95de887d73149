"""Renders texts for the measurement: `/usr/bin/python3 -m training.burned_in_text.write_masks DIR COUNT SEED`.

Writes DIR/masks.json ([{text, kind, script, letterHeight, width, height, offset}]) and DIR/masks.bin (their coverage).
"""

import json
import random
import sys
from pathlib import Path

from training.burned_in_text.render import MEASURING_FONTS, draws, render
from training.burned_in_text.texts import SCRIPTS, marker_text, private_text


def main(folder: Path, count: int, seed: int) -> None:
    rng = random.Random(seed)
    rows: list[dict[str, object]] = []
    data = bytearray()
    while len(rows) < count:
        kind = "marker" if len(rows) % 4 == 3 else "text"
        script = rng.choice(SCRIPTS)
        text = marker_text(rng) if kind == "marker" else private_text(rng, script)
        name = rng.choice(MEASURING_FONTS)
        if not draws(name, text):
            continue
        # Markers are larger than captions.
        letter_height = rng.randint(18, 60) if kind == "marker" else round(12 * 5 ** rng.random())
        mask = render(text, name, letter_height, rng)
        height, width = mask.shape
        rows.append(
            {
                "text": text,
                "kind": kind,
                "script": script,
                "letterHeight": letter_height,
                "width": width,
                "height": height,
                "offset": len(data),
            }
        )
        data += mask.tobytes()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "masks.json").write_text(json.dumps(rows, ensure_ascii=False), "utf8")
    (folder / "masks.bin").write_bytes(bytes(data))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
