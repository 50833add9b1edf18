"""A rate that drops every few epochs."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def step_decay(lr, epoch, factor, every):
    raise NotImplementedError


def by_whole_division(lr, epoch, factor, every):
    return lr * factor ** (epoch // every)


def by_floor(lr, epoch, factor, every):
    return lr * np.power(factor, np.floor(epoch / every))


def epoch_by_epoch(lr, epoch, factor, every):
    for past in range(1, epoch + 1):
        if past % every == 0:
            lr = lr * factor
    return lr


def smooth(lr, epoch, factor, every):
    return lr * factor ** (epoch / every)


def every_epoch(lr, epoch, factor, every):
    return lr * factor**epoch


def an_epoch_early(lr, epoch, factor, every):
    return lr * factor ** ((epoch + 1) // every)


def an_epoch_late(lr, epoch, factor, every):
    return lr * factor ** (max(epoch - 1, 0) // every)


def always_halved(lr, epoch, factor, every):
    return lr * 0.5 ** (epoch // every)


def remainder_for_quotient(lr, epoch, factor, every):
    return lr * factor ** (epoch % every)


def divided_by_the_factor(lr, epoch, factor, every):
    return lr / factor ** (epoch // every)


def factor_times_drops(lr, epoch, factor, every):
    return lr * factor * (epoch // every)


def only_in_the_epochs_of_a_drop(lr, epoch, factor, every):
    return lr * factor if epoch and epoch % every == 0 else lr


def drops_once(lr, epoch, factor, every):
    return lr * factor if epoch >= every else lr


def rate_without_lr(lr, epoch, factor, every):
    return factor ** (epoch // every)


STEP_DECAY = Exercise(
    id="step-decay",
    title="Step decay",
    points=1,
    concepts=("lr-schedules",),
    stub=step_decay,
    reference=by_whole_division,
    cases=lambda _rng: tuple(
        Case((lr, epoch, factor, every), f"epoch {epoch}, a drop every {every}")
        for lr, epoch, factor, every in (
            (0.4, 0, 0.5, 3),
            (0.4, 2, 0.5, 3),
            (0.4, 3, 0.5, 3),
            (0.4, 8, 0.5, 3),
            (0.4, 9, 0.3, 3),
            (0.01, 23, 0.7, 5),
            (2.0, 4, 0.1, 1),
            (1.0, 6, 0.2, 7),
            (3.0, 14, 0.8, 4),
        )
    ),
    alternatives=(by_floor, epoch_by_epoch),
    mistakes=(
        Mistake(
            smooth, "The rate falls at every epoch. It stays for `every` epochs: epoch // every."
        ),
        Mistake(every_epoch, "`every` is not used: the rate drops at each epoch."),
        Mistake(an_epoch_early, "It drops one epoch early: epochs count from 0."),
        Mistake(an_epoch_late, "It drops one epoch late: epochs count from 0."),
        Mistake(always_halved, "It is halved, whatever factor is given."),
        Mistake(
            remainder_for_quotient,
            "% is the remainder; how often `every` fits into epoch is epoch // every.",
        ),
        Mistake(divided_by_the_factor, "Divided by the factor, the rate grows: multiply."),
        Mistake(factor_times_drops, "The factor acts once for each drop: it is a power."),
        Mistake(
            only_in_the_epochs_of_a_drop,
            "It drops for one epoch and comes back. After a drop the rate stays down.",
        ),
        Mistake(drops_once, "It drops once only; it drops every `every` epochs."),
        Mistake(rate_without_lr, "lr is missing: this is the factor alone."),
    ),
    hints=(
        "How many drops have happened by epoch 8, if there is one every 3 epochs?",
        "epoch // every drops; each multiplies by factor.",
    ),
)
