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
        Mistake(grows, "The rate grows: the sign in the exponent is minus."),
        Mistake(power_of_two, "These are powers of 2; the base is e: np.exp."),
        Mistake(
            power_of_k, "k stands in the exponent: exp(-k * epoch). (0.95**epoch is k = 0.0513.)"
        ),
        Mistake(
            power_of_one_minus_k,
            "(1 - k)**epoch is near exp(-k * epoch) for small k, and not the same.",
        ),
        Mistake(exp_without_lr, "lr is missing: this is the factor alone."),
        Mistake(exp_of_the_epoch, "k is missing in the exponent."),
        Mistake(exp_of_a_quotient, "The epoch is divided by k; it is multiplied."),
        Mistake(exp_times_k, "k stands before exp; it belongs into the exponent."),
        Mistake(exp_from_one, "Epochs count from 0: at epoch 0 the rate is lr itself."),
        Mistake(straight_line, "This is a straight line, which falls below 0: np.exp."),
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
        Mistake(epoch_by_itself, "k is missing: 1 + k * epoch."),
        Mistake(rate_over_k_epochs, "The 1 is missing: at epoch 0 this divides by zero."),
        Mistake(brackets_forgotten, "Brackets: lr / (1 + k * epoch)."),
        Mistake(root_taken, "There is a root too many: that is another schedule."),
        Mistake(
            divided_again_each_epoch,
            "Each epoch divides what the last one left. The rate is always lr, the first one, over"
            " 1 + k * epoch.",
        ),
        Mistake(inverse_without_lr, "lr is missing: this is the factor alone."),
        Mistake(inverse_from_one, "Epochs count from 0: at epoch 0 the rate is lr itself."),
        Mistake(k_added, "k multiplies the epoch: 1 + k * epoch."),
        Mistake(by_exp, "This is exponential decay, which falls faster: lr / (1 + k * epoch)."),
    ),
    hints=(
        "At epoch 0 it is lr, and where k * epoch = 1 it is half of it.",
        "lr / (1 + k * epoch)",
    ),
)
