"""COVID-19-compatible pneumonia: within-source cross-validation beside a border-only baseline, then the final head.

python3 -m training.train_covid
"""

import json

import numpy as np

from training import runtime
from training.covid import (
    LABELS,
    SIZE,
    MaskedFeatures,
    border_features,
    class_of,
    has_covid,
    one_against_rest,
)
from training.data import load_grey
from training.data import films as films_of
from training.features import balanced, extract, logistic
from training.lungs import lung_boxes
from training.metrics import auroc, bootstrap, fit_platt, sigmoid, threshold_for_sensitivity
from training.paths import CACHE, RESULTS
from training.preprocess import to_square
from training.splits import grouped_folds, join_groups

SEED = 20
FOLDS = 5
MARGIN = 0.06
PENALTIES = (0.03, 0.1, 0.3)
PENALTY = 0.1


def _features(source: str) -> np.ndarray:
    file = CACHE / f"covid-{source}.npy"
    if file.exists():
        return np.load(file)
    items = films_of(source)
    boxes = lung_boxes(items, MARGIN)
    model = MaskedFeatures().eval()
    found = extract(model, len(items), lambda index: to_square(load_grey(items[index].path), SIZE, boxes[index])[0])
    np.save(file, found)
    return found


def main() -> None:
    runtime.start("training.train_covid", SEED)
    cohen, nih, hannover = films_of("cohen"), films_of("nih"), films_of("hannover")
    features = {name: _features(name).astype(np.float64) for name in ("cohen", "nih", "hannover")}
    groups = join_groups([film.patient for film in cohen], [film.dup_group for film in cohen])
    covid = np.array([has_covid(film) for film in cohen], np.float64)
    folds = grouped_folds(groups, np.stack([covid, 1 - covid], axis=1).astype(np.float32), FOLDS, SEED)
    views = [f"cohen {film.view}" for film in cohen]
    nih_classes = np.array([class_of(film) for film in nih])
    classes = np.array([class_of(film) for film in cohen])
    nih_strata = [f"nih {film.view}" for film in nih]
    border = border_features(cohen)
    nih_groups = join_groups([film.patient for film in nih], [film.dup_group for film in nih])
    nih_targets = np.eye(len(LABELS), dtype=np.float32)[nih_classes]
    nih_folds = grouped_folds(nih_groups, nih_targets, FOLDS, SEED)

    # within Cohen: COVID-19 against everything else, each film scored by a model that saw none of its patient
    held_out: dict[str, np.ndarray] = {f"model {penalty}": np.zeros(len(cohen)) for penalty in PENALTIES}
    held_out |= {f"border {penalty}": np.zeros(len(cohen)) for penalty in PENALTIES}
    three, nih_three = np.zeros((len(cohen), len(LABELS))), np.zeros((len(nih), len(LABELS)))
    for fold in range(FOLDS):
        kept, tested = folds != fold, folds == fold
        weights = balanced(covid[kept], [view for view, keep in zip(views, kept, strict=True) if keep])
        for penalty in PENALTIES:
            for name, values in (("model", features["cohen"]), ("border", border)):
                slope, bias = logistic(values[kept], covid[kept], weights, penalty)
                held_out[f"{name} {penalty}"][tested] = values[tested] @ slope + bias
        kept_nih = nih_folds != fold
        joined = np.concatenate([features["cohen"][kept], features["nih"][kept_nih]])
        strata = [name for name, keep in zip(views + nih_strata, [*kept, *kept_nih], strict=True) if keep]
        slopes, biases = one_against_rest(
            joined, np.concatenate([classes[kept], nih_classes[kept_nih]]), strata, PENALTY
        )
        three[tested] = features["cohen"][tested] @ slopes.T + biases
        nih_three[~kept_nih] = features["nih"][~kept_nih] @ slopes.T + biases

    def interval(scores: np.ndarray, chosen: np.ndarray) -> dict[str, float]:
        inside = np.flatnonzero(chosen)
        return bootstrap(
            groups[inside], lambda rows: auroc(covid[inside][rows], scores[inside][rows]), rounds=1000
        ).as_json()

    everyone = np.ones(len(cohen), bool)
    by_view = {view: np.array([film.view == view for film in cohen]) for view in ("PA", "AP")}
    figures = {
        name: {"all": interval(scores, everyone), **{v: interval(scores, c) for v, c in by_view.items()}}
        for name, scores in {**held_out, "shipped head": three[:, 0]}.items()
    }
    difference = bootstrap(
        groups, lambda rows: auroc(covid[rows], three[rows, 0]) - auroc(covid[rows], held_out[f"border {PENALTY}"][rows])
    )

    joined = np.concatenate([features["cohen"], features["nih"]])
    slopes, biases = one_against_rest(joined, np.concatenate([classes, nih_classes]), views + nih_strata, PENALTY)
    np.savez(CACHE / "covid-head.npz", weights=slopes, bias=biases)
    scale, offset = fit_platt(covid, three[:, 0])
    threshold = threshold_for_sensitivity(covid, three[:, 0], 0.8)
    nih_scores = nih_three[:, 0]
    hannover_scores = features["hannover"] @ slopes[0] + biases[0]
    no_finding = np.array(["No Finding" in film.labels for film in nih])
    pneumonia = np.array(["Pneumonia" in film.labels for film in nih])
    negatives = covid < 0.5
    result = {
        "films": len(cohen),
        "patients": len({film.patient for film in cohen}),
        "covidFilms": int(covid.sum()),
        "otherFilms": int((1 - covid).sum()),
        "margin": MARGIN,
        "covidByView": {view: int(covid[chosen].sum()) for view, chosen in by_view.items()},
        "withinCohenAuroc": figures,
        "borderAuroc": figures[f"border {PENALTY}"],
        "bandLogits": sorted(
            [threshold_for_sensitivity(covid, three[:, 0], 0.9), float(np.quantile(three[covid < 0.5, 0], 0.9))]
        ),
        "shippedHeadMinusBorder": difference.as_json(),
        "platt": {"scale": scale, "offset": offset},
        "thresholdLogit": threshold,
        "threshold": float(sigmoid(np.array(scale * threshold + offset))),
        "specificityWithinCohen": round(float((three[negatives, 0] < threshold).mean()), 4),
        "sensitivityHannover": round(float((hannover_scores >= threshold).mean()), 4),
        "falsePositiveNihNoFinding": round(float((nih_scores[no_finding] >= threshold).mean()), 4),
        "falsePositiveNihPneumonia": round(float((nih_scores[pneumonia] >= threshold).mean()), 4),
        "enabled": bool(difference.low > 0),
    }
    (RESULTS / "covid.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
