"""The short-answer questions of assignment 07."""

from course_lib.checking import Choice, Question

ONE_LETTER = 'Answer with one of the letters, e.g. "a".'

FC_PARAMETERS = Question(
    id="fc-parameters",
    title="A hundred units on a picture",
    points=1,
    concepts=("fc-vs-conv",),
    choices=(
        Choice(
            27_000_100,
            "Right: 300 x 300 x 3 weights and a bias for each of 100 units, 100 x 270,001.",
            True,
        ),
        Choice(9_000_100, "A colour picture has three numbers a pixel."),
        Choice(270_001, "That is one unit; there are 100."),
        Choice(90_100, "That would be one weight for each pixel, shared by all units."),
    ),
    otherwise="Each unit has a weight for every number of the picture, and one bias.",
    hints=(
        "How many numbers are in the picture? Each unit has a weight for each of them.",
        "100 * (300 * 300 * 3 + 1)",
    ),
)

CONV_PARAMETERS = Question(
    id="conv-parameters",
    title="A hundred filters on a picture",
    points=1,
    concepts=("fc-vs-conv", "conv-arithmetic"),
    choices=(
        Choice(
            7_600,
            "Right: 5 x 5 x 3 weights and a bias for each of 100 filters. The size of the picture"
            " plays no part.",
            True,
        ),
        Choice(7_500, "Each filter has a bias, too."),
        Choice(2_600, "A filter reaches through all three colours: 5 x 5 x 3."),
        Choice(2_500, "A filter reaches through all three colours, and has a bias."),
        Choice(76, "That is one filter; there are 100."),
        Choice(
            665_760_000,
            "That is a weight for each window of each filter. The windows share them.",
        ),
    ),
    otherwise="Each filter has 5 x 5 weights for each of three colours, and one bias.",
    hints=("One filter: 5 * 5 * 3 weights and a bias.", "100 * (5 * 5 * 3 + 1)"),
)

PADDING_SAME = Question(
    id="padding-same",
    title="As large as before",
    points=1,
    concepts=("padding-same",),
    choices=(
        Choice(
            3,
            "Right: P = (K - 1) / 2. Without padding 6 rows are lost. 3 zeros above and 3 below"
            " make up for them.",
            True,
        ),
        Choice(6, "6 rows are lost in all: half of them come from above, half from below."),
        Choice(3.5, "There is no half pixel: (K - 1) / 2, not K / 2."),
        Choice(7, "A padding of K makes the map larger: H - 7 + 14 + 1."),
        Choice(1, "A pad of 1 belongs to filters of 3 x 3."),
        Choice(2, "A pad of 2 belongs to filters of 5 x 5."),
        Choice(0, "Without padding the map is 6 rows smaller than the image."),
    ),
    otherwise="H - 7 + 2 P + 1 should be H.",
    hints=("H - K + 2 P + 1 = H. Solve for P.", "(7 - 1) / 2"),
)

MAPS_SHRINK = Question(
    id="maps-shrink",
    title="How maps shrink",
    points=1,
    concepts=("padding-same", "conv-arithmetic"),
    choices=(
        Choice(
            8, "Right: each layer loses K - 1 = 4 rows, 32 - 6 x 4 = 8. Two more, and none.", True
        ),
        Choice(2, "Each layer loses K - 1 rows, not K."),
        Choice(20, "Each layer loses K - 1 = 4 rows: 2 above and 2 below."),
        Choice(28, "That is after one layer."),
        Choice(32, "Without padding a map is smaller than its image."),
        Choice(0.5, "Nothing is halved: the stride is 1."),
    ),
    otherwise="One layer: 32 - 5 + 1. And then?",
    hints=("After one layer: 32 - 5 + 1 = 28. How many rows does each lose?", "32 - 6 * 4"),
)

LENET_FLATTENED = Question(
    id="lenet-flattened",
    title="What LeNet flattens",
    points=1,
    concepts=("conv-arithmetic", "lenet"),
    choices=(
        Choice(
            400,
            "Right: 28, 14 after the pool, 10 after the second convolution, 5 after its pool."
            " 16 x 5 x 5.",
            True,
        ),
        Choice(784, "The second convolution has no padding: 14 becomes 10, not 14."),
        Choice(256, "The first convolution is padded by 2: 28 stays 28, not 24."),
        Choice(1600, "After the second convolution there is a second pool."),
        Choice(25, "Those are the pixels of one map; there are 16."),
        Choice(16, "Those are the maps; each has pixels."),
        Choice(150, "The second convolution has 16 filters, not 6."),
    ),
    otherwise="Follow one side: 28, then conv, pool, conv, pool. How many maps are there?",
    hints=("28 -> 28 -> 14 -> 10 -> 5. And 16 maps.", "16 * 5 * 5"),
)

