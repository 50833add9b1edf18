"""Assignment 08: transfer learning."""

from course_lib.exercises.transfer.features import FEATURE_EXTRACTION
from course_lib.exercises.transfer.frameworks import FROM_FRAMEWORK
from course_lib.exercises.transfer.frozen_norm import FROZEN_NORM
from course_lib.exercises.transfer.heads import NEW_HEAD
from course_lib.exercises.transfer.loading import LOAD_WEIGHTS
from course_lib.exercises.transfer.questions import HOW_MANY_LEARN, LOSS_FLOOR, SAME_IMAGE_TWICE
from course_lib.exercises.transfer.rates import LAYER_RATES
from course_lib.exercises.transfer.starting import START_TRANSFER
from course_lib.exercises.transfer.stepping import FINE_TUNE_STEP
from course_lib.exercises.transfer.unfreezing import (
    FEW_DIFFERENT,
    FEW_SIMILAR,
    MANY_DIFFERENT,
    MANY_SIMILAR,
)

EXERCISES = (
    FROM_FRAMEWORK,
    LOAD_WEIGHTS,
    NEW_HEAD,
    START_TRANSFER,
    HOW_MANY_LEARN,
    FROZEN_NORM,
    SAME_IMAGE_TWICE,
    FEATURE_EXTRACTION,
    LOSS_FLOOR,
    LAYER_RATES,
    FINE_TUNE_STEP,
    FEW_SIMILAR,
    FEW_DIFFERENT,
    MANY_SIMILAR,
    MANY_DIFFERENT,
)

__all__ = ["EXERCISES"]
