"""The short-answer questions of assignment 01."""

from course_lib.checking import Choice, Question

DISTANCE_MEMORY = Question(
    id="distance-memory",
    title="Memory of the three-dimensional way",
    points=1,
    concepts=("distance-vectorised",),
    choices=(
        Choice(
            46.7,
            "Right: 400 x 20,000 x 784 x 8 bytes = 50,176,000,000 bytes = 46.7 GiB.",
            right=True,
        ),
        Choice(50.2, "That is in units of 10^9 bytes; a GiB is 2^30 bytes."),
        Choice(23.4, "Half of it: that would be float32. float64 takes 8 bytes a number."),
        Choice(5.84, "That counts one byte a number; float64 takes 8."),
        Choice(0.0596, "That is the result, N x M. The differences are N x M x D."),
    ),
    otherwise="Multiply: numbers of tests, of examples, of pixels, and bytes a number; then divide"
    " by 2^30.",
    hints=(
        "How many differences are there: for each test, for each example, for each pixel?",
        "400 * 20000 * 784 numbers of 8 bytes. A GiB has 2**30 bytes. Round to one decimal.",
    ),
)

ROTATED_DATA = Question(
    id="rotated-data",
    title="Rotate the data",
    points=1,
    concepts=("l1-vs-l2",),
    choices=(
        Choice("a", "L1 adds up what lies along the axes, so turning the axes changes it."),
        Choice(
            "b",
            "Right: a rotation keeps lengths, so L2 distances stay. L1 depends on the axes: the"
            " point (1, 0) is 1 away from the origin, turned by 45 degrees it is 1.41 away.",
            right=True,
        ),
        Choice("c", "It is the other way round: compute both for (1, 0) turned by 45 degrees."),
        Choice("d", "L2 is the ordinary length, and turning a ruler does not change it."),
    ),
    otherwise='Answer with one of the letters, e.g. "a".',
    hints=("Turn the point (1, 0) by 45 degrees: (0.707, 0.707). Compute both lengths.",),
)

KNN_COST = Question(
    id="knn-cost",
    title="What kNN costs",
    points=1,
    concepts=("knn-no-parameters",),
    choices=(
        Choice("a", "That is the other way round, and what we would like: slow once, fast after."),
        Choice(
            "b",
            "Right: training only remembers, and every prediction is compared with all N examples."
            " We want the opposite: training may be slow, answers must be fast.",
            right=True,
        ),
        Choice("c", "There is nothing to fit: training stores the data and is done."),
        Choice("d", "A new image must still be compared with every stored one."),
    ),
    otherwise='Answer with one of the letters, e.g. "a".',
    hints=("What is computed when the training data arrive? And when one new image arrives?",),
)

TEST_SET_SIZE = Question(
    id="test-set-size",
    title="How large a test set",
    points=1,
    concepts=("data-splits",),
    choices=(
        Choice(
            "a",
            "200,000 examples measure no better than needed, and are lost for training. The rule"
            " 60:20:20 is for thousands of examples.",
        ),
        Choice(
            "b",
            "Right: 10,000 examples give an accuracy to about half a per cent (sqrt(p (1 - p) /"
            " 10,000) <= 0.005). The size needed does not grow with the data.",
            right=True,
        ),
        Choice("c", "100 examples give an accuracy to about five per cent only: too coarse."),
        Choice("d", "Then nothing tells you how well the final model does on new data."),
    ),
    otherwise='Answer with one of the letters, e.g. "a".',
    hints=("How exact is a share measured on n examples? About sqrt(p (1 - p) / n).",),
)

WHICH_DEV_SET = Question(
    id="which-dev-set",
    title="Where dev and test come from",
    points=1,
    concepts=("data-splits",),
    choices=(
        Choice(
            "a",
            "Then you tune for web pictures, and learn only at the very end how phones differ.",
        ),
        Choice("b", "Mixed in by number, the phones are 1 in 20: you tune for the web again."),
        Choice(
            "c",
            "Right: dev and test are the target you aim at, so both come from what users will"
            " send. Training may use whatever helps.",
            right=True,
        ),
        Choice(
            "d",
            "Dev and test would aim at different things: what you choose on one need not hold on"
            " the other.",
        ),
    ),
    otherwise='Answer with one of the letters, e.g. "a".',
    hints=("Which pictures will the app see once it is released?",),
)
