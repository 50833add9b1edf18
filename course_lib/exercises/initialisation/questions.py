"""The short-answer questions of assignment 05."""

from course_lib.checking import Choice, Question

LETTER = 'Answer with one of the letters, e.g. "a".'

ZERO_START = Question(
    id="zero-start",
    title="The first step from all zeros",
    points=1,
    concepts=("zero-init",),
    choices=(
        Choice("a", "dw1 goes back through w2, and w2 is 0: nothing arrives at w1."),
        Choice("b", "dw2 is the hidden numbers times dscores. What are the hidden numbers?"),
        Choice(
            "c",
            "Right: the hidden numbers are 0, so dw2 is 0; w2 is 0, so nothing reaches w1 and b1."
            " Only b2 moves. The network learns how frequent the classes are, and nothing else.",
            right=True,
        ),
        Choice(
            "d", "The scores are all 0, but the loss is not: p - true is not 0, and b2 feels it."
        ),
    ),
    otherwise=LETTER,
    hints=(
        "dscores = (p - true) / N is not 0. Follow it back, gate by gate.",
        "dw2 = hidden.T @ dscores, and dhidden = dscores @ w2.T.",
        "hidden = 0 and w2 = 0; db2 is the sum of dscores.",
    ),
)

WHOSE_INIT = Question(
    id="whose-init",
    title="Find the error: what the flawed line does",
    points=1,
    concepts=("xavier", "he"),
    choices=(
        Choice("a", "For tanh it is too large, not too small: 2 / fan_in is twice 1 / fan_in."),
        Choice(
            "b",
            "Right: 1 / (fan_in / 2) is 2 / fan_in. That is He's variance, made for ReLU: under"
            " tanh sums vary twice as much as they should.",
            right=True,
        ),
        Choice("c", "fan_out only gives the shape. It does not stand under the root."),
        Choice("d", "The factor does not come and go with fan_in: it is sqrt(2) for any."),
    ),
    otherwise=LETTER,
    hints=(
        "Turn the fraction round: 1 / sqrt(fan_in / 2) = sqrt(2 / fan_in).",
        "Which initialiser has a 2, and for which activation?",
        "It is He's, and larger than Xavier's by sqrt(2).",
    ),
)

BATCH_OF_ONE = Question(
    id="batch-of-one",
    title="A training batch of one",
    points=1,
    concepts=("batchnorm-test",),
    choices=(
        Choice("a", "Its mean is the example itself, so nothing of x is left after centring."),
        Choice(
            "b",
            "Right: x - mean is 0, so out is beta, whatever x is, and no gradient reaches the"
            " layers below. At test the running averages do the work, and one example is no"
            " problem.",
            right=True,
        ),
        Choice("c", "The variance is 0, but eps is added to it: 0 / sqrt(eps) is 0."),
        Choice("d", "In training the running averages are moved, not used."),
    ),
    otherwise=LETTER,
    hints=(
        "What is the mean of one number? And what is left when it is subtracted?",
        "gamma * 0 / sqrt(0 + eps) + beta",
        "beta",
    ),
)

TEST_WITH_BATCH = Question(
    id="test-with-batch",
    title="The classic bug",
    points=1,
    concepts=("batchnorm-test",),
    choices=(
        Choice("a", "Overfitting would not depend on who else is in the batch."),
        Choice("b", "A rate that is too large shows while training, and that went well."),
        Choice("c", "Dead units stay dead in any company."),
        Choice(
            "d",
            "Right: the network was left in training mode, so each example is measured by its batch"
            " mates. Alone, or among others of its class, its score is another one.",
            right=True,
        ),
    ),
    otherwise=LETTER,
    hints=(
        "What can make the score of one image depend on the others beside it?",
        "Which layer looks across the batch, and in which mode?",
        "Batchnorm in training mode takes the statistics of the batch.",
    ),
)

BIAS_GRADIENT = Question(
    id="bias-gradient",
    title="The bias before a batchnorm",
    points=1,
    concepts=("batchnorm-bias",),
    choices=(
        Choice("a", "A larger b shifts its column, and the mean of the column by just as much."),
        Choice("b", "gamma scales what comes out of the standardising, and b is gone by then."),
        Choice(
            "c",
            "Right: b moves the column and its mean alike, and the mean is subtracted. The loss"
            " does not change with b, so its gradient is 0. beta does its work.",
            right=True,
        ),
        Choice("d", "The variance does not change when a column is shifted."),
    ),
    otherwise=LETTER,
    hints=(
        "Add 5 to b. What happens to the column, and what to its mean?",
        "(x + 5) - mean(x + 5) = x - mean(x)",
        "If nothing changes when b moves, what is the derivative?",
    ),
)

IDLE_NUMBERS = Question(
    id="idle-numbers",
    title="Numbers that do nothing",
    points=1,
    concepts=("batchnorm-bias",),
    choices=(
        Choice(
            150,
            "Right: the biases of the two layers that a batchnorm follows, 100 + 50. The last layer"
            " has none behind it, so its 10 are needed.",
            right=True,
        ),
        Choice(160, "The last layer has no batchnorm behind it: its 10 biases are needed."),
        Choice(10, "Those are the biases of the last layer, the ones that are needed."),
        Choice(100, "That is the first layer. A batchnorm follows the second, too."),
        Choice(50, "That is the second layer. A batchnorm follows the first, too."),
        Choice(300, "gamma and beta of the two batchnorms are learnt, and needed."),
        Choice(450, "gamma and beta are needed; only the biases before them are idle."),
    ),
    otherwise="Which layers have a batchnorm behind them? Count their biases.",
    hints=(
        "A bias is idle where a batchnorm comes right after it.",
        "The layers have 100, 50 and 10 units; a batchnorm follows the first two.",
        "100 + 50",
    ),
)

N_BY_ONE = Question(
    id="n-by-one",
    title="Find the error: what (N, 1) breaks",
    points=1,
    concepts=("layernorm",),
    choices=(
        Choice("a", "(N, 1) beside (N, D) is stretched over the columns. There is no error."),
        Choice(
            "b",
            "Right: what is learnt belongs to places in the batch. No feature has a scale of its"
            " own, and a batch of another size does not fit.",
            right=True,
        ),
        Choice("c", "Mean and variance are right; it is gamma and beta that are shaped wrongly."),
        Choice("d", "It does run, but the third example of the next batch is another example."),
    ),
    otherwise=LETTER,
    hints=(
        "x is (32, 10) in training. At test x is (1, 10), or (500, 10).",
        "To whom does gamma[3] belong, when gamma is (N, 1)?",
        "To the fourth example of the batch, whoever that is.",
    ),
)
