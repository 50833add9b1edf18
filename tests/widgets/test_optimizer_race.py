"""The race as the kernel has it: settings in, paths and facts out, nothing swallowed."""

import numpy as np
import pytest

from course_lib.errors import CourseError, RangeError, ShapeError
from course_lib.optim import SGD, Adam, Saddle, race
from course_lib.widgets import OptimizerRace
from course_lib.widgets.race import optimizer_race as module
from course_lib.widgets.race.opening import SETTABLE
from course_lib.widgets.race.settings import LANDSCAPES, RACERS


def my_step(w, dw, state, lr=0.1):
    return w - lr * dw, state


@pytest.fixture
def widget():
    return OptimizerRace("himmelblau", ["sgd", "adam"], steps=31, start=(0.5, -4.0))


def _state(widget):
    return widget.get_state([*SETTABLE, "paths", "facts", "field_bytes", "map_bytes"])


def _points(widget):
    """Paths (racers, steps + 1, 3) as the browser reads them."""
    racers, steps = len(widget.facts["racers"]), widget.facts["steps"]
    numbers = np.frombuffer(widget.paths, "<f4")
    return numbers[: racers * (steps + 1) * 3].reshape(racers, steps + 1, 3)


def test_the_browser_is_sent_the_paths_of_the_race_and_losses_above_the_lowest():
    widget = OptimizerRace("saddle", ["sgd", "adam"], steps=31, start=(0.5, -3.0))
    points = _points(widget)
    racers = [SGD(lr=widget.lr), Adam(lr=widget.lr)]
    want = race(Saddle(), racers, (0.5, -3.0), 31).points[:, 0]
    np.testing.assert_array_equal(points[..., :2], want[..., :2])
    np.testing.assert_allclose(points[..., 2], want[..., 2] + 1, rtol=1e-3, atol=1e-6)
    assert [racer["name"] for racer in widget.facts["racers"]] == ["sgd", "adam"]


def test_all_numbers_of_a_change_come_in_one_buffer(widget):
    race_ = OptimizerRace(
        "himmelblau", ["sgd", "adam"], steps=31, mine=my_step, mine_like="sgd", inside="adam"
    )
    facts = race_.facts
    paths, ghost = 3 * 32 * 3, 32 * 3  # three racers with yours
    inside = 31 * len(facts["columns"]) * 2
    assert len(race_.paths) == 4 * (paths + ghost + inside)
    sent = []
    widget.comm.send = lambda data=None, buffers=None, **_: sent.append((data, buffers))
    widget.lr = 0.003
    states = [data["state"] for data, _ in sent]
    assert sum(len(buffers or []) for _, buffers in sent) == 1
    assert {name for state in states for name in state} == {"lr", "facts"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lr", 0.002),
        ("steps", 40),
        ("start", (1.0, 1.0)),
        ("beta1", 0.5),
        ("beta2", 0.9),
        ("eps", 0.1),
        ("noise", 1.0),
        ("schedule", "1/t"),
        ("best_rates", True),
        ("optimizers", ["sgd", "momentum"]),
        ("surface", "plateau"),
    ],
)
def test_a_new_setting_gives_a_new_race(widget, name, value):
    before = widget.paths
    setattr(widget, name, value)
    assert widget.paths != before
    again = OptimizerRace(
        widget.surface,
        widget.optimizers,
        **{n: getattr(widget, n) for n in SETTABLE if n not in OPENED},
    )
    assert again.paths == widget.paths
    assert again.facts == widget.facts


OPENED = ("surface", "optimizers", "mine_like", "guess")


def test_rho_moves_momentum_and_the_seed_the_noise():
    widget = OptimizerRace("minibatch", ["momentum"], steps=20)
    for name, value in (("rho", 0.5), ("seed", 3), ("batch_size", 64), ("condition", 3.0)):
        before = widget.paths
        setattr(widget, name, value)
        assert widget.paths != before


