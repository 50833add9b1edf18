"""Rates that fade: exponentially, and like 1/t."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def exponential_decay(lr, epoch, k):
    raise NotImplementedError


def inverse_decay(lr, epoch, k):
    raise NotImplementedError


def by_exp(lr, epoch, k):
    return lr * np.exp(-k * epoch)


def by_power(lr, epoch, k):
    return lr * np.exp(-k) ** epoch


def divided_by_exp(lr, epoch, k):
    return lr / np.exp(k * epoch)


def by_numpy(lr, epoch, k):
    return np.float64(lr) * np.exp(-k * epoch)


def grows(lr, epoch, k):
    return lr * np.exp(k * epoch)


def power_of_two(lr, epoch, k):
    return lr * 2.0 ** (-k * epoch)


def power_of_k(lr, epoch, k):
    return lr * k**epoch


def power_of_one_minus_k(lr, epoch, k):
    return lr * (1 - k) ** epoch


def exp_without_lr(lr, epoch, k):
    return np.exp(-k * epoch)


def exp_of_the_epoch(lr, epoch, k):
    return lr * np.exp(-epoch)


def exp_of_a_quotient(lr, epoch, k):
    return lr * np.exp(-epoch / k)


def exp_times_k(lr, epoch, k):
    return lr * k * np.exp(-epoch)


def e_rounded(lr, epoch, k):
    return lr * 2.718 ** (-k * epoch)


def near_e(case, got, _want):
    """A sign: the base of the power is e, to a few digits."""
    lr, epoch, k = case.args
    if epoch == 0:
        return None
    base = float(lr / got) ** (1 / (k * epoch))
    return None if np.isclose(base, np.e, rtol=1e-6) else bool(2.69 < base < 2.74)


def exp_from_one(lr, epoch, k):
    return lr * np.exp(-k * (epoch + 1))


def fading(_rng):
    return tuple(
        Case((lr, epoch, k), f"epoch {epoch}")
        for lr, epoch, k in (
            (0.4, 0, 0.5),
            (0.4, 1, 0.5),
            (0.4, 2, 0.25),
            (2.0, 7, 0.1),
            (0.01, 23, 0.05),
            (3.0, 4, 1.5),
        )
    )


def straight_line(lr, epoch, k):
    return lr * (1 - k * epoch)


EXPONENTIAL_DECAY = Exercise(
    id="exponential-decay",
    title="Exponential decay",
    points=1,
    concepts=("lr-schedules",),
    stub=exponential_decay,
    reference=by_exp,
    cases=fading,
    alternatives=(by_power, divided_by_exp, by_numpy),
    mistakes=(
        Mistake(grows, "Your rate grows: the sign in the exponent should be minus."),
        Mistake(power_of_two, "Yours are powers of 2; the base should be e: np.exp."),
        Mistake(
            power_of_k,
            "Your k is the base of the power; it should stand in the exponent: exp(-k *"
            " epoch). (0.95**epoch is k = 0.0513.)",
        ),
        Mistake(
            power_of_one_minus_k,
            "Yours is (1 - k)**epoch; it should be exp(-k * epoch). For small k they are near"
            " each other, and not the same.",
        ),
        Mistake(
            e_rounded,
            "Your e is rounded; it should have all its digits: np.exp(-k * epoch), or np.e.",
            near_e,
        ),
        Mistake(exp_without_lr, "In yours lr is missing: it is the factor alone."),
        Mistake(exp_of_the_epoch, "k is missing in the exponent."),
        Mistake(exp_of_a_quotient, "You divide the epoch by k; you should multiply."),
        Mistake(exp_times_k, "Your k stands before exp; it should stand in the exponent."),
        Mistake(exp_from_one, "Epochs count from 0: at epoch 0 the rate is lr itself."),
        Mistake(
            straight_line,
            "Yours is a straight line, which falls below 0; it should be a curve: np.exp.",
        ),
    ),
    hints=("The rate at epoch 0 is lr; each epoch multiplies it by the same number.", "np.exp"),
)


def by_division(lr, epoch, k):
    return lr / (1 + k * epoch)


def by_inverse_power(lr, epoch, k):
    return lr * (1 + k * epoch) ** -1.0


def epoch_by_itself(lr, epoch, k):
    return lr / (1 + epoch)


def rate_over_k_epochs(lr, epoch, k):
    return lr / (k * epoch)


def brackets_forgotten(lr, epoch, k):
    return lr / 1 + k * epoch


def root_taken(lr, epoch, k):
    return lr / np.sqrt(1 + k * epoch)


def divided_again_each_epoch(lr, epoch, k):
    for past in range(epoch + 1):
        lr = lr / (1 + k * past)
    return lr


def inverse_without_lr(lr, epoch, k):
    return 1 / (1 + k * epoch)


def inverse_from_one(lr, epoch, k):
    return lr / (1 + k * (epoch + 1))


def k_added(lr, epoch, k):
    return lr / (k + epoch)


INVERSE_DECAY = Exercise(
    id="inverse-decay",
    title="1/t decay",
    points=1,
    concepts=("lr-schedules",),
    stub=inverse_decay,
    reference=by_division,
    cases=fading,
    alternatives=(by_inverse_power,),
    mistakes=(
        Mistake(epoch_by_itself, "In yours k is missing; it should be 1 + k * epoch."),
        Mistake(
            rate_over_k_epochs,
            "In yours the 1 is missing: at epoch 0 it divides by zero. It should be 1 + k * epoch.",
        ),
        Mistake(
            brackets_forgotten, "In yours brackets are missing; it should be lr / (1 + k * epoch)."
        ),
        Mistake(root_taken, "Yours has a root too many: that is another schedule."),
        Mistake(
            divided_again_each_epoch,
            "In yours each epoch divides what the last one left; it should always be lr, the"
            " first one, over 1 + k * epoch.",
        ),
        Mistake(inverse_without_lr, "In yours lr is missing: it is the factor alone."),
        Mistake(inverse_from_one, "Epochs count from 0: at epoch 0 the rate is lr itself."),
        Mistake(k_added, "You add k to the epoch; it should multiply it: 1 + k * epoch."),
        Mistake(
            by_exp,
            "Yours is exponential decay, which falls faster; it should be lr / (1 + k * epoch).",
        ),
    ),
    hints=(
        "At epoch 0 it is lr, and where k * epoch = 1 it is half of it.",
        "lr / (1 + k * epoch)",
    ),
)
