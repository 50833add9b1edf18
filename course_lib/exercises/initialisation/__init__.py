"""Assignment 05: initialisation and normalisation."""

from course_lib.exercises.initialisation.axes import NORM_AXES
from course_lib.exercises.initialisation.batchnorm_backward import BATCHNORM_GRAPH
from course_lib.exercises.initialisation.batchnorm_formula import BATCHNORM_FORMULA
from course_lib.exercises.initialisation.batchnorm_train import BATCHNORM_TRAIN
from course_lib.exercises.initialisation.by_averages import BATCHNORM_TEST
from course_lib.exercises.initialisation.fold_conv import FOLD_CONV
from course_lib.exercises.initialisation.folding import FOLD_AFFINE
from course_lib.exercises.initialisation.groupnorm import GROUPNORM
from course_lib.exercises.initialisation.initialisers import GLOROT, HE, XAVIER
from course_lib.exercises.initialisation.instancenorm import INSTANCENORM
from course_lib.exercises.initialisation.layernorm import LAYERNORM
from course_lib.exercises.initialisation.mended import LAYERNORM_START, XAVIER_MENDED
from course_lib.exercises.initialisation.questions import (
    BATCH_OF_ONE,
    BIAS_GRADIENT,
    IDLE_NUMBERS,
    N_BY_ONE,
    TEST_WITH_BATCH,
    WHOSE_INIT,
    ZERO_START,
)
from course_lib.exercises.initialisation.running import RUNNING_AVERAGES
from course_lib.exercises.initialisation.switch import BATCHNORM_SWITCH
from course_lib.exercises.initialisation.units import DISTINCT_UNITS

EXERCISES = (
    DISTINCT_UNITS,
    ZERO_START,
    XAVIER,
    GLOROT,
    HE,
    WHOSE_INIT,
    XAVIER_MENDED,
    BATCHNORM_TRAIN,
    BATCHNORM_GRAPH,
    BATCHNORM_FORMULA,
    RUNNING_AVERAGES,
    BATCHNORM_TEST,
    BATCHNORM_SWITCH,
    TEST_WITH_BATCH,
    BATCH_OF_ONE,
    BIAS_GRADIENT,
    IDLE_NUMBERS,
    FOLD_AFFINE,
    FOLD_CONV,
    LAYERNORM,
    N_BY_ONE,
    LAYERNORM_START,
    GROUPNORM,
    INSTANCENORM,
    NORM_AXES,
)

__all__ = ["EXERCISES"]
