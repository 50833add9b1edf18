"""What lecture 04 says is so, and its assignment holds together."""

import copy
import re
import textwrap
from pathlib import Path

import jupytext
import nbformat
import numpy as np
import pytest

from course_lib.building.leaks import leaks
from course_lib.exercises import ASSIGNMENTS, check
from course_lib.grading.stubs import ClearToStubs
from course_lib.kernels import softmax_loss
from course_lib.nn import Tanh, mlp
from course_lib.optim import SGD, Quadratic, race
from course_lib.syllabus import load_syllabus
from course_lib.widgets import OptimizerRace

ROOT = Path(__file__).parents[2]
NAME = "04_optimisers"
CELLS = jupytext.read(ROOT / f"notebooks/src/{NAME}.py", fmt="py:percent").cells
TASKS = jupytext.read(ROOT / f"assignments/src/{NAME}.py", fmt="py:percent").cells
CONCEPTS = {c.id: c.practice for c in load_syllabus().concepts if c.section == "04"}
WIDGETS = r"\b(OptimizerRace|EWMA|Schedules|NewtonJump|MinibatchNoise)\("
# Which exercise mends which flawed lines, in the order they are shown.
MENDED = ("momentum-mended", "rmsprop-mended", "adam-mended", "adamw-step")

# What stands in the syllabus' errors to hunt, and the exercise that hunts it.
HUNTED = {
    "Adam's loop": "adam-mended",
    "RMSprop's bias": "rmsprop-mended",
    "momentum update": "momentum-mended",
    '"the first step can be very large': "first-step",
}


def tagged(tag, kind):
    return [c for c in CELLS if c.cell_type == kind and tag in c.metadata.get("tags", [])]


def code(cells):
    return [cell for cell in cells if cell.cell_type == "code"]


# ---- the lecture


@pytest.mark.parametrize("concept", [c for c, practice in CONCEPTS.items() if "W" in practice])
def test_there_is_something_to_play_with_and_a_question_before_it(concept):
    (cell,) = tagged(f"interactive:{concept}", "code")
    assert re.search(WIDGETS, cell.source)
    before = CELLS[CELLS.index(cell) - 1]
    assert before.cell_type == "markdown"
    assert "**Guess first**" in before.source


# ---- what its guided tries promise


def arrived(race):
    return {racer.name: racer.arrived for racer in race.result.racers}


def test_sgd_stays_on_the_ridge_and_leaves_beside_it():
    for y, ends in ((0.0, 0.0), (0.01, 2.0)):
        race = OptimizerRace("saddle", ["sgd"], start=[-2.0, y])
        np.testing.assert_allclose(race.result.named("sgd").path[-1, :2], (0, ends), atol=1e-3)


@pytest.mark.parametrize(("lr", "settles"), [(0.0395, True), (0.0405, False)])
def test_the_edge_for_sgd_is_two_by_the_condition(lr, settles):
    race = OptimizerRace("quadratic", ["sgd"], condition=50.0, lr=lr, steps=1000)
    assert (abs(race.result.named("sgd").path[-1, 1]) < 1e-3) == settles


def test_the_best_rate_of_sgd_is_best_in_the_long_run_and_not_early():
    rates = np.append(np.linspace(0.001, 0.0399, 700), 2 / 51)
    valley = Quadratic(condition=50)
    loss = race(valley, [SGD(lr=lr) for lr in rates], valley.start, 1000).points[:, 0, :, 2]
    factor = np.maximum(abs(1 - rates), abs(1 - 50 * rates))
    assert factor.argmin() == len(rates) - 1
    assert rates[loss[:, 100].argmin()] < 0.039
    assert loss[-1, 1000] < loss[np.abs(rates - 0.038).argmin(), 1000]


def test_nine_directions_of_the_small_network_change_nothing():
    rng = np.random.default_rng(1)
    net = mlp((16, 8, 10), rng=rng, activation=Tanh(), dtype=np.float64)
    x, y = rng.random((31, 16)), rng.integers(10, size=31)
    loss = softmax_loss(net.forward(x, train=True)[0], y)[0]
    rows = [row for w in net.params.values() if w.shape[-1] == 10 for row in w.reshape(-1, 10)]
    assert len(rows) == 9
    for row in rows:
        row += rng.normal()
        assert softmax_loss(net.forward(x, train=True)[0], y)[0] == pytest.approx(loss, rel=1e-12)


@pytest.mark.parametrize(("share", "settles"), [(0.98, True), (1.02, False)])
def test_the_edge_for_momentum_is_nearly_twice_that(share, settles):
    lr = share * 2 * (1 + 0.9) / 25
    race = OptimizerRace("quadratic", ["momentum"], lr=lr, steps=2000)
    assert (abs(race.result.named("momentum").path[-1, 1]) < 1e-3) == settles


@pytest.mark.parametrize(("rho", "passes"), [(0.9, True), (0.8, True), (0.7, False), (0.5, False)])
def test_momentum_passes_the_star_along_the_valley_above_about_seven_tenths(rho, passes):
    race = OptimizerRace("quadratic", ["momentum"], rho=rho)
    assert (race.result.named("momentum").path[:, 0].max() > 0.01) == passes


@pytest.mark.parametrize(("surface", "gain"), [("quadratic", 0.5), ("rosenbrock", 0.95)])
def test_nesterov_arrives_before_momentum(surface, gain):
    steps = arrived(OptimizerRace(surface, ["momentum", "nesterov"], steps=2000))
    assert 0 < steps["nesterov"] < gain * steps["momentum"]


