"""What stands on films: names, numbers, dates and places in four languages, and the markers that are no secret."""

import json
import random
from pathlib import Path

MARKER_WORDS = Path(__file__).parents[2] / "src/main/deidentify/burned-in-text/marker-words.json"

_SURNAMES = {
    "latin": "SMITH JONES BROWN O'NEILL GARCIA MUELLER SILVA SOUZA PEREIRA COSTA LIMA ALMEIDA NGUYEN KIM LEE "
    "IVANOV PETROVA AKHMETOV NURLAN ROCHA WALKER HUGHES DAVIES KOWALSKI ANDERSSON FISCHER MARTINEZ LOPEZ".split(),
    "cyrillic": "ИВАНОВ ПЕТРОВА СИДОРЕНКО КУЗНЕЦОВ ЩЕРБАКОВА ЖУКОВ ФЁДОРОВ ЦВЕТКОВА ЮДИН ЭРЕНБУРГ ЧЕРНЫХ ХАРИТОНОВ "
    "БЫКОВА ЯКОВЛЕВ ШЕВЧЕНКО МОРОЗОВА ТИХОНОВ ГУСЕВА ЛЕВИН ПРАВДИНА СОЛОВЬЁВ СТОЯНОВ".split(),
    "kazakh": "ӘБДІРАХМАНОВ ҒАБДУЛЛИН ҚАСЫМОВ ӨМІРБЕКОВ ҰЛЫҚПАНОВ ҮСЕНОВА НҰРҒАЛИЕВ СӘРСЕНБАЕВ БӨКЕЙХАНОВ "
    "ЖҮНІСОВА ТӨЛЕГЕНҚЫЗЫ АҚЫЛБЕКҰЛЫ МҰҚАНОВ ІЛИЯСОВА ТҢБЕКОВ".split(),
}
_GIVEN = {
    "latin": "ANNA JOHN MARIA JOSE PEDRO LUCIA DAVID SARAH AIGERIM DANA TIMUR OLGA IGOR WEI CHEN PAULO RITA".split(),
    "cyrillic": "АННА ИВАН МАРИЯ ПЁТР ОЛЬГА ИГОРЬ ЮЛИЯ ФЁДОР ЕКАТЕРИНА НИКОЛАЙ ЖАННА ВИКТОР ЭДУАРД".split(),
    "kazakh": "ӘЙГЕРІМ НҰРСҰЛТАН ГҮЛНӘР ҚАЙРАТ ӨМІР ЖАНСАЯ БАҚЫТ АЙҒҰЛ СӘУЛЕ ЕРКІН ДИНАРА".split(),
}
_PLACES = {
    "latin": ["CITY HOSPITAL", "ST MARY CLINIC", "RADIOLOGY", "HOSPITAL DAS CLINICAS", "UNIT 3", "Dr. House"],
    "cyrillic": ["ГОРОДСКАЯ БОЛЬНИЦА", "ПОЛИКЛИНИКА", "РЕНТГЕН КАБИНЕТ", "ОТДЕЛЕНИЕ"],
    "kazakh": ["ҚАЛАЛЫҚ АУРУХАНА", "ЕМХАНА", "АЛМАТЫ ҚАЛАСЫ"],
}
SCRIPTS = tuple(_SURNAMES)


def _number(rng: random.Random, digits: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(digits))


def _date(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1930, 2026)
    return rng.choice(
        [
            f"{day:02}.{month:02}.{year}",
            f"{day:02}/{month:02}/{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day:02}.{month:02}.{year % 100:02}",
            f"{year}{month:02}{day:02}",
            f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}",
        ]
    )


def private_text(rng: random.Random, script: str) -> str:
    """A name, an identifier, a date or a place: what must not leave."""
    surname, given = rng.choice(_SURNAMES[script]), rng.choice(_GIVEN[script])
    choice = rng.random()
    if choice < 0.45:
        text = rng.choice(
            [f"{surname} {given}", f"{surname}, {given}", f"{surname}^{given}", surname, given, f"{surname} {given[0]}."]
        )
    elif choice < 0.65:
        prefix = rng.choice(["", "", "ID ", "MRN", "No. ", "A", "PAT-", "№ " if script != "latin" else "#"])
        text = prefix + _number(rng, rng.randint(4, 12))
    elif choice < 0.85:
        text = _date(rng)
    elif choice < 0.93:
        text = rng.choice(_PLACES[script])
    else:
        text = f"{surname} {_date(rng)}"
    case = rng.random()
    return text if case < 0.6 else text.title() if case < 0.95 else text.lower()


def marker_text(rng: random.Random) -> str:
    """A side or position marker; sometimes a second word, as in AP ERECT."""
    words = json.loads(MARKER_WORDS.read_text("utf8"))
    language = rng.choice(list(words))
    short = [word for word in words[language] if len(word) <= 3]
    word = rng.choice(short if rng.random() < 0.6 else words[language])
    if rng.random() < 0.12:
        word = f"{word} {rng.choice([one for one in words[language] if len(one) > 3 and one != word])}"
    return word if rng.random() < 0.9 else word.title()


def noise_text(rng: random.Random, script: str, longest: int) -> str:
    """Letters and digits without sense, so that a reader learns letters and not words."""
    latin = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    russian = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
    letters = {"latin": latin, "cyrillic": russian, "kazakh": russian + "ӘҒҚҢӨҰҮҺІ" * 3}[script]
    pool = letters + "0123456789" + "-./: " if rng.random() < 0.5 else letters
    text = "".join(rng.choice(pool) for _ in range(rng.randint(1, longest))).strip(" -./:") or rng.choice(letters)
    return text if rng.random() < 0.7 else text.lower() if rng.random() < 0.5 else text.title()
