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
from course_lib.widgets.regularisation.augmentation import Augmentation
from course_lib.widgets.regularisation.dropout_masks import DropoutMasks
from course_lib.widgets.regularisation.early_stopping import EarlyStopping
from course_lib.widgets.regularisation.log_sampling import LogSampling
from course_lib.widgets.regularisation.random_grid import RandomAgainstGrid
from course_lib.widgets.regularisation.strength import RegularisationStrength
from course_lib.widgets.transfer.curves import TransferCurves
from course_lib.widgets.transfer.quadrants import TransferQuadrants

__all__ = [
    "EWMA",
    "OPTIMISER_LOOKS",
    "Activations",
    "Augmentation",
    "BatchnormLab",
    "BiasVariance",
    "ClassLines",
    "ConvAnimator",
    "DropoutMasks",
    "EarlyStopping",
    "FeatureMaps",
    "GradientDepth",
    "GraphStepper",
    "KNNBoundary",
    "KernelEditor",
    "LayerHistograms",
    "LogSampling",
    "LossBowl",
    "MinibatchNoise",
    "NewtonJump",
    "NormAxes",
    "OptimizerRace",
    "RandomAgainstGrid",
    "RateTolerance",
    "ReceptiveField",
    "RegularisationStrength",
    "Schedules",
    "SvmVsSoftmax",
    "TransferCurves",
    "TransferQuadrants",
    "optimiser_line",
]