def test_adagrad_crosses_the_plateau_where_sgd_hardly_moves():
    race = OptimizerRace("plateau", ["sgd", "adagrad"])
    assert 0 < arrived(race)["adagrad"] < 100
    path = race.result.named("sgd").path
    assert np.hypot(*(path[-1] - path[0])[:2]) < 1


def test_on_the_saddle_adagrad_leaves_sooner_and_does_not_finish():
    race = OptimizerRace("saddle", ["sgd", "adagrad"])
    leaves = {r.name: np.argmax(np.abs(r.path[:, 1]) > 0.2) for r in race.result.racers}
    assert 0 < leaves["adagrad"] < leaves["sgd"]
    assert arrived(race)["adagrad"] < 0 < arrived(race)["sgd"]


@pytest.mark.parametrize(("best_rates", "first", "last"), [(False, 0, 1), (True, 2, 0)])
def test_on_beale_sgd_wins_at_one_rate_and_is_last_when_each_has_its_own(best_rates, first, last):
    names = ["sgd", "adagrad", "rmsprop"]
    race = OptimizerRace("beale", names, best_rates=best_rates)
    ends = {racer.name: racer.path[-1, 2] for racer in race.result.racers}
    assert (min(ends, key=ends.get), max(ends, key=ends.get)) == (names[first], names[last])


def test_adam_without_correction_begins_about_three_times_as_long():
    race = OptimizerRace("saddle", ["adam", "adam-uncorrected"])
    first = {r.name: np.hypot(*(r.path[1] - r.path[0])[:2]) for r in race.result.racers}
    ratio = first["adam-uncorrected"] / first["adam"]
    assert ratio == pytest.approx(0.1 / np.sqrt(0.001), rel=1e-4)


def test_lbfgs_stops_on_minibatches_and_is_first_by_far_on_all():
    noisy = OptimizerRace("minibatch", ["sgd", "adam", "lbfgs"]).result.named("lbfgs")
    assert (noisy.path[30:] == noisy.path[-1]).all()
    assert noisy.path[-1, 2] > 0.1
    steps = arrived(OptimizerRace("minibatch", ["sgd", "adam", "lbfgs"], batch_size=256))
    assert 0 < steps["lbfgs"] <= 9
    assert all(step < 0 or step > 200 for name, step in steps.items() if name != "lbfgs")


# ---- the assignment


@pytest.fixture(scope="module")
def solved():
    """What the solution cells define, and what each check said; play cells too."""
    known, verdicts = {}, {}
    for cell in code(TASKS):
        if "check" in cell.metadata:
            verdicts[cell.metadata["check"]] = eval(cell.source, known)
        else:
            exec(cell.source, known)
    return known, verdicts


def test_every_exercise_is_asked_in_order_and_its_solution_passes(solved):
    assert list(solved[1]) == [exercise.id for exercise in ASSIGNMENTS[NAME]]
    assert {id for id, verdict in solved[1].items() if verdict.state != "passed"} == set()


def test_ones_own_adam_never_parts_from_the_courses(solved):
    ghost = solved[0]["race"].result.ghost
    assert ghost.racer.name == "adam"
    assert ghost.parted == -1


def test_ones_own_adam_teaches_a_network_to_read(solved):
    assert solved[0]["history"].epochs[-1].dev_accuracy > 0.9


def test_play_cells_meet_unwritten_functions_with_a_kind_line(capsys):
    known = {}
    for cell in code(TASKS):
        source = re.sub(
            r"### BEGIN SOLUTION.*### END SOLUTION",
            "raise NotImplementedError" if "def " in cell.source else "",
            cell.source,
            flags=re.DOTALL,
        )
        if "check" not in cell.metadata:
            exec(source, known)
    played = [cell for cell in code(TASKS) if "play" in cell.metadata.get("tags", [])]
    assert capsys.readouterr().out.count("First write") == len(played)


def flawed_lines():
    """The functions shown as flawed, each under the name `flawed`."""
    blocks = [re.findall(r"(?:^    .*\n?)+", cell.source, re.MULTILINE) for cell in TASKS]
    return [
        textwrap.dedent(block)
        for found, cell in zip(blocks, TASKS, strict=True)
        for block in found
        if cell.cell_type == "markdown" and "def flawed" in block
    ]


@pytest.mark.parametrize(("exercise", "number"), [(id, n) for n, id in enumerate(MENDED)])
def test_the_flawed_lines_shown_fail_the_check_that_asks_to_mend_them(solved, exercise, number):
    known = dict(solved[0])
    exec(flawed_lines()[number], known)
    with np.errstate(all="ignore"):
        verdict = check(exercise, known["flawed"])
    assert verdict.state == "wrong"
    assert verdict.mistake is not None


def test_the_flawed_lines_and_all_the_rest_give_no_answer_away():
    source = nbformat.read(ROOT / f"assignments/source/{NAME}/{NAME}.ipynb", 4)
    release, _ = ClearToStubs().preprocess(copy.deepcopy(source), {})
    assert leaks(source, release) == []


def test_every_error_to_hunt_of_the_section_is_hunted():
    flawed = [error.flawed for error in load_syllabus().errors if error.section == "04"]
    asked = {exercise.id for exercise in ASSIGNMENTS[NAME]}
    assert asked >= set(HUNTED.values())
    assert len(flawed) == len(HUNTED)
    for text, words in zip(sorted(flawed), sorted(HUNTED), strict=True):
        assert words in text
