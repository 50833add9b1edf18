"""Races: the quick ways against the readable one, who left, anyone's own step."""

import numpy as np
import pytest

from course_lib.errors import CourseError, RangeError, ShapeError
from course_lib.optim import trajectories as racing
from course_lib.optim.float_paths import FLOAT_PATHS
from course_lib.optim.optimisers import (
    OPTIMISERS,
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    Momentum,
    Nesterov,
    NesterovLookahead,
    RMSProp,
)
from course_lib.optim.schedules import PowerDecay, StepDecay, WarmupCosine
from course_lib.optim.second_order import BFGS, LBFGS, Newton
from course_lib.optim.surfaces import (
    SURFACES,
    Beale,
    Himmelblau,
    MinibatchQuadratic,
    Quadratic,
    Rosenbrock,
    Saddle,
)
from course_lib.optim.trajectories import race
from course_lib.optim.walking import Own, walk

RACERS = [
    SGD(lr=0.002),
    Momentum(lr=0.0013, rho=0.83),
    Momentum(lr=0.011, rho=0.83, averaged=True),
    NesterovLookahead(lr=0.0012, rho=0.77),
    Nesterov(lr=0.0012, rho=0.77),
    AdaGrad(lr=0.23, eps=1e-2),
    RMSProp(lr=0.03, beta2=0.61, eps=1e-2),
    Adam(lr=0.11, beta1=0.62, beta2=0.71, eps=1e-2),
    Adam(lr=0.11, beta1=0.62, beta2=0.71, eps=1e-2, corrected=False),
    AdamW(lr=0.11, beta1=0.62, beta2=0.71, eps=1e-2, decay=0.3),
]
every_surface = pytest.mark.parametrize("surface", [s() for s in SURFACES], ids=repr)


def starts_on(surface, rng, N):
    x0, x1, y0, y1 = surface.extent
    return rng.uniform((x0, y0), (x1, y1), size=(N, 2))


def walked(surface, racer, start, steps, **course):
    moments = walk(surface, racer, start, steps, **course)
    return np.array([np.asarray(start, float), *(moment.w for moment in moments)])


def in_arrays(monkeypatch):
    monkeypatch.setattr(racing, "FEW", 0)


@every_surface
@pytest.mark.parametrize("course", ["plain", "scheduled", "to a halt", "noisy"])
def test_floats_and_stacked_arrays_walk_as_the_pure_step_does(surface, course, rng, monkeypatch):
    options = {
        "plain": {},
        "scheduled": {"schedule": StepDecay(every=3, factor=0.7)},
        "to a halt": {"schedule": WarmupCosine(warmup=3, total=9)},
        "noisy": {"noise": rng.normal(size=(13, 2))},
    }[course]
    starts = starts_on(surface, rng, 3)
    floats = race(surface, RACERS, starts, 13, **options)
    in_arrays(monkeypatch)
    arrays = race(surface, RACERS, starts, 13, **options)
    np.testing.assert_array_equal(floats.points, arrays.points)
    np.testing.assert_array_equal(floats.left, arrays.left)
    for r, racer in enumerate(RACERS):
        for s, start in enumerate(starts):
            if floats.left[r, s] < 0:
                want = walked(surface, racer, start, 13, **options).astype(np.float32)
                np.testing.assert_array_equal(floats.points[r, s, :, :2], want)


def test_floats_are_the_pure_steps_to_the_last_bit_before_rounding(rng):
    for racer in RACERS:
        want = walked(Himmelblau(), racer, (1.3, -2.1), 40)
        got = racing._in_floats(Himmelblau(), racer, np.array([1.3, -2.1]), [1.0] * 40, None)
        np.testing.assert_array_equal(got, want, err_msg=repr(racer))


def test_every_rule_has_a_path_in_floats():
    assert {*OPTIMISERS, NesterovLookahead} == set(FLOAT_PATHS)
    assert {type(racer) for racer in RACERS} == set(FLOAT_PATHS)


