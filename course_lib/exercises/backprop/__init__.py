"""Assignment 03: backpropagation and neural networks."""

from course_lib.exercises.backprop.affine import AFFINE
from course_lib.exercises.backprop.elu import ELU
from course_lib.exercises.backprop.engine import SCALAR_ENGINE
from course_lib.exercises.backprop.gates import GATES
from course_lib.exercises.backprop.gradient_check import GRADIENT_CHECK
from course_lib.exercises.backprop.leaky_relu import LEAKY_RELU
from course_lib.exercises.backprop.maxout import MAXOUT
from course_lib.exercises.backprop.prelu import PRELU
from course_lib.exercises.backprop.questions import (
    BEND_NEEDED,
    EXPLODING_LOSS,
    FAILED_CHECK,
    FLAT_LOSS,
    STACKED_LAYERS,
)
from course_lib.exercises.backprop.relu import RELU
from course_lib.exercises.backprop.sigmoid import SIGMOID
from course_lib.exercises.backprop.tanh import TANH
from course_lib.exercises.backprop.two_layer import TWO_LAYER_LOSS

EXERCISES = (
    GATES,
    SCALAR_ENGINE,
    AFFINE,
    RELU,
    SIGMOID,
    TANH,
    LEAKY_RELU,
    PRELU,
    ELU,
    MAXOUT,
    GRADIENT_CHECK,
    FAILED_CHECK,
    STACKED_LAYERS,
    BEND_NEEDED,
    TWO_LAYER_LOSS,
    FLAT_LOSS,
    EXPLODING_LOSS,
)

__all__ = ["EXERCISES"]
