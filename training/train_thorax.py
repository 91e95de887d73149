"""Trains the segmentation on four fifths of the masked films; the fifth held back gives the figures.

python3 -m training.train_thorax
"""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training import augment, runtime
from training.data import MaskedFilm, load_grey, load_mask, masked_films
from training.metrics import bland_altman, dice
from training.paths import CACHE, RESULTS
from training.preprocess import to_square
from training.thorax import FROZEN, SIZE, ThoraxNet, ThoraxProbabilities, predict, read_thorax

BATCH = 8
SEED = 20


@dataclass(frozen=True)
class Stage:
    """A round of training: how long, how fast, and how far films are disturbed."""

    epochs: int
    encoder_rate: float
    decoder_rate: float
    degrees: float
    scale: tuple[float, float]
    aspect: float
    shift: float
    exposure: float
    veiled: float
    jsrt_every: int
    """Every so many JSRT films take part; all of Wingspan, whose hearts the reference ratios were read from."""


STAGES = (
    Stage(10, 2e-4, 2e-3, degrees=12, scale=(0.7, 1.3), aspect=0.3, shift=0.2, exposure=1.0, veiled=0.15, jsrt_every=1),
    # nearer to films as they are, so that borders settle where the readers drew them
    Stage(4, 0, 6e-4, degrees=8, scale=(0.85, 1.2), aspect=0.15, shift=0.1, exposure=0.6, veiled=0.08, jsrt_every=2),
)


def held_out(items: Sequence[MaskedFilm]) -> list[bool]:
    """Every fifth film of each source and, within Wingspan, of those with and without a reference ratio."""
    counters: dict[tuple[str, bool], int] = {}
    flags = []
    for item in items:
        key = (item.source, item.ctr is not None)
        counters[key] = counters.get(key, 0) + 1
        flags.append(counters[key] % 5 == 0)
    return flags


