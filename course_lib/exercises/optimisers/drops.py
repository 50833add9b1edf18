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


def one_taken_off_the_epoch(lr, epoch, factor, every):
    return lr * factor ** ((epoch - 1) // every)


def brackets_missing(lr, epoch, factor, every):
    return lr * factor**epoch // every


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


def drops_where_it_divides(lr, epoch, factor, every):
    return lr * factor if epoch % every == 0 else lr


def a_drop_at_the_start(lr, epoch, factor, every):
    return lr * factor ** (epoch // every + 1)


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
            smooth,
            "Your rate falls at every epoch; it should stay for `every` epochs: epoch // every.",
        ),
        Mistake(every_epoch, "You do not use `every`: your rate drops at each epoch."),
        Mistake(an_epoch_early, "Yours drops one epoch early: epochs count from 0."),
        Mistake(an_epoch_late, "Yours drops one epoch late: epochs count from 0."),
        Mistake(
            one_taken_off_the_epoch,
            "You take 1 off the epoch: your drops come an epoch late, and in epoch 0 the rate is"
            " above lr. Epochs count from 0; it should be epoch // every.",
        ),
        Mistake(
            brackets_missing,
            "Yours takes the power first, and // cuts the rest down to a whole number; it should"
            " have brackets: lr * factor ** (epoch // every).",
        ),
        Mistake(
            always_halved,
            "Yours always halves the rate; it should multiply by the factor that is given.",
        ),
        Mistake(
            remainder_for_quotient,
            "You take %, the remainder; it should be how often `every` fits into epoch: epoch"
            " // every.",
        ),
        Mistake(
            divided_by_the_factor,
            "You divide by the factor, so the rate grows; you should multiply.",
        ),
        Mistake(
            factor_times_drops,
            "You multiply the factor by the number of drops; it should act once for each"
            " drop, as a power.",
        ),
        Mistake(
            only_in_the_epochs_of_a_drop,
            "Yours drops for one epoch and comes back; after a drop the rate should stay"
            " down: epoch // every.",
        ),
        Mistake(
            drops_where_it_divides,
            "Yours drops only in the epochs that `every` divides, 0 among them, and comes back"
            " after each. Before epoch `every` there should be no drop, and after a drop the rate"
            " should stay down: epoch // every.",
        ),
        Mistake(
            a_drop_at_the_start,
            "Yours drops in epoch 0 already; the first drop should come in epoch `every`.",
        ),
        Mistake(drops_once, "Yours drops once only; it should drop every `every` epochs."),
        Mistake(rate_without_lr, "In yours lr is missing: it is the factor alone."),
    ),
    hints=(
        "How many drops have happened by epoch 8, if there is one every 3 epochs?",
        "epoch // every drops; each multiplies by factor.",
    ),
)
