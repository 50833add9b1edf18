"""Assignment 07: convolutional networks."""

from course_lib.exercises.convolution.conv import CONV, CONV_LOOPS
from course_lib.exercises.convolution.cost import CONV_COST
from course_lib.exercises.convolution.lenet import LENET_LOSS, LENET_TRAIN
from course_lib.exercises.convolution.other_axes import CONV1D, CONV3D
from course_lib.exercises.convolution.output_size import CONV_OUTPUT_SIZE
from course_lib.exercises.convolution.pooling import AVG_POOL, MAX_POOL
from course_lib.exercises.convolution.questions import (
    BOTTLENECK,
    CONV_PARAMETERS,
    DOWNSAMPLING_BUYS,
    FC_PARAMETERS,
    LENET_FLATTENED,
    LENET_SECOND_LAYER,
    MAPS_SHRINK,
    ONE_BY_ONE,
    PADDING_SAME,
)
from course_lib.exercises.convolution.receptive import RECEPTIVE_FIELD
from course_lib.exercises.convolution.spatial_batchnorm import SPATIAL_BATCHNORM

EXERCISES = (
    FC_PARAMETERS,
    CONV_PARAMETERS,
    CONV_OUTPUT_SIZE,
    PADDING_SAME,
    MAPS_SHRINK,
    CONV_COST,
    LENET_SECOND_LAYER,
    CONV_LOOPS,
    CONV,
    ONE_BY_ONE,
    BOTTLENECK,
    CONV1D,
    CONV3D,
    MAX_POOL,
    AVG_POOL,
    RECEPTIVE_FIELD,
    DOWNSAMPLING_BUYS,
    SPATIAL_BATCHNORM,
    LENET_FLATTENED,
    LENET_LOSS,
    LENET_TRAIN,
)

__all__ = ["EXERCISES"]