LENET_SECOND_LAYER = Question(
    id="lenet-second-layer",
    title="What LeNet's second convolution learns",
    points=1,
    concepts=("conv-arithmetic",),
    choices=(
        Choice(2416, "Right: 16 x (6 x 5 x 5 + 1).", True),
        Choice(2400, "Each of the 16 filters has a bias of its own, too."),
        Choice(416, "Each filter reaches through all 6 maps below it."),
        Choice(400, "Each filter reaches through all 6 maps below it, and has a bias."),
        Choice(151, "That is one filter; there are 16."),
        Choice(906, "6 maps come in; 16 filters look at them."),
    ),
    otherwise="16 filters, each of 5 x 5 pixels in each of 6 maps, each with a bias.",
    hints=("F * (C * K * K + 1): which of the two numbers is F?", "16 * (6 * 5 * 5 + 1)"),
)

DOWNSAMPLING_BUYS = Question(
    id="downsampling-buys",
    title="What downsampling buys",
    points=1,
    concepts=("receptive-field",),
    choices=(
        Choice(
            15,
            "Right: with stride 2 they add 2, 4, 8 and 16, so the field is 31. At stride 1 each"
            " layer adds 2, and 1 + 2 x 15 = 31.",
            True,
        ),
        Choice(4, "At stride 1 four layers see 9 pixels: 1 + 4 x 2."),
        Choice(31, "That is the field in pixels. Each layer adds 2."),
        Choice(16, "The first pixel is there without a layer: (31 - 1) / 2."),
        Choice(15.5, "The first pixel is there without a layer: (31 - 1) / 2."),
        Choice(8, "Each stride doubles what the next layers add: 2, 4, 8, 16."),
        Choice(30, "Each layer of 3 x 3 adds 2."),
    ),
    otherwise="receptive_field([3] * 4, [2] * 4), and then [3] * L, [1] * L.",
    hints=(
        "Your receptive_field tells how much four layers with stride 2 see.",
        "31 pixels. Each layer at stride 1 adds 2 to the 1 you begin with.",
    ),
)

ONE_BY_ONE = Question(
    id="one-by-one",
    title="Filters of one pixel",
    points=1,
    concepts=("one-by-one",),
    choices=(
        Choice("a", "A window of one pixel fits at every pixel: height and width stay."),
        Choice(
            "b",
            "Right: at each pixel the 256 numbers become 64, by one and the same affine layer."
            " Height and width stay.",
            True,
        ),
        Choice("c", "The channels are mixed: each of the 64 sums over all 256."),
        Choice("d", "With one pixel a window there are no neighbours in it."),
    ),
    otherwise=ONE_LETTER,
    hints=("Take the size formula with K = 1. And how many maps come out?",),
)

BOTTLENECK = Question(
    id="bottleneck",
    title="Through the eye of a needle",
    points=1,
    concepts=("one-by-one", "conv-arithmetic"),
    choices=(
        Choice(
            120_422_400 / 12_443_648,
            "Right: 120,422,400 directly; 2,408,448 + 10,035,200 by way of 16 maps. That is 9.68"
            " times fewer.",
            True,
        ),
        Choice(12, "The 1 x 1 layer costs something too: 28 x 28 x 192 x 16."),
        Choice(50, "The 5 x 5 layer on the 16 maps still has to be counted."),
        Choice(12_443_648 / 120_422_400, "The other way round: the direct way costs more."),
        Choice(120_422_400, "That is the direct way; how many times as much is it?"),
        Choice(
            12_443_648, "That is the way through 16 maps; how many times as much is the direct?"
        ),
    ),
    otherwise="Multiply-adds: F * H_out * W_out * C * K * K for each layer. Your conv_cost counts"
    " them.",
    hints=(
        "Directly: conv_cost(192, 28, 28, 32, 5, 5, 1, 2). The other way is two layers.",
        "28 * 28 * 192 * 16 and 28 * 28 * 16 * 25 * 32, added up.",
    ),
)
