"""A run on disk: all that is needed to go on with it bit for bit, in one .npz."""

import json
import math
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib._shapes import Array, Generator
from course_lib.errors import CourseError, DataError
from course_lib.nn.history import Epoch
from course_lib.nn.layer import Arrays
from course_lib.nn.run import Labelled, Run
from course_lib.nn.sequential import Sequential
from course_lib.nn.storage import load_arrays, save_arrays
from course_lib.optim import PolyakState

if TYPE_CHECKING:
    from course_lib.nn.trainer import Trainer

__all__ = ["read", "write"]

_GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")


def write(run: Run, path: Path) -> None:
    """Write `run`, at the end of an epoch, whole or not at all.

    Raises DataError when the place cannot be written to, CourseError for an optimiser whose state
    is more than arrays and numbers.
    """
    arrays = _arrays(run)
    arrays["steps"] = np.array(run.steps, np.float64)
    # None becomes nan, which no recorded epoch holds otherwise.
    arrays["epochs"] = np.array([tuple(e) for e in run.epochs], np.float64).reshape(-1, 5)
    arrays["about"] = np.array(json.dumps(_about(run)))
    save_arrays(arrays, path)


def read(
    trainer: "Trainer", net: Sequential, train: Labelled, dev: Labelled | None, path: Path
) -> Run:
    """Give the run that was written to `path`, its arrays copied into `net`.

    Raises DataError when the file is missing, damaged, or of a run with another net, other data or
    other settings; the net is then unchanged.
    """
    arrays = load_arrays(path)
    if not {"about", "steps", "epochs"} <= set(arrays):
        raise DataError(
            f"{path.name} is no checkpoint",
            why="a checkpoint also holds the optimiser, the generator and the history",
            how="weights alone are read by load(net, path); then train from there with fit",
        )
    about = json.loads(str(arrays["about"]))
    _check_same(path, about["of"], _of(trainer, net, train, dev))
    run = Run(trainer, net, train, dev, _generator(about["rng"]))
    if any(name not in arrays or arrays[name].shape != a.shape for name, a in _arrays(run).items()):
        raise DataError(
            f"{path.name} is damaged: arrays are missing or of another shape",
            why="a checkpoint is written whole, so something else has changed it",
            how="start anew with fit, and another checkpoint file",
        )
    _take_up(run, arrays, about)
    return run


def _arrays(run: Run) -> Arrays:
    """All arrays of a run whose shapes stay the same."""
    arrays = {f"net/{name}": a for name, a in run.net.arrays.items()}
    arrays |= {f"kept/{name}": a for name, a in run.kept.items()}
    arrays |= {f"average/{name}": state.average for name, state in run.averages.items()}
    for name, state in run.states.items():
        arrays |= {f"optimiser/{name}/{i}": a for i, a in enumerate(_parts(state))}
    return arrays


def _take_up(run: Run, arrays: Arrays, about: dict[str, Any]) -> None:
    for name, a in run.net.arrays.items():
        a[...] = arrays[f"net/{name}"]
        run.kept[name][...] = arrays[f"kept/{name}"]
    for name in run.averages:
        run.averages[name] = PolyakState(arrays[f"average/{name}"])
    for name, first in run.states.items():
        count = len(_parts(first))
        run.states[name] = _rebuilt(first, [arrays[f"optimiser/{name}/{i}"] for i in range(count)])
    run.steps = arrays["steps"].tolist()
    rows = arrays["epochs"].tolist()
    run.epochs = [Epoch(*row[:2], *map(_number, row[2:])) for row in rows]
    run.start, run.best = about["start"], about["best"]
    if about["state"] == "stopped early":
        run.state, run.reason = about["state"], about["reason"]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _about(run: Run) -> dict[str, Any]:
    return {
        "of": _of(run.trainer, run.net, run.train, run.dev),
        "rng": _plain(run.rng.bit_generator.state),
        "start": run.start,
        "best": run.best,
        "state": run.state,
        "reason": run.reason,
    }


def _of(
    trainer: "Trainer", net: Sequential, train: Labelled, dev: Labelled | None
) -> dict[str, str]:
    """What a run is a run of, by name, as text to compare."""
    sets = {"train": train, "dev": dev}
    data = {n: "none" if s is None else " ".join(map(_fingerprint, s)) for n, s in sets.items()}
    return {"net": repr(net)} | data | trainer.settings()


def _fingerprint(a: Array) -> str:
    return f"{a.shape} {a.dtype} {zlib.crc32(np.ascontiguousarray(a).data):08x}"


def _check_same(path: Path, was: dict[str, str], now: dict[str, str]) -> None:
    other = [name for name in now if was.get(name) != now[name]]
    if other:
        told = "; ".join(f"{name} was {was.get(name)} and is {now[name]}" for name in other)
        raise DataError(
            f"{path.name} is a checkpoint of another run",
            why=f"going on would not give what that run would have given. {told}",
            how="give the same net, data and settings (epochs may be more), or start anew with "
            "fit and another checkpoint file",
        )


def _parts(state: Any) -> list[Array]:
    """The arrays and numbers of an optimiser's state for one array, as arrays."""
    parts = list(state) if isinstance(state, tuple | list) else [state]
    if not all(isinstance(part, np.ndarray | np.number | int | float) for part in parts):
        raise CourseError(
            f"an optimiser's state {type(state).__name__} cannot be written to a checkpoint",
            why="arrays and numbers are kept, and nothing that would have to be pickled",
            how="let init and step give an array, a number, or a tuple of them",
        )
    return [np.asarray(part) for part in parts]


def _rebuilt(first: Any, parts: list[Array]) -> Any:
    """A state like `first`, the one that init gives, of the parts that were written."""
    like = list(first) if isinstance(first, tuple | list) else [first]
    values = [
        part if isinstance(old, np.ndarray) else type(old)(part.item())
        for old, part in zip(like, parts, strict=True)
    ]
    if not isinstance(first, tuple | list):
        return values[0]
    return type(first)(*values) if hasattr(first, "_fields") else type(first)(values)


def _generator(state: dict[str, Any]) -> Generator:
    if state["bit_generator"] not in _GENERATORS:
        raise DataError(
            f"a checkpoint was written with the generator {state['bit_generator']}",
            why="it cannot be built again from its name",
            how=f"train with one of {', '.join(_GENERATORS)}: np.random.default_rng(0)",
        )
    bits = getattr(np.random, state["bit_generator"])()
    bits.state = _live(state)
    return np.random.Generator(bits)


def _plain(value: Any) -> Any:
    """A generator's state as JSON can hold it."""
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, np.ndarray):
        return {"array": value.tolist(), "dtype": str(value.dtype)}
    return int(value) if isinstance(value, np.integer) else value


def _live(value: Any) -> Any:
    """What `_plain` was given."""
    if isinstance(value, dict) and set(value) == {"array", "dtype"}:
        return np.array(value["array"], value["dtype"])
    return {key: _live(v) for key, v in value.items()} if isinstance(value, dict) else value
