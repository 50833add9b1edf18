"""What common error messages mean, in a sentence."""

import re

from course_lib.checking.run import Raised

PYTHON_2 = (
    "That is Python 2. In Python 3: `range`, `input`, `str`, `items`, `key in d`, `print(x)`."
)
FLOAT_INDEX = "`/` gives a float in Python 3; sizes and indices need `//`."

ADVICE = (
    (r"'(xrange|raw_input|unicode)' is not defined", PYTHON_2),
    (r"attribute '(has_key|iter(items|values|keys))'|>>: 'builtin_function", PYTHON_2),
    (r"'float' object cannot be interpreted|slice indices must be integers", FLOAT_INDEX),
    (
        r"truth value of an array",
        "An `if` needs one yes or no, and an array has many: compare with a mask, or use `.all()`"
        " or `.any()`.",
    ),
    (
        r"AxisError|axis \d+ is out of bounds",
        "The array has fewer axes than you count: print its `.shape` just before that line.",
    ),
    (
        r"together with shapes \((\d+),\) \((\d+),\)",
        r"One has \1 numbers, the other \2. If they should be as many, is a size written down"
        r" somewhere? `np.zeros_like(w)` has that of `w`. If each should meet each, add an axis to"
        r" one: `[:, None]`.",
    ),
    (
        r"could not be broadcast together",
        "Shapes are matched from the right, and 1 stretches: print both shapes, then add an axis"
        " with `[:, None]` where one is missing.",
    ),
    (
        r"match.*core dimension|shapes .* not aligned",
        "In a matrix product the inner sizes must be equal: print both shapes; one may want `.T`.",
    ),
    (
        r"required positional argument|takes \d+ positional argument|unexpected keyword argument",
        "The arguments of the `def` line must stay as they were given.",
    ),
    (r"bitwise_xor|\^: 'float'", "A power is written `**`; `^` works on bits."),
    (
        r"Cannot interpret '\d+' as a data type",
        "A shape goes in brackets of its own: `np.zeros((N, M))`.",
    ),
    (
        r"inhomogeneous",
        "The rows have different lengths, so they make no array: print them.",
    ),
    (
        r"setting an array element with a sequence",
        "Several numbers are put where there is room for one: `np.zeros(len(x))` has one place for"
        " each row, `np.zeros(x.shape)` a place for each number.",
    ),
    (
        r"'[\w.]+' object has no attribute '(get|setdefault|keys|items)'",
        "Something else stands where a dict is expected. Did the call before return an array as"
        ' the state? It should be a dict: `return w, {"v": v}`.',
    ),
    (
        r"only integers, slices",
        'An array is indexed by whole numbers. A key such as "v" is for a dict: did the call before'
        ' return an array as the state? It should be a dict: `return w, {"v": v}`.',
    ),
    (
        r"KeyError",
        "The dict has no such key, or not yet: `d.get(key, 0)` gives 0 where it is missing.",
    ),
    (
        r"only .* arrays can be converted to Python scalars",
        "`math` works on single numbers; NumPy works on whole arrays: `np.sqrt`, `np.exp`.",
    ),
    (r"No module named", "This package is not part of the course: NumPy is all it takes."),
    (r"UnboundLocalError", "The name is used before it is given a value inside the function."),
    (
        r"invalid index to scalar|object is not subscriptable",
        "There is a single number where the code expects an array. (`scipy.stats.mode` gives one"
        " since SciPy 1.11.)",
    ),
    (
        r"NameError",
        "The name is not defined where it is used: a slip of the pen, or a cell above that has not"
        " been run.",
    ),
    (r"IndexError", "An index runs past the end: check which size each loop or index goes over."),
    (r"RecursionError", "The function calls itself for ever."),
    (r"TimeLimit", "Does every loop in it end?"),
    (r"ProcessLost", "Does it take very much memory, or end Python itself?"),
)


def at_the_limit(raised: Raised) -> str:
    """What the grader's limits ended, in words; nothing where it was an error of the code's own."""
    if raised.kind == "ProcessLost":
        return "No answer came back from it."
    if raised.kind != "TimeLimit":
        return ""
    seconds = re.search(r"stopped after ([\d.]+) s", raised.message)
    after = f"after {seconds[1]} s" if seconds else "when its time was over"
    where = f" in `{raised.function}`, line {raised.line}" if raised.source else ""
    source = f", `{raised.source}`" if raised.source else ""
    return f"It was still running{where}{source}, and was stopped {after}."


def is_python_2(raised: Raised) -> bool:
    """Whether it would have run under Python 2: no mistake about the subject."""
    return advice(raised) in (PYTHON_2, FLOAT_INDEX)


def advice(raised: Raised) -> str:
    """One sentence on what the error usually means, or nothing."""
    text = f"{raised.kind}: {raised.message}"
    found = ((re.search(pattern, text), sentence) for pattern, sentence in ADVICE)
    return next((seen.expand(sentence) for seen, sentence in found if seen), "")
