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
)


def is_python_2(raised: Raised) -> bool:
    """Whether it would have run under Python 2: no mistake about the subject."""
    return advice(raised) in (PYTHON_2, FLOAT_INDEX)


def advice(raised: Raised) -> str:
    """One sentence on what the error usually means, or nothing."""
    text = f"{raised.kind}: {raised.message}"
    return next((sentence for pattern, sentence in ADVICE if re.search(pattern, text)), "")
