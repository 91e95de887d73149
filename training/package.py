"""Writes models/thorax, models/findings, models/covid and models/gate from the cache and training/results.

    python3 -m training.package [thorax findings covid gate]

Every figure in a card is read from training/results/*.json, where the training scripts put it.
"""

import json
import sys
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from training import runtime
from training.activations import trunk
from training.card import (
    CODES_CHECKED,
    FINDING_CODES,
    NIH,
    RESEARCH_USE,
    Json,
    label,
    model_input,
    own,
    sct,
    training_data,
    write_card,
)
from training.covid import SIZE as COVID_SIZE
from training.covid import CovidNet, MaskedFeatures
from training.data import FINDINGS, films, masked_films
from training.export import export, round_weights, verify
from training.findings import FindingsNet, GridHead, Tail
from training.gate import LABELS as GATE_LABELS
from training.gate import SIZE as GATE_SIZE
from training.gate import Distance, GateNet
from training.lungs import load_thorax
from training.paths import CACHE, MODELS, RESULTS
from training.thorax import SIZE as THORAX_SIZE

COHEN = "Cohen COVID-19 image data collection"
MIXED = "mixed: unstated, CC BY-NC-SA, CC BY-NC-ND, CC BY and others, film by film in the collection's table"
JSRT = "JSRT database: for research; the images must not be redistributed, and none are: only weights ship"
WEIGHTS = "The weights are the project's own, from MobileNetV2 with ImageNet weights (Apache-2.0); research use."


LEAST_POSITIVES = 50
LEAST_LOWER_BOUND = 0.65
MOST_INTERVAL = 0.15
RELIABILITY_RULE = (
    f"reliable: at least {LEAST_POSITIVES} films with the finding, and a 95 % interval of the AUROC that is narrower "
    f"than {MOST_INTERVAL} and begins at {LEAST_LOWER_BOUND} or above"
)


def _reliable(entry: Json) -> bool:
    interval = entry["auroc"]
    return bool(
        entry["positives"] >= LEAST_POSITIVES
        and interval["low"] >= LEAST_LOWER_BOUND
        and interval["high"] - interval["low"] < MOST_INTERVAL
    )


def _results(name: str) -> Json:
    return json.loads((RESULTS / f"{name}.json").read_text())


def _example(size: int) -> Tensor:
    """A smooth, bounded picture with structure everywhere: for comparing runtimes, not for looking at."""
    at = torch.arange(size) / size
    values = torch.sin(at[:, None] * 9) * torch.cos(at[None, :] * 7) * 0.7 + 0.2 * torch.sin(at[None, :] * 40)
    return values.clamp(-1, 1).expand(1, 3, size, size).contiguous()


def _ship(name: str, model: nn.Module, size: int, outputs: list[str]) -> None:
    round_weights(model)
    file = MODELS / name / "model.onnx"
    export(model, _example(size), outputs, file)
    worst = verify(model, _example(size), outputs, file)
    print(f"{name}: {file.stat().st_size / 1e6:.1f} MB, ONNX Runtime agrees within {worst:.1e}", flush=True)


def thorax() -> None:
    result = _results("thorax")
    held = result["heldOut"]
    _ship("thorax", load_thorax(), THORAX_SIZE, ["regions"])
    items = masked_films()
    count = {source: sum(item.source == source for item in items) for source in ("jsrt", "wingspan")}
    ratio = held["cardiothoracicRatio"]
    write_card(
        "thorax",
        {
            "title": "Tynys thorax",
            "task": "thorax",
            "enabled": True,
            "input": model_input(THORAX_SIZE, "whole"),
            "outputs": [{"name": "regions", "meaning": "regions", "shape": [1, 4, THORAX_SIZE, THORAX_SIZE]}],
            "regions": [
                {"index": 1, **sct("44029006", "Left lung")},
                {"index": 2, **sct("3341006", "Right lung")},
                {"index": 3, **sct("80891009", "Heart")},
            ],
            "combination": "softmax",
            "calibration": {
                "method": "none",
                "statement": "Masks are the most probable class per pixel; not calibrated.",
            },
            "thresholds": "None: the most probable of the four classes wins; the largest piece of each organ is kept.",
            "trainingData": [
                training_data("JSRT", count["jsrt"], count["jsrt"], JSRT, "masks of lungs and heart"),
                training_data(
                    "Wingspan",
                    count["wingspan"],
                    None,
                    "not stated in the table that came with it",
                    "masks of lungs and heart",
                ),
            ],
            "split": f"Every fifth film of each source is held out ({held['films']} films, {ratio['n']} of them with "
            f"a reference ratio); the shipped weights saw only the other {result['trainedOn']}.",
            "measured": {
                "heldOutFilms": held["films"],
                "diceLungs": held["dice"]["lungs"],
                "diceHeart": held["dice"]["heart"],
                "worstDiceLungs": held["diceWorst"]["lungs"],
                "worstDiceHeart": held["diceWorst"]["heart"],
                "ratioFilms": ratio["n"],
                "ratioMeanAbsoluteError": ratio["meanAbsoluteError"],
                "ratioBias": ratio["bias"],
                "ratioLimitsOfAgreement": [ratio["lowerLimit"], ratio["upperLimit"]],
            },
            "blandAltman": {**ratio, "pairs": held["cardiothoracicRatioPairs"]},
            "licence": WEIGHTS,
            "intendedUse": RESEARCH_USE + " Finds lungs and heart for the lung crop and the cardiothoracic ratio.",
            "limitations": [
                "Trained on upright adult frontal films; what hides the lung's border hides it from the model too.",
                "The ratio is the widest heart over the widest lungs, left end to right end, on the masks; on AP and "
                "supine films the heart is magnified.",
                "Situs inversus was not in the training films.",
            ],
            "reproduce": "python3 -m training.train_thorax; figures in training/results/thorax.json",
        },
    )


