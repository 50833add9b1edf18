"""What to unfreeze: four cases in which every way was trained, and the runs that decide.

A way is wrong in a case when the best one is surely better: by more than POINTS of accuracy on
test, and by more than SURE standard errors of what was gained seed by seed. Runs and seeds are
those of `course_lib.nn.transfer_runs`.
"""

import math

import numpy as np

from course_lib.checking import Choice, Question
from course_lib.nn import TRANSFER_WAYS, load_transfer_runs

POINTS = 2.0
SURE = 3.0
WAYS = tuple(TRANSFER_WAYS)
LETTERS = dict(zip(WAYS, "abcdef", strict=True))
LESS = "Too much of what it needs is fixed to what digits needed."
MORE = "Ten images, one of each, are soon learnt by heart: what may move, moves for them alone."


def lead(pair: str, each: int, way: str) -> tuple[float, float]:
    """By how many points the best way beats this one on the same labels, and its error."""
    runs = load_transfer_runs()
    tests = {w: 100 * runs.test(pair, each, w) for w in WAYS}
    best = max(tests.values(), key=np.mean)
    gaps = best - tests[way]
    return float(gaps.mean()), float(gaps.std(ddof=1) / math.sqrt(len(gaps)))


def is_as_good(pair: str, each: int, way: str) -> bool:
    """Whether the best way is not surely better."""
    points, error = lead(pair, each, way)
    return points <= max(POINTS, SURE * error)


def choices(pair: str, each: int, lesson: str, reasons: dict[str, str]) -> tuple[Choice, ...]:
    """A choice for each way, with what it measured and what the best way did."""
    runs = load_transfer_runs()
    means = {way: float(runs.test(pair, each, way).mean()) for way in WAYS}
    best = max(means, key=lambda way: means[way])
    found = []
    for way, letter in LETTERS.items():
        text = f"'{way}' gets {means[way]:.1%} of the test images right, the mean of six seeds"
        points, error = lead(pair, each, way)
        rest = f"; '{best}' gets {means[best]:.1%}, {points:.1f} points more (error {error:.1f})."
        right = is_as_good(pair, each, way)
        if way == best:
            rest = ", and no way gets more."
        word = f"Right. {text}{rest} {lesson}" if right else f"{text}{rest} {reasons[way]}"
        found.append(Choice(letter, word, right))
    return tuple(found)


def case(
    id: str, title: str, pair: str, each: int, lesson: str, reasons: dict[str, str], hint: str
) -> Question:
    """The question what to do in one case."""
    return Question(
        id=id,
        title=title,
        points=1,
        concepts=("transfer-quadrants", "fine-tuning"),
        choices=choices(pair, each, lesson, reasons),
        otherwise='Answer with one of the letters, "a" to "f".',
        hints=(
            "Two questions: how many labels are there, and how much is the target like the source?",
            "Few labels cannot move many weights. And what is frozen cannot learn what it lacks.",
            hint,
        ),
    )


FEW_SIMILAR = case(
    "few-similar",
    "One label a class, much like the source",
    "UCI digits",
    1,
    "Digits again, by other hands: what the body knows is just what is needed, and ten images"
    " could only spoil it.",
    dict.fromkeys(WAYS, MORE) | {"from scratch": "Ten images teach a whole net little."},
    "Digits are digits. Ten images, one of each, are to move as little as possible.",
)
FEW_DIFFERENT = case(
    "few-different",
    "Ten labels a class, unlike the source",
    "textures",
    10,
    "Four ways cannot be told apart here. In all of them the second convolution"
    " and all behind it may learn. Whether the first one rests, six runs cannot tell.",
    dict.fromkeys(WAYS, LESS),
    "What does a layer that knows the loops of digits know about grain and fibres?",
)
MANY_SIMILAR = case(
    "many-similar",
    "A hundred labels a class, much like the source",
    "digits 5 to 9",
    100,
    "With so many labels nearly all ways come to the same. Only one is surely worse: to freeze"
    " all.",
    dict.fromkeys(WAYS, LESS)
    | {
        "3 frozen": "The body has never seen a 5 to 9: with 500 images there is enough to teach it"
        " more."
    },
    "One way is surely worse, the five others are not. Which of them can learn the least?",
)
MANY_DIFFERENT = case(
    "many-different",
    "A hundred labels a class, unlike the source",
    "textures",
    100,
    "A thousand images can move every layer, and every layer has to move. The weights to begin"
    " with matter little: from scratch is not surely worse than to fine-tune all.",
    dict.fromkeys(WAYS, LESS)
    | {"0 frozen, old layers slower": "The layers that have most to unlearn are the slowest."},
    "There is enough to teach every layer, and none of them was made for this.",
)
