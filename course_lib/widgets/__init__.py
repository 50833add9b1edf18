"""The interactives."""

from course_lib.widgets.backprop.activations import Activations
from course_lib.widgets.backprop.gradient_depth import GradientDepth
from course_lib.widgets.backprop.graph_stepper import GraphStepper
from course_lib.widgets.convolution.animator import ConvAnimator
from course_lib.widgets.convolution.feature_maps import FeatureMaps
from course_lib.widgets.convolution.kernel_editor import KernelEditor
from course_lib.widgets.convolution.receptive_field import ReceptiveField
from course_lib.widgets.knn.boundary import KNNBoundary
from course_lib.widgets.linear.bias_variance import BiasVariance
from course_lib.widgets.linear.class_lines import ClassLines
from course_lib.widgets.linear.svm_vs_softmax import SvmVsSoftmax
from course_lib.widgets.normalisation.batchnorm_lab import BatchnormLab
from course_lib.widgets.normalisation.layer_histograms import LayerHistograms
from course_lib.widgets.normalisation.loss_bowl import LossBowl
from course_lib.widgets.normalisation.norm_axes import NormAxes
from course_lib.widgets.normalisation.rate_tolerance import RateTolerance
from course_lib.widgets.optimisers.ewma import EWMA
from course_lib.widgets.optimisers.minibatch_noise import MinibatchNoise
from course_lib.widgets.optimisers.newton_jump import NewtonJump
from course_lib.widgets.optimisers.schedules import Schedules
from course_lib.widgets.race.looks import OPTIMISER_LOOKS, optimiser_line
from course_lib.widgets.race.optimizer_race import OptimizerRace

__all__ = [
    "EWMA",
    "OPTIMISER_LOOKS",
    "Activations",
    "BatchnormLab",
    "BiasVariance",
    "ClassLines",
    "ConvAnimator",
    "FeatureMaps",
    "GradientDepth",
    "GraphStepper",
    "KNNBoundary",
    "KernelEditor",
    "LayerHistograms",
    "LossBowl",
    "MinibatchNoise",
    "NewtonJump",
    "NormAxes",
    "OptimizerRace",
    "RateTolerance",
    "ReceptiveField",
    "Schedules",
    "SvmVsSoftmax",
    "optimiser_line",
]
