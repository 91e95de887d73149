"""The reader's letters, from the file that the program reads too."""

import json
import unicodedata
from pathlib import Path

_FILE = Path(__file__).parents[2] / "src/main/deidentify/burned-in-text/reader-alphabet.json"
_FACTS = json.loads(_FILE.read_text("utf8"))
LETTERS: str = _FACTS["letters"]
_FOLDS: dict[str, str] = _FACTS["folds"]
# Class 0 is "no letter here", as connectionist temporal classification needs it.
CLASSES = len(LETTERS) + 1


def encode(text: str) -> list[int]:
    """Classes of a text's letters; every sign that has none is the full stop."""
    plain = "".join(one for one in unicodedata.normalize("NFD", text.upper()) if not unicodedata.combining(one))
    folded = (_FOLDS.get(one, one) for one in plain)
    return [LETTERS.index(one if one in LETTERS else ".") + 1 for one in folded]


def decode(classes: list[int]) -> str:
    """Best path: repetitions once, then without the empty class."""
    kept = [now for before, now in zip([0, *classes], classes, strict=False) if now != before and now != 0]
    return "".join(LETTERS[one - 1] for one in kept)
