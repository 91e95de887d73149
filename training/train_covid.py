"""COVID-19-compatible pneumonia: within-source cross-validation beside a border-only baseline, then the final head.

python3 -m training.train_covid
"""

import json

import numpy as np
from numpy.typing import NDArray

from training import runtime
from training.covid import LABELS, SIZE, MaskedFeatures, border_features, class_of, fit_heads, has_covid
from training.data import films as films_of
from training.data import load_grey, turned_films
from training.features import balanced, extract, logistic, principal_axes
from training.lungs import lung_boxes
from training.metrics import auroc, bootstrap, fit_platt, sigmoid, threshold_for_sensitivity
from training.paths import CACHE, RESULTS
from training.preprocess import to_square
from training.splits import grouped_folds, join_groups

SEED = 20
FOLDS = 5
MARGIN = 0.06
AXES = 300
"""Principal components of all films' features (no label is used) that the heads are fitted on."""
BORDER_PENALTIES = (0.1, 1.0, 10.0)
SPECIFICITY = 0.8
PREVALENCE = 0.1
LEAST_SENSITIVITY = 0.6
"""On Hannover's films, from another hospital: below it the label is called not reliable."""


def _features(source: str) -> NDArray[np.float32]:
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
    cohen, hannover = films_of("cohen"), films_of("hannover")
    nih_kept = np.array([film.key not in turned_films() for film in films_of("nih")])
    nih = [film for film, keep in zip(films_of("nih"), nih_kept, strict=True) if keep]
    raw = {name: _features(name).astype(np.float64) for name in ("cohen", "nih", "hannover")}
    raw["nih"] = raw["nih"][nih_kept]
    mean, axes = principal_axes(np.concatenate(list(raw.values())), AXES)
    features = {name: (values - mean) @ axes.T for name, values in raw.items()}

    groups = join_groups([film.patient for film in cohen], [film.dup_group for film in cohen])
    covid = np.array([has_covid(film) for film in cohen], np.float64)
    classes = np.array([class_of(film) for film in [*cohen, *nih]])
    strata = [f"{film.source} {film.view}" for film in [*cohen, *nih]]
    both = np.concatenate([features["cohen"], features["nih"]])
    folds = grouped_folds(groups, np.stack([covid, 1 - covid], axis=1).astype(np.float32), FOLDS, SEED)
    nih_groups = join_groups([film.patient for film in nih], [film.dup_group for film in nih])
    nih_targets = np.eye(len(LABELS), dtype=np.float32)[classes[len(cohen) :]]
    every_fold = np.concatenate([folds, grouped_folds(nih_groups, nih_targets, FOLDS, SEED)])

    scores, hannover_scores = np.zeros(len(both)), np.zeros(len(hannover))
    border = border_features(cohen)
    border_scores = {penalty: np.zeros(len(cohen)) for penalty in BORDER_PENALTIES}
    for fold in range(FOLDS):
        kept, tested = every_fold != fold, every_fold == fold
        slopes, biases = fit_heads(both[kept], classes[kept], [name for name, keep in zip(strata, kept) if keep])
        scores[tested] = both[tested] @ slopes[0] + biases[0]
        hannover_scores += (features["hannover"] @ slopes[0] + biases[0]) / FOLDS
        inside = folds != fold
        weights = balanced(covid[inside], [name for name, keep in zip(strata, inside) if keep])
        for penalty in BORDER_PENALTIES:
            slope, bias = logistic(border[inside], covid[inside], weights, penalty)
            border_scores[penalty][~inside] = border[~inside] @ slope + bias
    within, nih_scores = scores[: len(cohen)], scores[len(cohen) :]
    views = {view: np.array([film.view == view for film in cohen]) for view in ("PA", "AP")}
    chosen = {"all": np.ones(len(cohen), bool), **views}

    def intervals(values: NDArray[np.float64]) -> dict[str, dict[str, float]]:
        out = {}
        for name, rows in chosen.items():
            inside = np.flatnonzero(rows)
            statistic = lambda drawn: auroc(covid[inside][drawn], values[inside][drawn])  # noqa: B023, E731
            out[name] = bootstrap(groups[inside], statistic).as_json()
        return out

    # the baseline is given its best penalty, the model is not
    best = max(BORDER_PENALTIES, key=lambda penalty: auroc(covid, border_scores[penalty]))
    difference = bootstrap(
        groups, lambda rows: auroc(covid[rows], within[rows]) - auroc(covid[rows], border_scores[best][rows])
    )
    slopes, biases = fit_heads(both, classes, strata)
    np.savez(CACHE / "covid-head.npz", weights=slopes @ axes, bias=biases - slopes @ axes @ mean)

    pneumonia = np.array(["Pneumonia" in film.labels for film in nih])
    no_finding = np.array(["No Finding" in film.labels for film in nih])
    threshold = float(np.quantile(nih_scores[pneumonia], SPECIFICITY))
    scale, offset = fit_platt(covid, within)
    share = float(covid.mean())
    offset += float(np.log(PREVALENCE / (1 - PREVALENCE)) - np.log(share / (1 - share)))
    bands = (
        min(threshold, threshold_for_sensitivity(covid, within, 0.95)),
        max(threshold, float(np.quantile(np.concatenate([within[covid < 0.5], nih_scores[pneumonia]]), 0.95))),
    )

    def probability(logit: float) -> float:
        return round(float(sigmoid(np.array(scale * logit + offset))), 5)

    sensitivity = round(float((hannover_scores >= threshold).mean()), 4)
    result = {
        "films": len(cohen),
        "patients": len({film.patient for film in cohen}),
        "nihFilms": len(nih),
        "covidFilms": int(covid.sum()),
        "otherFilms": int((1 - covid).sum()),
        "covidByView": {view: int(covid[rows].sum()) for view, rows in views.items()},
        "margin": MARGIN,
        "withinSourceAuroc": intervals(within),
        "borderOnlyAuroc": intervals(border_scores[best]),
        "minusBorder": difference.as_json(),
        "platt": {"scale": scale, "offset": offset, "prevalence": PREVALENCE},
        "threshold": probability(threshold),
        "bands": [probability(bands[0]), probability(bands[1])],
        "sensitivityWithinSource": round(float((within[covid > 0.5] >= threshold).mean()), 4),
        "specificityWithinSource": round(float((within[covid < 0.5] < threshold).mean()), 4),
        "sensitivityHannover": sensitivity,
        "falsePositiveNihNoFinding": round(float((nih_scores[no_finding] >= threshold).mean()), 4),
        "falsePositiveNihPneumonia": round(float((nih_scores[pneumonia] >= threshold).mean()), 4),
        "enabled": bool(difference.low > 0),
        "reliable": bool(difference.low > 0 and sensitivity >= LEAST_SENSITIVITY),
    }
    (RESULTS / "covid.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
