"""Assignment 04: optimisers."""

from course_lib.exercises.optimisers.adagrad import ADAGRAD_STEP
from course_lib.exercises.optimisers.adam import ADAM_STEP
from course_lib.exercises.optimisers.adamw import ADAMW_STEP
from course_lib.exercises.optimisers.averages import EFFECTIVE_WINDOW, EWMA, EWMA_CORRECTED
from course_lib.exercises.optimisers.bfgs import BFGS_UPDATE
from course_lib.exercises.optimisers.counting import ADAM_MENDED, FIRST_STEP
from course_lib.exercises.optimisers.drops import STEP_DECAY
from course_lib.exercises.optimisers.fading import EXPONENTIAL_DECAY, INVERSE_DECAY
from course_lib.exercises.optimisers.layer import RMSPROP_MENDED
from course_lib.exercises.optimisers.lbfgs import LBFGS_DIRECTION
from course_lib.exercises.optimisers.momentum import MOMENTUM_MENDED, MOMENTUM_STEP
from course_lib.exercises.optimisers.nesterov import NESTEROV_LOOKAHEAD, NESTEROV_STEP
from course_lib.exercises.optimisers.newton import NEWTON_STEP
from course_lib.exercises.optimisers.questions import (
    ADAGRAD_FADES,
    BIAS_GROWS,
    COUNTING_FROM_ZERO,
    L2_IN_ADAM,
    LBFGS_MEMORY,
    MOMENTUM_CLIMBS,
    MOMENTUM_RATES,
    NEWTON_AT_A_SADDLE,
    SLOW_OR_LARGE,
)
from course_lib.exercises.optimisers.rmsprop import RMSPROP_STEP
from course_lib.exercises.optimisers.warmup import WARMUP_COSINE

EXERCISES = (
    EWMA,
    EWMA_CORRECTED,
    EFFECTIVE_WINDOW,
    MOMENTUM_STEP,
    MOMENTUM_RATES,
    MOMENTUM_MENDED,
    MOMENTUM_CLIMBS,
    NESTEROV_LOOKAHEAD,
    NESTEROV_STEP,
    ADAGRAD_STEP,
    ADAGRAD_FADES,
    RMSPROP_STEP,
    RMSPROP_MENDED,
    BIAS_GROWS,
    ADAM_STEP,
    ADAM_MENDED,
    COUNTING_FROM_ZERO,
    FIRST_STEP,
    SLOW_OR_LARGE,
    ADAMW_STEP,
    L2_IN_ADAM,
    STEP_DECAY,
    EXPONENTIAL_DECAY,
    INVERSE_DECAY,
    WARMUP_COSINE,
    NEWTON_STEP,
    NEWTON_AT_A_SADDLE,
    BFGS_UPDATE,
    LBFGS_DIRECTION,
    LBFGS_MEMORY,
)

__all__ = ["EXERCISES"]
