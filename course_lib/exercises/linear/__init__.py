"""Assignment 02: linear classifiers, losses, regularisation."""

from course_lib.exercises.linear.gradient import NUMERICAL_GRADIENT
from course_lib.exercises.linear.lids_and_decay import DECAYED_STEP, MAX_NORM
from course_lib.exercises.linear.minibatches import MINIBATCHES
from course_lib.exercises.linear.pca import PCA_RECONSTRUCT
from course_lib.exercises.linear.preprocessing import CENTRE_CHANNELS, STANDARDISE
from course_lib.exercises.linear.questions import (
    BATCH_DOUBLED,
    FIRST_LOSS,
    HIGH_TRAIN_ERROR,
    LOW_TRAIN_ERROR,
    VARIANCE_SLIP,
)
from course_lib.exercises.linear.regularisation import ELASTIC_NET
from course_lib.exercises.linear.relative_error import RELATIVE_ERROR
from course_lib.exercises.linear.scores import FOLD_BIAS, LINEAR_SCORES
from course_lib.exercises.linear.sgd import SGD_EPOCH
from course_lib.exercises.linear.softmax import SOFTMAX_LOSS, SOFTMAX_LOSS_LOOPS
from course_lib.exercises.linear.svm import SVM_LOSS, SVM_LOSS_LOOPS

EXERCISES = (
    LINEAR_SCORES,
    FOLD_BIAS,
    VARIANCE_SLIP,
    STANDARDISE,
    CENTRE_CHANNELS,
    PCA_RECONSTRUCT,
    NUMERICAL_GRADIENT,
    RELATIVE_ERROR,
    SVM_LOSS_LOOPS,
    SVM_LOSS,
    SOFTMAX_LOSS_LOOPS,
    SOFTMAX_LOSS,
    FIRST_LOSS,
    BATCH_DOUBLED,
    ELASTIC_NET,
    MAX_NORM,
    DECAYED_STEP,
    MINIBATCHES,
    SGD_EPOCH,
    HIGH_TRAIN_ERROR,
    LOW_TRAIN_ERROR,
)

__all__ = ["EXERCISES"]
