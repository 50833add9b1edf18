"""What lecture 08 says is so: its claims beyond single numbers, from the runs that are kept."""

import json
import re
import runpy
from pathlib import Path

import jupytext
import numpy as np
import pytest

from course_lib.nn import PAIRS, TRANSFER_WAYS, load_pretrained, load_transfer_runs
from course_lib.widgets.transfer.looks import LABELS

ROOT = Path(__file__).parents[2]
CELLS = jupytext.read(ROOT / "notebooks/src/08_transfer.py", fmt="py:percent").cells
BUILT = json.loads((ROOT / "notebooks/08_transfer.ipynb").read_text("utf-8"))["cells"]
RUNS = load_transfer_runs()


def right(pair, each, way):
    return RUNS.test(pair, each, way).mean()


def gained(pair, each, way):
    return 100 * RUNS.gain(pair, each, way).mean()


def said():
    return "".join("".join(o.get("text", "")) for c in BUILT for o in c.get("outputs", []))


def test_no_cell_needs_a_framework_so_outputs_are_the_same_without_one():
    code = "\n".join(c.source for c in CELLS if c.cell_type == "code")
    assert not re.search(r"\btorch", code.replace("scripts/transfer_in_torch.py", ""))


def test_outputs_tell_no_path_of_the_machine():
    assert not re.search(r"(/home|/work|/tmp|/usr|[A-Z]:\\)", said())


def test_one_label_a_class_with_borrowed_weights_is_as_good_as_three_without():
    assert right("UCI digits", 1, "3 frozen") > right("UCI digits", 3, "from scratch")


def test_a_new_head_is_worst_of_all_for_classes_never_seen():
    for each in LABELS:
        others = [right("digits 5 to 9", each, f"{k} frozen") for k in (0, 1, 2)]
        assert right("digits 5 to 9", each, "3 frozen") < min(others)


def test_letting_all_learn_gains_from_1_to_10_labels_of_new_classes_and_nothing_from_30_on():
    gains = [gained("digits 5 to 9", each, "0 frozen") for each in LABELS]
    assert min(gains[:3]) > 4
    assert max(map(abs, gains[3:])) < 0.5


def test_unfreezing_pays_later_for_the_same_classes():
    kept = [right("UCI digits", each, "3 frozen") for each in LABELS]
    free = [right("UCI digits", each, "0 frozen") for each in LABELS]
    assert kept[0] > free[0]
    assert kept[1] > free[1]
    assert kept[-1] < free[-1]


def test_letting_all_learn_is_never_clearly_worse_than_from_scratch():
    assert min(gained(pair, each, "0 frozen") for pair in PAIRS for each in LABELS) >= -0.35
    for way in list(TRANSFER_WAYS)[1:4]:
        assert min(gained(pair, each, way) for pair in PAIRS for each in LABELS) < -5


def test_from_scratch_is_within_three_points_of_fine_tuning_with_100_a_class():
    for pair in PAIRS:
        assert 0 < gained(pair, 100, "0 frozen") < 3


def test_frozen_features_are_no_use_for_textures_with_many_labels():
    assert gained("textures", 100, "3 frozen") < -35
    assert right("textures", 100, "0 frozen") == max(
        right("textures", 100, way) for way in TRANSFER_WAYS
    )


def test_slow_old_layers_gain_with_one_uci_label_and_harm_on_textures():
    slow = {
        (pair, each): 100
        * (RUNS.test(pair, each, "0 frozen, old layers slower") - RUNS.test(pair, each, "0 frozen"))
        for pair in PAIRS
        for each in LABELS
    }
    means = {case: gains.mean() for case, gains in slow.items()}
    assert max(means, key=means.get) == ("UCI digits", 1)
    assert all(-7 < means["textures", each] < -4 for each in LABELS[1:])
    others = [m for (pair, each), m in means.items() if pair != "textures"]
    assert sorted(np.abs(others))[-2] < 2.5


def test_the_best_rate_to_fine_tune_is_not_below_that_from_scratch():
    for each in (3, 100):
        fine = RUNS.rate("UCI digits", each, "0 frozen")
        assert fine >= RUNS.rate("UCI digits", each, "from scratch")


def test_names_and_shapes_in_the_framework_are_those_of_a_net_in_torch():
    pytest.importorskip("torch", reason="PyTorch is not installed")
    script = runpy.run_path(str(ROOT / "scripts/transfer_in_torch.py"))
    state = script["same_net"](load_pretrained().net, 10).state_dict()
    told = re.findall(r"(\w+\.(?:weight|bias|running_\w+)) +(\([\d, ]+\))", said())
    theirs = {(n, str(tuple(a.shape))) for n, a in state.items() if "num_batches" not in n}
    assert set(told) == theirs