@every_surface
def test_losses_are_those_of_the_points(surface, rng):
    paths = race(surface, RACERS[:2], starts_on(surface, rng, 3), 5)
    want = surface.value(paths.points[..., :2].astype(float))
    np.testing.assert_allclose(paths.points[..., 2], want, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("few", [0, 100])
def test_the_result_is_one_float32_buffer(few, rng, monkeypatch):
    monkeypatch.setattr(racing, "FEW", few)
    paths = race(Beale(), [*RACERS[:3], LBFGS()], starts_on(Beale(), rng, 5), 7)
    assert paths.points.shape == (4, 5, 8, 3)
    assert paths.points.dtype == np.float32
    assert paths.points.flags.c_contiguous
    assert paths.left.shape == (4, 5)
    assert np.isfinite(paths.points).all()


def test_one_start_may_be_a_plain_point():
    paths = race(Quadratic(), [SGD()], Quadratic.start, 4)
    np.testing.assert_array_equal(paths.points[0, 0, 0, :2], np.float32(Quadratic.start))
    one = race(Quadratic(), [SGD()], np.array(Quadratic.start), 4)
    np.testing.assert_array_equal(paths.points, one.points)


def test_no_steps_leave_the_start(rng):
    paths = race(Quadratic(), [SGD(), Newton(), lambda w, dw, s: (w, s)], (1.0, 2.0), 0)
    np.testing.assert_array_equal(paths.points[:, 0, :, :2], np.tile([1.0, 2.0], (3, 1, 1)))


@pytest.mark.parametrize("few", [0, 100])
class TestLeaving:
    def test_the_step_is_the_first_beyond_reach(self, few, monkeypatch):
        monkeypatch.setattr(racing, "FEW", few)
        # Each step multiplies y by 1 - 0.2 * 20 = -3; the picture is 4 high, its reach y = +-20.
        paths = race(Quadratic(condition=20.0), [SGD(lr=0.2)], (0.0, 1.0), 9)
        assert paths.left[0, 0] == 3
        want = [1, -3, 9, -20, -20, -20, -20, -20, -20, -20]
        np.testing.assert_allclose(paths.points[0, 0, :, 1], want)

    def test_it_never_comes_back(self, few, monkeypatch):
        monkeypatch.setattr(racing, "FEW", few)
        there_and_back = iter([100.0, 0.0, 0.0])

        def jump(w, dw, state):
            return np.array([next(there_and_back), 0.0]), state

        paths = race(Quadratic(), [jump], (1.0, 0.0), 3)
        assert paths.left[0, 0] == 1
        np.testing.assert_array_equal(paths.points[0, 0, :, 0], [1, 40, 40, 40])

    def test_one_that_overflows_does_not_touch_the_others(self, few, rng, monkeypatch):
        monkeypatch.setattr(racing, "FEW", few)
        wild = [cls(lr=1e30) for cls in FLOAT_PATHS]
        starts = starts_on(Beale(), rng, 4)
        paths = race(Beale(), [*wild, RACERS[0]], starts, 60)
        assert np.isfinite(paths.points).all()
        assert (paths.left[:-1] > 0).all()
        alone = race(Beale(), [RACERS[0]], starts, 60)
        np.testing.assert_array_equal(paths.points[-1], alone.points[0])

    def test_nothing_over_nothing_is_held_where_it_was(self, few, monkeypatch):
        monkeypatch.setattr(racing, "FEW", few)
        racers = [AdaGrad(eps=0), RMSProp(eps=0), Adam(eps=0)]
        paths = race(Saddle(), racers, (1.5, 0.0), 5)  # no slope along y: 0 / 0
        assert (paths.left == 1).all()
        np.testing.assert_allclose(paths.points[:, 0, 1:, 1], 0)
        assert np.isfinite(paths.points).all()

    def test_who_stays_is_marked_so(self, few, rng, monkeypatch):
        monkeypatch.setattr(racing, "FEW", few)
        paths = race(Quadratic(), [SGD(lr=0.01)], starts_on(Quadratic(), rng, 5), 50)
        assert (paths.left == -1).all()


def test_known_ends_of_a_race():
    racers = [Momentum(lr=0.02), Adam(lr=0.1), Newton(), BFGS(), LBFGS()]
    # Newton arrives with its first step, and then stands still.
    paths = race(Quadratic(), racers, Quadratic.start, 400)
    np.testing.assert_allclose(paths.points[:, 0, -1, :2], 0, atol=1e-4)
    np.testing.assert_array_equal(paths.points[2, 0, 1:], np.zeros((400, 3)))


def test_the_edge_of_stability_of_a_quadratic():
    surface = Quadratic(condition=40.0)
    paths = race(surface, [SGD(lr=2.02 / 40), SGD(lr=1.98 / 40)], surface.start, 600)
    assert paths.left[0, 0] > 0
    assert paths.left[1, 0] == -1


def test_a_schedule_multiplies_each_racers_own_rate():
    w, schedule = np.array([1.3, 0.4]), PowerDecay(base=0.8)
    paths = race(Quadratic(), [SGD(lr=0.03), SGD(lr=0.01)], w, 6, schedule=schedule)
    for r, lr in enumerate((0.03, 0.01)):
        factors = np.prod([1 - lr * 0.8**t * np.array([1, 25]) for t in range(6)], axis=0)
        np.testing.assert_allclose(paths.points[r, 0, -1, :2], w * factors, rtol=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_noise_is_the_same_for_all_racers_and_stops_those_that_search(seed):
    rng, surface = np.random.default_rng(seed), MinibatchQuadratic(batch_size=4)
    noise = surface.noise(80, rng)
    racers = [SGD(lr=0.05), lambda w, dw, state: (w - 0.05 * dw, state), BFGS(), LBFGS()]
    paths = race(surface, racers, surface.start, 80, noise=noise)
    np.testing.assert_array_equal(paths.points[0], paths.points[1])
    calm = race(surface, racers, surface.start, 80)
    assert (calm.points[2:, 0, -1, 2] < 1e-10).all()
    assert (paths.points[2:, 0, -1, 2] > 1e-6).all()


class TestOwn:
    def test_anyones_momentum_is_momentum(self, rng):
        def mine(w, dw, v):
            v = 0.8 * v + dw
            return w - 0.01 * v, v

        starts = starts_on(Himmelblau(), rng, 20)
        racers = [Own(mine, np.zeros(2)), Momentum(lr=0.01, rho=0.8)]
        paths = race(Himmelblau(), racers, starts, 30)
        np.testing.assert_array_equal(paths.points[0], paths.points[1])
        np.testing.assert_array_equal(paths.left[0], paths.left[1])

    def test_once_it_has_left_it_is_not_asked_again(self):
        def mine(w, dw, state):
            assert np.isfinite(w).all()
            return w * 1e200, state

        paths = race(Quadratic(), [mine], (1.0, 1.0), 9)
        assert paths.left[0, 0] == 1
        np.testing.assert_array_equal(paths.points[0, 0, 1:, :2], np.tile([40, 20], (9, 1)))

    def test_a_schedule_leaves_it_alone(self):
        def mine(w, dw, state):
            return w - 0.01 * dw, state

        paths = race(Quadratic(), [mine, Own(mine)], (1.0, 1.0), 9, schedule=PowerDecay())
        calm = race(Quadratic(), [SGD(lr=0.01)], (1.0, 1.0), 9)
        np.testing.assert_array_equal(paths.points, calm.points[[0, 0]])

    def test_it_may_write_into_what_it_is_given_and_starts_afresh(self):
        def mine(w, dw, state):
            state["v"] *= 0.8
            state["v"] += dw
            w -= 0.01 * state["v"]
            dw[:] = 0
            return w, state

        racer = Own(mine, {"v": np.zeros(2)})
        start = np.array([[1.0, 0.5], [1.0, 0.5]])
        paths = race(Quadratic(), [racer, Momentum(lr=0.01, rho=0.8)], start, 9)
        np.testing.assert_allclose(paths.points[0], paths.points[1], rtol=1e-6)
        np.testing.assert_array_equal(racer.state["v"], 0)
        np.testing.assert_array_equal(start, [[1.0, 0.5], [1.0, 0.5]])

    def test_a_bare_function_starts_with_none(self):
        seen = []

        def counting(w, dw, state):
            seen.append(state)
            return w, (state or 0) + 1

        race(Quadratic(), [counting], np.ones((2, 2)), 3)
        assert seen == [None, 1, 2, None, 1, 2]

    def test_an_object_with_init_and_step_races_too(self):
        class Half:
            def init(self, w):
                return 0

            def step(self, w, dw, state):
                return w / 2, state + 1

        paths = race(Quadratic(), [Half()], (3.0, 1.0), 3)
        np.testing.assert_allclose(paths.points[0, 0, :, 0], [3, 1.5, 0.75, 0.375])

    @pytest.mark.parametrize("few", [0, 100])
    def test_a_rule_derived_from_ours_is_asked_itself(self, few, monkeypatch):
        monkeypatch.setattr(racing, "FEW", few)

        class Backwards(SGD):
            def step(self, w, dw, state):
                return w + self.lr * dw, state

        paths = race(Quadratic(), [Backwards(lr=0.1)], (1.0, 0.0), 1)
        assert paths.points[0, 0, 1, 0] == np.float32(1.1)

    @pytest.mark.parametrize(
        ("answer", "message"),
        [
            (None, "return w, state"),
            (np.ones(2), "return w, state"),
            ((np.ones(2),), "return w, state"),
            ((np.ones(3), None), "first"),
            ((np.ones((1, 2)), None), "first"),
            ((1.0, None), "first"),
            ((np.array(["a", "b"]), None), "first"),
        ],
    )
    def test_a_step_that_returns_something_else(self, answer, message):
        with pytest.raises(CourseError, match=message) as caught:
            race(Quadratic(), [lambda w, dw, state: answer], (1.0, 2.0), 3)
        assert "in step 1" in caught.value.__notes__[0]

    def test_its_own_errors_come_through_and_say_where(self):
        def broken(w, dw, state):
            if state == 2:
                raise KeyError("v")
            return w, (state or 0) + 1

        with pytest.raises(KeyError) as caught:
            race(Quadratic(), [SGD(), broken], (1.0, 2.0), 5)
        assert "in step 3" in caught.value.__notes__[0]


def test_walk_shows_the_gradient_and_the_state_behind_each_step():
    racer = Adam(lr=0.1, beta1=0.6)
    w, state = np.array([1.0, 2.0]), racer.init(np.zeros(2))
    for t, moment in enumerate(walk(Rosenbrock(), racer, w, 5), 1):
        np.testing.assert_array_equal(moment.dw, Rosenbrock().gradient(w))
        w, state = racer.step(w, moment.dw, state)
        np.testing.assert_array_equal(moment.w, w)
        np.testing.assert_array_equal(moment.state.m, state.m)
        assert moment.state.t == t


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("run", [race, lambda s, r, *a, **k: walk(s, r[0], *a, **k)])
class TestRefusals:
    def test_starts_that_are_no_points(self, run):
        for start in (np.ones(3), np.ones((2, 3, 2)), (1.0, 2.0, 3.0)):
            with pytest.raises(ShapeError, match="a point of the plane"):
                run(Quadratic(), [SGD()], start, 3)

    def test_starts_out_of_reach(self, run):
        for start in ((1e3, 0.0), (np.nan, 0.0), (0.0, -np.inf)):
            with pytest.raises(RangeError, match="off the picture"):
                run(Quadratic(), [SGD()], start, 3)

    def test_fewer_steps_than_none(self, run):
        with pytest.raises(RangeError, match="steps"):
            run(Quadratic(), [SGD()], (1.0, 1.0), -1)

    def test_noise_for_other_steps(self, run):
        for shape in ((4, 2), (3, 1), (3,), (2, 3)):
            with pytest.raises(ShapeError, match="noise"):
                run(Quadratic(), [SGD()], (1.0, 1.0), 3, noise=np.zeros(shape))

    def test_what_cannot_race(self, run):
        for racer in (SGD, Newton, None, 0.1, "SGD"):
            with pytest.raises(CourseError, match="cannot race"):
                run(Quadratic(), [racer], (1.0, 1.0), 3)

    def test_schedules_that_give_no_rates(self, run):
        for rate in (-0.1, np.nan, np.inf):
            with pytest.raises(RangeError, match="for step 0"):
                run(Quadratic(), [SGD()], (1.0, 1.0), 3, schedule=lambda k, rate=rate: rate)
