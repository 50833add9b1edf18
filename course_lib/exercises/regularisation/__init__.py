"""Assignment 06: regularisation, ensembles and tuning."""

from course_lib.exercises.regularisation.babysitting import RUN_WITH_CARE, TINY_SET
from course_lib.exercises.regularisation.coarse_to_fine import COARSE_TO_FINE
from course_lib.exercises.regularisation.colours import COLOUR_JITTER
from course_lib.exercises.regularisation.crops import RANDOM_CROP
from course_lib.exercises.regularisation.decay import DECAY_MENDED
from course_lib.exercises.regularisation.draws import AVERAGE_OF_DRAWS
from course_lib.exercises.regularisation.dropconnect import DROPCONNECT
from course_lib.exercises.regularisation.dropout import DROPOUT
from course_lib.exercises.regularisation.dropout_at_test import DROPOUT_MENDED
from course_lib.exercises.regularisation.ensembles import ENSEMBLE_PROBABILITIES
from course_lib.exercises.regularisation.flips import RANDOM_FLIP
from course_lib.exercises.regularisation.fractional_pooling import FRACTIONAL_MAX_POOL
from course_lib.exercises.regularisation.grid import GRID_POINTS
from course_lib.exercises.regularisation.questions import (
    DECAY_LEFT,
    DROPOUT_BY_HAND,
    DROPOUT_UNNOTICED,
    FIRST_KNOB,
    GRID_VALUES,
    KNOBS_IN_ORDER,
    LABEL_STAYS,
    PANDA_OR_CAVIAR,
    RUNS_IN_TIME,
    TINY_SET_FAILS,
)
from course_lib.exercises.regularisation.random_search import RANDOM_SEARCH
from course_lib.exercises.regularisation.region_starts import REGION_STARTS
from course_lib.exercises.regularisation.sampling import BETA_SAMPLE, LOG_SAMPLE
from course_lib.exercises.regularisation.scales import RANDOM_SCALE
from course_lib.exercises.regularisation.snapshots import POLYAK_AVERAGE, SNAPSHOTS
from course_lib.exercises.regularisation.stochastic_depth import STOCHASTIC_DEPTH
from course_lib.exercises.regularisation.stopping import EARLY_STOPPING

EXERCISES = (
    DROPOUT_BY_HAND,
    DROPOUT,
    DROPOUT_MENDED,
    DROPOUT_UNNOTICED,
    DROPCONNECT,
    STOCHASTIC_DEPTH,
    REGION_STARTS,
    FRACTIONAL_MAX_POOL,
    AVERAGE_OF_DRAWS,
    DECAY_MENDED,
    DECAY_LEFT,
    RANDOM_FLIP,
    LABEL_STAYS,
    RANDOM_CROP,
    RANDOM_SCALE,
    COLOUR_JITTER,
    EARLY_STOPPING,
    ENSEMBLE_PROBABILITIES,
    SNAPSHOTS,
    POLYAK_AVERAGE,
    TINY_SET,
    TINY_SET_FAILS,
    RUN_WITH_CARE,
    LOG_SAMPLE,
    BETA_SAMPLE,
    GRID_POINTS,
    GRID_VALUES,
    RANDOM_SEARCH,
    COARSE_TO_FINE,
    FIRST_KNOB,
    KNOBS_IN_ORDER,
    PANDA_OR_CAVIAR,
    RUNS_IN_TIME,
)

__all__ = ["EXERCISES"]