def _segmentation_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy plus soft Dice over the three organs, on half-resolution targets."""
    entropy = functional.cross_entropy(logits, target)
    share = functional.softmax(logits, dim=1)[:, 1:]
    wanted = functional.one_hot(target, 4).permute(0, 3, 1, 2)[:, 1:].float()
    overlap = (share * wanted).sum(dim=(0, 2, 3))
    total = (share + wanted).sum(dim=(0, 2, 3))
    return entropy + (1 - (2 * overlap + 1) / (total + 1)).mean()


def train(net: ThoraxNet, items: Sequence[MaskedFilm], stage: Stage, seed: int) -> ThoraxNet:
    """One stage; the weights returned are an exponential average over its steps."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    jsrt = [item for item in items if item.source == "jsrt"][:: stage.jsrt_every]
    items = [*jsrt, *(item for item in items if item.source != "jsrt")]
    images = torch.from_numpy(np.stack([to_square(load_grey(item.image), SIZE)[0] for item in items]))[:, None] / 255
    # masks are square like their films, so that whole-film placement is plain scaling
    masks = functional.interpolate(
        torch.from_numpy(np.stack([load_mask(item.mask) for item in items]))[:, None].float(), size=SIZE, mode="nearest"
    )
    encoder = list(net.encoder[FROZEN:].parameters())
    known = {id(parameter) for parameter in net.encoder.parameters()}
    decoder = [parameter for parameter in net.parameters() if id(parameter) not in known]
    for parameter in encoder:
        parameter.requires_grad_(stage.encoder_rate > 0)
    trained = [(encoder, stage.encoder_rate), (decoder, stage.decoder_rate)]
    trained = [(parameters, rate) for parameters, rate in trained if rate > 0]
    rates = [rate for _, rate in trained]
    optimiser = torch.optim.AdamW([{"params": list(p), "lr": rate} for p, rate in trained], weight_decay=1e-4)
    steps = stage.epochs * (len(items) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, total_steps=steps, pct_start=0.1)
    average = {name: value.clone() for name, value in net.state_dict().items()}
    begun = time.monotonic()
    for epoch in range(stage.epochs):
        order = torch.randperm(len(items), generator=generator)
        losses = []
        for start in range(0, len(items) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            matrices = augment.random_affine(
                BATCH, stage.degrees, stage.scale, stage.aspect, stage.shift, generator
            )
            film = augment.opacities(images[chosen], generator, stage.veiled)
            film = augment.expose(augment.warp(film, matrices, "bilinear"), generator, stage.exposure)
            mask = augment.warp(masks[chosen], matrices, "nearest")
            target = functional.interpolate(mask, scale_factor=0.5, mode="nearest")[:, 0].round().long()
            loss = _segmentation_loss(net((film * 2 - 1).expand(-1, 3, -1, -1)), target)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(float(loss))
            with torch.no_grad():
                for name, value in net.state_dict().items():
                    average[name].lerp_(value, 0.015 if epoch > 0 else 0.5)
        print(f"epoch {epoch + 1} loss {np.mean(losses):.4f} at {time.monotonic() - begun:.0f} s", flush=True)
    net.load_state_dict(average)
    return net.eval()


def measure(net: ThoraxNet, items: Sequence[MaskedFilm]) -> dict[str, object]:
    """Dice at the masks' own 384 x 384, and the ratio beside the reference."""
    probabilities, _ = predict(ThoraxProbabilities(net), [load_grey(item.image) for item in items])
    overlaps: dict[str, dict[str, list[float]]] = {}
    ratios: list[tuple[float, float]] = []
    missing = 0
    for item, probability in zip(items, probabilities, strict=True):
        reference = load_mask(item.mask)
        scaled = functional.interpolate(
            torch.from_numpy(probability)[None], size=reference.shape, mode="bilinear", align_corners=False
        )[0].numpy()
        thorax = read_thorax(scaled)
        by_source = overlaps.setdefault(item.source, {"lungs": [], "heart": []})
        by_source["lungs"].append(dice(thorax.left_lung | thorax.right_lung, (reference == 1) | (reference == 2)))
        by_source["heart"].append(dice(thorax.heart, reference == 3))
        # the ratio is read from the model's own square, as the application does
        ratio = read_thorax(probability).ratio
        if item.ctr is not None:
            if ratio is None:
                missing += 1
            else:
                ratios.append((ratio, item.ctr))
    both = {organ: [value for source in overlaps.values() for value in source[organ]] for organ in ("lungs", "heart")}
    pairs = np.array(ratios)
    return {
        "films": len(items),
        "dice": {organ: round(float(np.mean(values)), 4) for organ, values in both.items()},
        "diceBySource": {
            source: {organ: round(float(np.mean(values)), 4) for organ, values in organs.items()}
            for source, organs in overlaps.items()
        },
        "diceWorst": {organ: round(float(np.min(values)), 4) for organ, values in both.items()},
        "cardiothoracicRatio": {**bland_altman(pairs[:, 0], pairs[:, 1]), "notMeasured": missing},
        "cardiothoracicRatioPairs": [[round(a, 4), round(b, 4)] for a, b in ratios],
    }


def main() -> None:
    runtime.start("training.train_thorax", SEED)
    items = masked_films()
    flags = held_out(items)
    kept = [item for item, out in zip(items, flags, strict=True) if not out]
    tested = [item for item, out in zip(items, flags, strict=True) if out]
    CACHE.mkdir(parents=True, exist_ok=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    net = ThoraxNet()
    for number, stage in enumerate(STAGES):
        file = CACHE / f"thorax-{number}.pt"
        if file.exists():
            net.load_state_dict(torch.load(file))
        else:
            torch.save(train(net, kept, stage, SEED + number).state_dict(), file)
    torch.save(net.state_dict(), CACHE / "thorax.pt")
    result = {
        "trainedOn": len(kept),
        "stages": [asdict(stage) for stage in STAGES],
        "heldOut": measure(net.eval(), tested),
    }
    (RESULTS / "thorax.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps({k: v for k, v in result["heldOut"].items() if k != "cardiothoracicRatioPairs"}, indent=1))


if __name__ == "__main__":
    main()