@pytest.mark.parametrize("surface", [name for name in LANDSCAPES if name != "himmelblau"])
def test_each_landscape_is_entered_at_its_own_start_and_rate(widget, surface):
    widget.surface = surface
    fresh = OptimizerRace(surface, ["sgd", "adam"], steps=31)
    assert (widget.start, widget.lr) == (fresh.start, fresh.lr)
    assert widget.paths == fresh.paths
    assert widget.field_bytes == fresh.field_bytes
    assert bool(widget.map_bytes) == (surface in ("quadratic", "minibatch"))
    assert np.isfinite(_points(widget)).all()


def test_each_racer_runs_at_its_best_rate(widget):
    widget.best_rates = True
    rates = [racer["rate"] for racer in widget.facts["racers"]]
    assert len(set(rates)) == 2
    losses = _points(widget)[:, -1, 2]
    widget.best_rates = False
    for lr in rates:
        widget.lr = lr
        assert (_points(widget)[:, -1, 2] >= losses * (1 - 1e-3) - 1e-9).all()


def test_reset_goes_back_to_the_start(widget):
    before = _state(widget)
    widget.surface = "beale"
    widget.lr, widget.rho, widget.best_rates, widget.inside = 0.5, 0.3, True, "sgd"
    widget.reset()
    assert _state(widget) == before
    widget.set_state({"lr": 0.4, "guess": "sgd"})
    widget.set_state({"resets": 1})
    assert _state(widget) == before


REFUSED = [
    ({"surface": "hill"}, CourseError),
    ({"optimizers": "adam"}, CourseError),
    ({"optimizers": ["lion"]}, CourseError),
    ({"optimizers": [3]}, CourseError),
    ({"mine": 3}, CourseError),
    ({"mine_like": "adam"}, CourseError),
    ({"mine": my_step, "mine_like": "lion"}, CourseError),
    ({"learning_rate": 0.1}, CourseError),
    ({"lr": 0.0}, RangeError),
    ({"lr": "0.1"}, RangeError),
    ({"lr": np.nan}, RangeError),
    ({"lr": True}, RangeError),
    ({"steps": 0}, RangeError),
    ({"steps": 2.5}, RangeError),
    ({"within": -3}, RangeError),
    ({"target": 0.0}, RangeError),
    ({"rho": 1.0}, RangeError),
    ({"condition": 500.0}, RangeError),
    ({"batch_size": 0}, RangeError),
    ({"schedule": "never"}, CourseError),
    ({"question": "who?"}, CourseError),
    ({"start": (1, 2, 3)}, ShapeError),
    ({"start": "here"}, ShapeError),
    ({"start": (99, 0)}, RangeError),
    ({"start": (np.nan, 0)}, RangeError),
]


@pytest.mark.parametrize(("bad", "error"), REFUSED)
def test_what_cannot_be_raced_is_refused(bad, error):
    with pytest.raises(error) as caught:
        OptimizerRace(**bad)
    assert "OptimizerRace got" in caught.value.what
    assert caught.value.why
    assert caught.value.how


LATER = [(bad, error) for bad, error in REFUSED if next(iter(bad)) in SETTABLE]
LATER[[bad for bad, _ in LATER].index({"mine_like": "adam"})] = {"mine_like": "lion"}, CourseError


@pytest.mark.parametrize(("bad", "error"), LATER)
def test_what_is_refused_later_changes_nothing(widget, bad, error):
    before = _state(widget)
    ((name, value),) = bad.items()
    with pytest.raises(error):
        setattr(widget, name, value)
    assert _state(widget) == before


NONSENSE = [None, "x", [], {}, float("nan"), float("inf"), b"\x00", [1], ["a", "b"], [None, 2]]


@pytest.mark.parametrize("name", [*SETTABLE, "paths", "facts", "fixed"])
@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_from_the_browser_changes_nothing(widget, name, value):
    if (name, value) == ("optimizers", []):
        value = [["sgd"]]
    before = _state(widget)
    widget.set_state({name: value})
    if name != "optimizers":
        assert _state(widget) == before
    assert set(widget.optimizers) <= set(RACERS)