def findings() -> None:
    result = _results("findings")
    held = result["heldOut"]
    kept = np.load(CACHE / "findings-held-out.npz")
    grid_weights = np.load(CACHE / "findings-grid.npz")
    tails = []
    fine_tuned = result["meanAurocOfParts"]["fineTuned"] is not None
    for file in sorted(CACHE.glob("findings-[0-9].pt")) if fine_tuned else []:
        state = torch.load(file)
        tail = Tail(state["head.bias"].numel())
        tail.load_state_dict(state)
        tails.append(tail)
    grid = GridHead(len(FINDINGS))
    grid.head.weight.data.copy_(torch.from_numpy(grid_weights["weights"]))
    grid.head.bias.data.copy_(torch.from_numpy(grid_weights["bias"]))
    size = int(result["size"])
    _ship("findings", FindingsNet(trunk(), tails, grid, kept["blend"]).eval(), size, ["logits", "maps"])
    labels = []
    for index, name in enumerate(FINDINGS):
        entry = held["findings"][name]
        labels.append(
            label(
                name,
                index,
                FINDING_CODES[name],
                (entry["platt"]["scale"], entry["platt"]["offset"]),
                entry["threshold"],
                (entry["unlikelyBelow"], entry["likelyFrom"]),
                _reliable(entry),
                {
                    "auroc": entry["auroc"]["value"],
                    "interval": [entry["auroc"]["low"], entry["auroc"]["high"]],
                    "positives": entry["positives"],
                    "byView": entry["byView"],
                    "prevalence": entry["prevalence"],
                    "sensitivity": entry["sensitivity"],
                    "specificity": entry["specificity"],
                    "calibrationError": entry["calibrationError"],
                    "reliabilityPlot": entry["reliabilityPlot"],
                },
            )
        )
    unreliable = [name for name in FINDINGS if not _reliable(held["findings"][name])]
    mean = held["meanAuroc"]
    write_card(
        "findings",
        {
            "title": "Tynys findings",
            "task": "findings",
            "enabled": True,
            "input": model_input(size, "lungs", result["margin"]),
            "outputs": [
                {"name": "logits", "meaning": "logits", "shape": [1, len(FINDINGS)]},
                {"name": "maps", "meaning": "activation-maps", "shape": [1, len(FINDINGS), size // 32, size // 32]},
            ],
            "combination": "independent",
            "calibration": {
                "method": "platt",
                "films": held["films"],
                "patients": held["patients"],
                "statement": "Platt scaling per finding on cross-validated scores of "
                f"{held['films']} NIH films from {held['patients']} patients, at the prevalence of that set "
                "(each label's `measured.prevalence`), which is far above that of everyday films.",
            },
            "thresholds": "Per finding where sensitivity + specificity is greatest (Youden) on the cross-validated "
            "scores; unlikely below the score that 95 % of the films with the finding reach, likely from the score "
            "that 95 % of the films without it stay under, both moved to the threshold where they would cross it.",
            "trainingData": [training_data("NIH ChestX-ray14", held["films"], held["patients"], NIH, "all labels")],
            "split": "Five folds, patients and duplicate groups whole. "
            + (
                "The shipped network averages the five folds' fine-tuned tails and adds a linear head trained on all "
                "films; the figures are those of each film scored by the one tail and head that did not see it."
                if fine_tuned
                else "The shipped head is trained on all films; the figures are of heads that did not see the film."
            ),
            "measured": {
                "films": held["films"],
                "patients": held["patients"],
                "meanAuroc": mean["value"],
                "meanAurocInterval": [mean["low"], mean["high"]],
                "meanAurocPA": held["meanAurocByView"]["PA"],
                "meanAurocAP": held["meanAurocByView"]["AP"],
                "meanCalibrationError": round(
                    float(np.mean([held["findings"][name]["calibrationError"] for name in FINDINGS])), 4
                ),
            },
            "insufficient": {
                "findings": unreliable,
                "rule": RELIABILITY_RULE,
            },
            "licence": WEIGHTS,
            "intendedUse": RESEARCH_USE,
            "limitations": [
                "The labels were mined from reports by software and are often wrong; the figures inherit that.",
                f"Not reliable here: {', '.join(unreliable) or 'none'}.",
                "Views differ: oedema is mostly seen on AP films, fibrosis and hernia on PA; see the figures by view.",
                "A heat map shows what raised the score, not where the disease ends.",
                f"Trained on {held['films']} films of one hospital.",
                CODES_CHECKED,
            ],
            "reproduce": "python3 -m training.train_findings; figures in training/results/findings.json",
        },
        labels,
    )


def covid() -> None:
    result = _results("covid")
    head = np.load(CACHE / "covid-head.npz")
    _ship("covid", CovidNet(MaskedFeatures(), head["weights"], head["bias"]).eval(), COVID_SIZE, ["logits"])
    mine, border, platt = result["withinSourceAuroc"], result["borderOnlyAuroc"], result["platt"]
    verdict = "better than" if result["enabled"] else "not shown to be better than"
    rest = [
        label(name, index, own(value, name), None, 0.5, (0.5, 0.5), False, None)
        for index, (name, value) in enumerate((("other-pneumonia", "other-pneumonia"), ("neither", "no-pneumonia")), 1)
    ]
    write_card(
        "covid",
        {
            "title": "Tynys COVID-19-compatible",
            "task": "covid",
            "enabled": result["enabled"],
            "input": model_input(COVID_SIZE, "lungs", result["margin"]),
            "outputs": [{"name": "logits", "meaning": "logits", "shape": [1, 3]}],
            "combination": "independent",
            "calibration": {
                "method": "platt",
                "statement": "Platt scaling on cross-validated scores within the Cohen collection, moved from its "
                f"prevalence ({result['covidFilms']} of {result['films']} films) to {platt['prevalence']:.0%}.",
            },
            "thresholds": "The score that four of five NIH pneumonia films stay under, cross-validated; unlikely below "
            "the score that 95 % of the collection's COVID-19 films reach, likely from the score that 95 % of its "
            "other films and of NIH's pneumonias stay under, both moved to the threshold where they would cross it.",
            "trainingData": [
                training_data(COHEN, result["films"], result["patients"], MIXED, "positives and negatives"),
                training_data("NIH ChestX-ray14", result["nihFilms"], None, NIH, "negatives: pneumonia and others"),
            ],
            "split": "Five folds, patients and duplicate groups whole; the AUROC counts films of the Cohen collection "
            "only. Hannover's films were never trained on.",
            "measured": {
                "withinSourceAuroc": mine["all"]["value"],
                "withinSourceAurocInterval": [mine["all"]["low"], mine["all"]["high"]],
                "withinSourceAurocPA": mine["PA"]["value"],
                "withinSourceAurocAP": mine["AP"]["value"],
                "borderOnlyAuroc": border["all"]["value"],
                "borderOnlyAurocInterval": [border["all"]["low"], border["all"]["high"]],
                "minusBorder": result["minusBorder"]["value"],
                "minusBorderInterval": [result["minusBorder"]["low"], result["minusBorder"]["high"]],
                "sensitivityWithinSource": result["sensitivityWithinSource"],
                "specificityWithinSource": result["specificityWithinSource"],
                "sensitivityHannover": result["sensitivityHannover"],
                "falsePositiveNihNoFinding": result["falsePositiveNihNoFinding"],
                "falsePositiveNihPneumonia": result["falsePositiveNihPneumonia"],
            },
            "licence": WEIGHTS,
            "intendedUse": RESEARCH_USE + " Says 'pattern compatible with', never 'is'.",
            "limitations": [
                f"Within one collection it is {verdict} a classifier that sees only the film's border; the collection "
                "is itself a mixture of many sites.",
                "Of another hospital's COVID-19 films (Hannover, intensive care) it finds "
                f"{result['sensitivityHannover']:.0%}.",
                f"Only {result['otherFilms']} films without COVID-19 in the collection.",
                "Never use it to rule COVID-19 in or out.",
            ],
            "reproduce": "python3 -m training.train_covid; figures in training/results/covid.json",
        },
        [
            label(
                "covid-compatible",
                0,
                own("covid-compatible", "Pattern compatible with COVID-19 pneumonia"),
                (platt["scale"], platt["offset"]),
                result["threshold"],
                tuple(result["bands"]),
                result["reliable"],
                {
                    "auroc": mine["all"]["value"],
                    "interval": [mine["all"]["low"], mine["all"]["high"]],
                    "positives": result["covidFilms"],
                    "byView": {
                        view: {"auroc": mine[view]["value"], "positives": result["covidByView"][view]}
                        for view in ("PA", "AP")
                    },
                },
            ),
            *rest,
        ],
    )


def gate() -> None:
    result = _results("gate")
    held = result["heldOut"]
    head = np.load(CACHE / "gate-head.npz")
    distance = Distance(head["mean"], head["axes"], float(head["residual"]))
    net = GateNet(head["weights"], head["bias"], distance, float(head["farthest"])).eval()
    _ship("gate", net, GATE_SIZE, ["logits"])
    limits = result["thresholds"]
    made = sum(count for kind, count in result["trainedOn"].items() if kind.startswith("no-chest-"))
    write_card(
        "gate",
        {
            "title": "Tynys gate",
            "task": "gate",
            "enabled": True,
            "input": model_input(GATE_SIZE, "whole"),
            "outputs": [{"name": "logits", "meaning": "logits", "shape": [1, len(GATE_LABELS)]}],
            "combination": "independent",
            "calibration": {
                "method": "none",
                "statement": "The scores only order pictures; they are no probabilities.",
            },
            "thresholds": "Per question from chest films held out by patient: the score that all but 0.2 % of them "
            "keep; never below 0.5 for a reason to refuse.",
            "trainingData": [
                training_data("NIH ChestX-ray14", len(films("nih")), None, NIH, "also turned, inverted and cut"),
                training_data(COHEN, len(films("cohen")), None, MIXED, "chest films"),
                training_data("Hannover COVID-19", len(films("hannover")), None, "CC BY 3.0", "chest films"),
                training_data("JSRT and Wingspan", len(masked_films()), None, JSRT, "chest films"),
                training_data(
                    "Kermany, 1 to 5 years old", result["trainedOn"]["paediatric"], None, "CC BY 4.0", "children"
                ),
                training_data("made by training/pictures.py", made, None, "own", "no chest"),
            ],
            "split": "A quarter of all patients and pictures is held out; the shipped head saw the others.",
            "measured": {
                "nihChestFilms": held["nihChestFilms"],
                "nihFalseRefusals": held["nihFalseRefusals"],
                "falseRefusals": held["falseRefusals"],
                **{f"refused {kind}": entry["refused"] for kind, entry in held["refused"].items() if kind != "plain"},
                "dicomFiles": result["dicom"]["files"],
                "dicomRefused": result["dicom"]["refused"],
            },
            "licence": WEIGHTS,
            "intendedUse": RESEARCH_USE + " Keeps films from the other models that these were not made for.",
            "limitations": [
                "Children were learnt from one hospital's films, which differ in framing too: others may pass.",
                "No lateral films were at hand: a lateral view is refused only where it is far from all films seen.",
                "'cropped' means that no more than six tenths of one side are left; 'rotated-90' a picture turned "
                "counter-clockwise by 90 degrees.",
                f"{len(result['storedTurnedOrInverted'])} NIH films are stored turned or as negatives; they were "
                "relabelled as what they are, and do not count among the false refusals.",
            ],
            "reproduce": "python3 -m training.train_gate; figures in training/results/gate.json",
        },
        [
            label(
                name,
                index,
                own(f"gate-{name}"[:16], f"Film is: {name}"),
                None,
                limits[name],
                (limits[name] * 0.5, limits[name]),
                True,
                None,
            )
            for index, name in enumerate(GATE_LABELS)
        ],
    )


PACKAGES: dict[str, Callable[[], None]] = {"thorax": thorax, "findings": findings, "covid": covid, "gate": gate}


def main() -> None:
    runtime.start("training.package")
    for name in sys.argv[1:] or PACKAGES:
        PACKAGES[name]()


if __name__ == "__main__":
    main()
