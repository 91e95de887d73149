"""The parts that every card.json is made of; src/contract/model-card.ts is their schema."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from training.export import sha256
from training.paths import MODELS
from training.preprocess import HIGH_QUANTILE, LOW_QUANTILE

VERSION = "1.0.0"

Json = dict[str, object]


def code(value: str, scheme: str, meaning: str) -> Json:
    return {"CodeValue": value, "CodingSchemeDesignator": scheme, "CodeMeaning": meaning}


def sct(value: str, meaning: str) -> Json:
    return code(value, "SCT", meaning)


def own(value: str, meaning: str) -> Json:
    return code(value, "99TYNYS", meaning)


FINDING_CODES: Mapping[str, Json] = {
    "Atelectasis": sct("46621007", "Atelectasis"),
    "Cardiomegaly": sct("8186001", "Cardiomegaly"),
    "Consolidation": sct("95436008", "Lung consolidation"),
    "Edema": sct("19242006", "Pulmonary edema"),
    "Effusion": sct("60046008", "Pleural effusion"),
    "Emphysema": sct("87433001", "Pulmonary emphysema"),
    "Fibrosis": sct("51615001", "Pulmonary fibrosis"),
    # the label does not say which hernia; most, but not all, are hiatal
    "Hernia": own("hernia", "Hernia visible on a chest film"),
    "Infiltration": sct("409609008", "Radiologic infiltrate of lung"),
    # SNOMED CT has mass and nodule as such; a mass or nodule of the lung, sized as the label means it, is our own
    "Mass": own("lung-mass", "Lung mass, over 3 cm"),
    "Nodule": own("lung-nodule", "Lung nodule, up to 3 cm"),
    "Pleural_Thickening": own("pleural-thick", "Pleural thickening"),
    "Pneumonia": sct("233604007", "Pneumonia"),
    "Pneumothorax": sct("36118008", "Pneumothorax"),
}

# looked up in pydicom 3.0.2, pydicom/sr/_concepts_dict.py, the only table of SNOMED CT at hand
IN_PS316 = ("Edema", "Effusion", "Pneumothorax")


def _codes_checked() -> str:
    names = {scheme: [name for name, entry in FINDING_CODES.items() if entry["CodingSchemeDesignator"] == scheme]
             for scheme in ("SCT", "99TYNYS")}
    return (
        f"SNOMED CT codes of {_listed(IN_PS316)} are those of DICOM's own context groups (PS3.16); those of "
        f"{_listed([name for name in names['SCT'] if name not in IN_PS316])} could not be checked against a release of "
        f"SNOMED CT here; {_listed(names['99TYNYS'])} have codes of our own."
    )


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


CODES_CHECKED = _codes_checked()
"""What is known of the codes, for a card's limitations."""

NIH = "NIH ChestX-ray14 (no use restriction, attribution: Wang et al., CVPR 2017)"

RESEARCH_USE = (
    "Research and teaching: a second opinion beside a radiologist who reads the original film. "
    "Not a medical device; not for decisions about a patient."
)


def model_input(size: int, crop: str, margin: float = 0.0) -> Json:
    """How a film becomes the input; training/preprocess.py gives the steps."""
    return {
        "name": "image",
        "size": size,
        "channels": 3,
        "range": [-1, 1],
        "crop": crop,
        "margin": margin,
        "normalise": {"lowQuantile": LOW_QUANTILE, "highQuantile": HIGH_QUANTILE},
        "interpolation": "area average with exact fractional coverage, longer side to size",
        "padding": "centred on zeros (black, -1 after scaling)",
    }


def label(
    name: str,
    index: int,
    coded: Json,
    calibration: tuple[float, float] | None,
    threshold: float,
    bands: tuple[float, float],
    reliable: bool,
    measured: Json | None,
) -> Json:
    return {
        "label": name,
        "index": index,
        "code": coded,
        "calibration": None if calibration is None else {"scale": calibration[0], "offset": calibration[1]},
        "threshold": threshold,
        "unlikelyBelow": bands[0],
        "likelyFrom": bands[1],
        "reliable": reliable,
        "measured": measured,
    }


def training_data(name: str, images: int, patients: int | None, licence: str, use: str) -> Json:
    return {"name": name, "images": images, "patients": patients, "licence": licence, "use": use}


def write_card(name: str, fields: Mapping[str, object], labels: Sequence[Json] = ()) -> Path:
    """Completes the fields with name, version, schema and the hash of the folder's weights, and writes them."""
    folder = MODELS / name
    card = {
        "schemaVersion": 1,
        "name": name,
        "version": VERSION,
        "weightsSha256": sha256(folder / "model.onnx"),
        **fields,
        "labels": list(labels),
    }
    file = folder / "card.json"
    file.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n")
    return file
