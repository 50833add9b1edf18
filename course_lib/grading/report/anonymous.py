"""A student's code and error messages without what tells who wrote them.

What stays is what everybody writes: the words of the released assignment, of the catalogue, of
Python and of NumPy. Of the rest, comments, documentation and texts go, and so does every name with
a part of somebody's in it.
"""

import ast
import builtins
import io
import keyword
import re
import tokenize
import unicodedata
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

__all__ = ["Anonymous"]

CODE_AT_MOST, LINES_AT_MOST, SAID_AT_MOST = 20_000, 60, 400
HIDDEN = 5  # letters of somebody's name that are recognised within a word
MAGIC = re.compile(r"^\s*[%!?].*$", re.MULTILINE)
WORD = re.compile(r"\w+")
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`")
PATH = re.compile(r"(?<![\w)])(~|\.{1,2}|[A-Za-z]:)?[\\/]\S+|\S+@\S+")
CAME_BACK = re.compile(r"\b(An?) (\w+) came back")
# Subscripts of np.einsum, and how a number is to be written.
TELL_NOTHING = re.compile(
    r"[a-zA-Z.]{1,4}(,[a-zA-Z.]{1,4})*->[a-zA-Z.]{0,4}|[<>^=+-]?\d{0,3},?(\.\d{1,2})?[a-zA-Z%]?"
)
# What Python, NumPy and the jail say of common errors. Other words may be the student's own.
ERRORS = tuple(
    map(
        re.compile,
        (
            r"name '(\w+)' is not defined",
            r"cannot access local variable '(\w+)'",
            r"operands could not be broadcast together with shapes [\d(), ]+",
            r"could not broadcast input array from shape [\d(),]+ into shape [\d(),]+",
            r"shapes [\d(),]+ and [\d(),]+ not aligned",
            r"mismatch in its core dimension",
            r"index \S+ is out of bounds for axis \d+ with size \d+",
            r"axis \S+ is out of bounds for array of dimension \d+",
            r"too many indices for array",
            r"only (integers|length-1 arrays|integer scalar arrays)",
            r"arrays used as indices must be of integer \(or boolean\) type",
            r"input operand has more dimensions than allowed",
            r"(zero-size array|attempt to get arg\w+ of an empty sequence)",
            r"setting an array element with a sequence",
            r"The truth value of an array",
            r"'(\w+)' object (is not \w+|has no attribute '\w+'|does not support [\w ]+)",
            r"module '(\w+)' has no attribute '\w+'",
            r"unsupported operand type\(s\) for \S+",
            r"missing \d+ required positional arguments?",
            r"takes \d+ positional arguments? but \d+",
            r"unexpected keyword argument",
            r"list index out of range|maximum recursion depth|division by zero",
            r"No module named '(\w+)'|No such file or directory|Permission denied",
            r"not callable|not iterable|invalid syntax|was never closed|unexpected indent",
            r"expected an indented block|unterminated string|unmatched",
            r"stopped after [\d.]+ s|the process ended itself",
        ),
    )
)


class Anonymous:
    """Takes out what tells who wrote something, given everybody's ids and names.

    `vocabulary` is text whose words tell nothing, for everybody was given them. Every name that is
    not among them gets another one where it holds a part of somebody's own.
    """

    def __init__(self, people: Iterable[str], vocabulary: str) -> None:
        own = (dir(np), dir(np.ndarray), dir(np.linalg), dir(np.random.Generator))
        words = {*dir(builtins), *keyword.kwlist, *(name for names in own for name in names)}
        self.words = words | set(WORD.findall(vocabulary))
        self.texts = _texts(vocabulary)
        self.parts = {part for person in people for part in _parts(person)}

    def code(self, source: str, author: str = "") -> str | None:
        """The cell as Python writes it, nothing personal in it; None where it is no Python."""
        if len(source) > CODE_AT_MOST:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what the student wrote
                tree = ast.parse(MAGIC.sub("", source))
                text = ast.unparse(ast.fix_missing_locations(_Cleaned(self, author).visit(tree)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        lines = text.splitlines()
        more = [f"# and {len(lines) - LINES_AT_MOST} lines more"] * (len(lines) > LINES_AT_MOST)
        return "\n".join([*lines[:LINES_AT_MOST], *more])

    def error(self, kind: str, message: str) -> str:
        """An error's kind, and its words where they are Python's own."""
        known = isinstance(getattr(builtins, kind, None), type) or kind in KINDS
        if not known:
            return "an error of the student's own making"
        said = next((m[0] for pattern in ERRORS if (m := pattern.search(message))), "")
        # What is quoted there is a name out of the code: kept as it is in an example of it.
        said = WORD.sub(lambda m: "…" if self.tells(m[0]) else m[0], said)
        return f"{kind}: {said}" if said else kind

    def sentence(self, text: str) -> str:
        """A message of the course's own, without what it quotes of the student's."""
        text = text if len(text) <= SAID_AT_MOST else f"{text[:SAID_AT_MOST]}…"
        text = QUOTED.sub(self._quoted, PATH.sub("…", text))
        text = CAME_BACK.sub(
            lambda m: m[0] if m[2] in self.words else "Something else came back", text
        )
        return WORD.sub(lambda m: "…" if self.tells(m[0]) else m[0], text)

    def reason(self, text: str) -> str:
        """Why something could not be graded; names of the student's own files follow the `;`."""
        return self.sentence(text.split(";")[0])

    def keeps(self, text: str) -> bool:
        """Whether a text within code tells nothing about who wrote it."""
        return text in self.texts or text in self.words or bool(TELL_NOTHING.fullmatch(text))

    def tells(self, name: str, author: str = "") -> bool:
        """Whether a name may tell who wrote it: it has somebody's in it, or hides a long one."""
        if name in self.words:
            return False
        plain = _plain(name)
        longest = max(map(len, self.parts), default=0)
        hidden = (
            plain[i:j]
            for i in range(len(plain))
            for j in range(i + HIDDEN, min(len(plain), i + longest) + 1)
        )
        return (
            not self.parts.isdisjoint(_parts(name))
            or any(part in self.parts for part in hidden)
            or any(part in plain for part in _parts(author) if len(part) > 2)
        )

    def _quoted(self, found: re.Match[str]) -> str:
        inside, mark = found[0][1:-1], found[0][0]
        return found[0] if self.keeps(inside) else f"{mark}…{mark}"


KINDS = {"LinAlgError", "AxisError", "TimeLimit", "ProcessLost", "Stopped"}


class _Cleaned(ast.NodeTransformer):
    """The same code with other names and texts, alike where they were alike."""

    def __init__(self, anonymous: Anonymous, author: str) -> None:
        self.anonymous, self.author = anonymous, author
        self.names: dict[str, str] = {}
        self.texts: dict[str, str] = {}

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for field, value in ast.iter_fields(node):
            if isinstance(value, str):
                setattr(node, field, self._name(value))
            elif isinstance(value, list):
                kept = [self._name(v) if isinstance(v, str) else v for v in value]
                setattr(node, field, [v for v in kept if not _is_bare_text(v)])
        super().generic_visit(node)
        if not getattr(node, "body", True) and not isinstance(node, ast.Module):
            node.body = [ast.Pass()]  # type: ignore[attr-defined]
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant(self._value(node.value))

    def _value(self, value: Any) -> Any:
        if isinstance(value, str | bytes):
            text = value if isinstance(value, str) else value.decode("latin-1")
            if self.anonymous.keeps(text):
                return value
            kept = self.texts.setdefault(text, f"text {len(self.texts) + 1}")
            return kept if isinstance(value, str) else kept.encode()
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if is_number and str(value) in self.anonymous.parts and value > 99:
            return 0  # a number that somebody is known by
        return value

    def _name(self, name: str) -> str:
        return ".".join(self._part(part) for part in name.split("."))

    def _part(self, name: str) -> str:
        if name not in self.names and not self.anonymous.tells(name, self.author):
            return name
        return self.names.setdefault(name, f"name_{len(self.names) + 1}")


def _is_bare_text(node: Any) -> bool:
    """A docstring, or a text that stands as a remark."""
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str | bytes)


def _parts(text: str) -> set[str]:
    """The text, and the words of two letters, numbers of four digits or more in it, all small."""
    plain = _plain(text)
    humps = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", text)
    parts = {plain, *re.split(r"[\W_]+", plain), *(hump.casefold() for hump in humps)}
    return {part for part in parts if len(part) > (3 if part.isdigit() else 1)}


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def _texts(source: str) -> set[str]:
    """The texts that stand in the code of `source`, as far as it can be read."""
    found: set[str] = set()
    for line in source.splitlines():
        try:
            tokens = [*tokenize.generate_tokens(io.StringIO(line.strip()).readline)]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                texts = [ast.literal_eval(t.string) for t in tokens if t.type == tokenize.STRING]
        except (tokenize.TokenError, SyntaxError, ValueError):
            continue
        found.update(text for text in texts if isinstance(text, str))
    return found
