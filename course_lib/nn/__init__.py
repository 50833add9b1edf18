"""Layers, nets, training, ensembles, transfer; and a scalar engine to see how gradients flow."""

from course_lib.nn.activations import ELU, LeakyReLU, Maxout, PReLU, ReLU, Sigmoid, Tanh
from course_lib.nn.affine import Affine, Flatten
from course_lib.nn.convolution import Conv1d, Conv2d, Conv3d
from course_lib.nn.dropout import DropConnect, Dropout
from course_lib.nn.engine import Edge, Graph, Node, Value, graph
from course_lib.nn.ensembles import Ensemble, Snapshots, train_independent
from course_lib.nn.history import Epoch, History
from course_lib.nn.layer import Layer, Mode
from course_lib.nn.live import LivePlot, draw_history
from course_lib.nn.models import lenet5, mlp, small_cnn, two_layer_net
from course_lib.nn.normalisation import (
    BatchNorm,
    GroupNorm,
    InstanceNorm,
    LayerNorm,
    SpatialBatchNorm,
)
from course_lib.nn.pairs import PAIRS, Pair, few_labels, load_pair
from course_lib.nn.pooling import AvgPool2d, FractionalMaxPool, GlobalAvgPool, MaxPool2d
from course_lib.nn.pretrained import BLOCKS, PRETRAINED, Pretrained, load_pretrained, transfer_net
from course_lib.nn.recipes import (
    LENET5,
    RECIPES,
    TWO_LAYER,
    Digits,
    Recipe,
    Result,
    Spread,
    load_digits,
    spread,
    train_on_digits,
)
from course_lib.nn.residual import Residual
from course_lib.nn.sequential import Row, Sequential, Tape
from course_lib.nn.storage import load, load_arrays, save, save_arrays
from course_lib.nn.trainer import Trainer
from course_lib.nn.transfer import (
    count_trainable,
    discriminative_rates,
    freeze,
    freeze_up_to,
    replace_head,
    unfreeze,
)
from course_lib.nn.transfer_runs import (
    TRANSFER_WAYS,
    TransferRun,
    TransferRuns,
    load_transfer_runs,
    train_transfer,
)
from course_lib.nn.watching import Progress, ProgressBar, Watcher

__all__ = [
    "BLOCKS",
    "ELU",
    "LENET5",
    "PAIRS",
    "PRETRAINED",
    "RECIPES",
    "TRANSFER_WAYS",
    "TWO_LAYER",
    "Affine",
    "AvgPool2d",
    "BatchNorm",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "Digits",
    "DropConnect",
    "Dropout",
    "Edge",
    "Ensemble",
    "Epoch",
    "Flatten",
    "FractionalMaxPool",
    "GlobalAvgPool",
    "Graph",
    "GroupNorm",
    "History",
    "InstanceNorm",
    "Layer",
    "LayerNorm",
    "LeakyReLU",
    "LivePlot",
    "MaxPool2d",
    "Maxout",
    "Mode",
    "Node",
    "PReLU",
    "Pair",
    "Pretrained",
    "Progress",
    "ProgressBar",
    "ReLU",
    "Recipe",
    "Residual",
    "Result",
    "Row",
    "Sequential",
    "Sigmoid",
    "Snapshots",
    "SpatialBatchNorm",
    "Spread",
    "Tanh",
    "Tape",
    "Trainer",
    "TransferRun",
    "TransferRuns",
    "Value",
    "Watcher",
    "count_trainable",
    "discriminative_rates",
    "draw_history",
    "few_labels",
    "freeze",
    "freeze_up_to",
    "graph",
    "lenet5",
    "load",
    "load_arrays",
    "load_digits",
    "load_pair",
    "load_pretrained",
    "load_transfer_runs",
    "mlp",
    "replace_head",
    "save",
    "save_arrays",
    "small_cnn",
    "spread",
    "train_independent",
    "train_on_digits",
    "train_transfer",
    "transfer_net",
    "two_layer_net",
    "unfreeze",
]
