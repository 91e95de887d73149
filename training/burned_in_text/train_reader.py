"""Trains the reader: `/usr/bin/python3 -m training.burned_in_text.train_reader --minutes 20 [--from FILE] [--hard DIR]`.

Films: every film of ../shared/data/cxr whose name falls to training (`for_training`), the rest is for the measurement.
Writes models/burned-in-text/reader.onnx and, to go on from, .cache/burned-in-text/reader.pt.
"""

import argparse
import random
import time
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn

from training.burned_in_text.alphabet import decode, encode
from training.burned_in_text.crops import Crop, Film, crops, hard_crops
from training.burned_in_text.reader import STRIDE, Reader, mean_writing
from training.paths import CXR

ROOT = Path(__file__).parents[2]
BATCH = 40


def for_training(name: str) -> bool:
    """Two films of three, by the hash of the name; `bench/burned-in-text-films.ts` has the same rule."""
    return sha256(name.encode()).digest()[0] % 3 != 0


def training_films(count: int) -> list[Film]:
    paths = [path for path in sorted(CXR.glob("*/*.jpg")) if for_training(path.name)]
    random.Random(1).shuffle(paths)
    return [np.asarray(Image.open(path).convert("L")) for path in paths[:count]]


def batch_of(rows: list[Crop]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    pixels = torch.from_numpy(np.stack([row.pixels for row in rows])[:, None])
    widths = torch.tensor([row.width for row in rows])
    is_text = torch.tensor([float(row.text != "") for row in rows])
    targets = [encode(row.text) for row in rows]
    lengths = torch.tensor([len(target) for target in targets])
    return pixels, widths, is_text, torch.tensor([one for target in targets for one in target]), lengths


def evaluate(model: Reader, rows: list[Crop]) -> str:
    model.eval()
    right = total = 0
    scores: list[tuple[bool, float]] = []
    with torch.no_grad():
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            pixels, widths, *_ = batch_of(part)
            letters, writing = model(pixels)
            means = mean_writing(writing, widths)
            for row, path, mean in zip(part, letters.argmax(2).tolist(), means.tolist(), strict=True):
                scores.append((row.text != "", mean))
                if row.text:
                    total += 1
                    steps = path[: (row.width + STRIDE - 1) // STRIDE]
                    right += decode(steps).strip() == decode(encode_path(row.text)).strip()
    model.train()
    missed = np.mean([mean < 0 for is_text, mean in scores if is_text])
    false = np.mean([mean >= 0 for is_text, mean in scores if not is_text])
    return f"whole crops read {right / max(1, total):.3f}, text missed {missed:.4f}, anatomy taken for text {false:.4f}"


def encode_path(text: str) -> list[int]:
    """The target as a best path, with the empty class between letters."""
    return [one for letter in encode(text) for one in (letter, 0)]


def export(model: Reader, path: Path) -> None:
    model.eval()
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        model,
        torch.zeros(1, 1, 32, 160),
        str(path),
        input_names=["pixels"],
        output_names=["letters", "writing"],
        dynamic_axes={
            "pixels": {0: "lines", 3: "columns"},
            "letters": {0: "lines", 1: "steps"},
            "writing": {0: "lines", 1: "steps"},
        },
        opset_version=13,
    )
    model.train()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--from", dest="start", type=Path)
    parser.add_argument("--hard", type=Path, default=ROOT / ".cache/burned-in-text")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    films = training_films(160)
    hard = hard_crops(args.hard)
    held = crops(films, hard, 99)
    check = [next(held) for _ in range(160)]
    model = Reader()
    if args.start:
        model.load_state_dict(torch.load(args.start))
    optimiser = torch.optim.AdamW(model.parameters(), lr=args.rate, weight_decay=1e-3)
    reading, judging = nn.CTCLoss(zero_infinity=True), nn.BCEWithLogitsLoss()
    stream = crops(films, hard, args.seed)
    started, step, shown = time.monotonic(), 0, 0.0
    while (spent := (time.monotonic() - started) / 60 / args.minutes) < 1:
        # Warm, then down to nothing over the time given.
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1, (step + 1) / 100) * (1 - spent) ** 0.9
        pixels, widths, is_text, targets, lengths = batch_of([next(stream) for _ in range(BATCH)])
        letters, writing = model(pixels)
        steps = (widths + STRIDE - 1) // STRIDE
        ctc = reading(letters.log_softmax(2).transpose(0, 1), targets, steps, lengths)
        bce = judging(mean_writing(writing, widths), is_text)
        loss = ctc + bce
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        step += 1
        if spent - shown >= 0.25:
            shown = spent
            print(f"{spent:.2f} step {step} ctc {ctc.item():.3f} bce {bce.item():.4f}; {evaluate(model, check)}", flush=True)
    print(f"{step} steps; {evaluate(model, check)}")
    cache = ROOT / ".cache/burned-in-text"
    cache.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), cache / "reader.pt")
    export(model, ROOT / "models/burned-in-text/reader.onnx")


if __name__ == "__main__":
    main()