@pytest.mark.parametrize(
    ("sent", "name", "kept"),
    [
        ({"lr": 99}, "lr", 10.0),
        ({"lr": -1}, "lr", 1e-4),
        ({"steps": 1e9}, "steps", 2000),
        ({"batch_size": 3.7}, "batch_size", 4),
        ({"start": [99, -1.5]}, "start", [5.5, -1.5]),
        ({"optimizers": ["adam", "lion", "sgd", "sgd"]}, "optimizers", ["sgd", "adam"]),
        ({"optimizers": []}, "optimizers", []),
    ],
)
def test_what_the_browser_sends_is_made_to_fit(widget, sent, name, kept):
    widget.set_state(sent)
    assert getattr(widget, name) == kept
    assert len(widget.facts["racers"]) == len(widget.optimizers)


def test_a_landscape_chosen_in_the_browser_sends_its_start_and_rate_back(widget):
    sent = []
    widget.comm.send = lambda data=None, **_: sent.append(data["state"])
    widget.set_state({"surface": "plateau"})
    told = {name: value for state in sent for name, value in state.items()}
    assert told["start"] == widget.start == [-5.0, 3.5]
    assert told["lr"] == widget.lr


def test_no_error_of_ours_is_swallowed_wherever_a_change_comes_from(widget, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("ours")

    widget.lr = 0.02
    monkeypatch.setattr(module, "run", broken)
    for change in (
        lambda: widget.set_state({"resets": 1}),
        lambda: setattr(widget, "lr", 0.03),
        lambda: setattr(widget, "surface", "beale"),
        lambda: widget.set_state({"lr": 0.04}),
        lambda: OptimizerRace(),
    ):
        with pytest.raises(ZeroDivisionError, match="ours"):
            change()


def test_words_alone_start_no_new_race(widget, monkeypatch):
    monkeypatch.setattr(module, "run", None)
    widget.question, widget.within, widget.guess = "arrives", 9, "sgd"
    assert "in 9 steps" in widget.facts["goal"]


def test_a_question_is_answered_by_the_race():
    widget = OptimizerRace("saddle", question="arrives", target=1e-3, within=50)
    arrived = {r["name"]: r["arrived"] for r in widget.facts["racers"] if r["arrived"] >= 0}
    first = min(arrived, key=arrived.get)
    assert first in widget.facts["right"]
    assert f"step {arrived[first]}" in widget.facts["answer"]
    assert widget.facts["goal"].startswith("Below 0.001 in 50 steps: met by")
    widget.question = "diverges"
    assert widget.facts["right"] == []


def test_a_student_step_runs_beside_the_others_and_its_fault_is_told():
    widget = OptimizerRace("saddle", ["sgd"], mine=my_step, mine_like="sgd")
    assert [racer["name"] for racer in widget.facts["racers"]] == ["sgd", "mine"]
    assert "does what SGD does" in widget.facts["mine"]
    np.testing.assert_array_equal(*_points(widget)[:, :, :2])
    widget.best_rates = True
    theirs, yours = (racer["rate"] for racer in widget.facts["racers"])
    assert yours == theirs
    wrong = OptimizerRace("saddle", ["sgd"], mine=lambda w, dw, s: None)
    assert wrong.facts["fault"]
    assert "return w, state" in wrong.facts["mine"]


def test_what_is_looked_into_at_first_is_yours_or_adam_or_whoever_runs():
    assert OptimizerRace(mine=my_step).inside == "mine"
    assert OptimizerRace().inside == "adam"
    assert OptimizerRace(optimizers=["newton", "sgd"]).inside == "sgd"
    assert OptimizerRace(optimizers=[]).inside == ""


def test_the_saved_form_is_the_same_each_time_and_says_what_it_shows():
    one, two = (OptimizerRace(steps=40)._repr_mimebundle_()[0] for _ in range(2))
    view = "application/vnd.jupyter.widget-view+json"
    assert one.pop(view) != two.pop(view)
    assert one == two
    assert set(one) == {"text/html", "image/png", "text/plain"}
    assert "'saddle', sgd, momentum" in one["text/plain"]
    assert 'alt="Saddle: the paths of 6 optimisers' in one["text/html"]


def test_the_picture_follows_the_race(widget):
    before = widget._repr_mimebundle_()[0]["image/png"]
    widget.start = (2.0, 2.5)
    assert widget._repr_mimebundle_()[0]["image/png"] != before
