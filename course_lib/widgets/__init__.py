"""The interactives, and the one way a figure is shown."""

from course_lib.widgets.activations import Activations
from course_lib.widgets.bias_variance import BiasVariance
from course_lib.widgets.class_lines import ClassLines
from course_lib.widgets.ewma import EWMA
from course_lib.widgets.figure import figure, style
from course_lib.widgets.gradient_depth import GradientDepth
from course_lib.widgets.graph_stepper import GraphStepper
from course_lib.widgets.knn_boundary import KNNBoundary
from course_lib.widgets.minibatch_noise import MinibatchNoise
from course_lib.widgets.newton_jump import NewtonJump
from course_lib.widgets.optimizer_race import OptimizerRace
from course_lib.widgets.palette import LOOKS
from course_lib.widgets.race_looks import OPTIMISER_LOOKS, optimiser_line
from course_lib.widgets.schedules import Schedules
from course_lib.widgets.svm_vs_softmax import SvmVsSoftmax

__all__ = [
    "EWMA",
    "LOOKS",
    "OPTIMISER_LOOKS",
    "Activations",
    "BiasVariance",
    "ClassLines",
    "GradientDepth",
    "GraphStepper",
    "KNNBoundary",
    "MinibatchNoise",
    "NewtonJump",
    "OptimizerRace",
    "Schedules",
    "SvmVsSoftmax",
    "figure",
    "optimiser_line",
    "style",
]
