"""The short-answer questions of assignment 02."""

from course_lib.checking import Choice, Question

LETTER = 'Answer with one of the letters, e.g. "a".'

VARIANCE_SLIP = Question(
    id="variance-slip",
    title="What dividing by the variance does",
    points=1,
    concepts=("preprocessing",),
    choices=(
        Choice(
            10,
            "Right: σ = 0.1, and 0.1 / 0.1² = 10. What varied little now varies most. Dividing by σ"
            " gives 1, whatever the unit.",
            right=True,
        ),
        Choice(1, "That is what dividing by the standard deviation gives; the notes divide by σ²."),
        Choice(0.1, "That is the spread before. It is divided by 0.1²."),
        Choice(0.01, "That is the variance itself. The spread 0.1 is divided by it."),
        Choice(100, "That is 1 / 0.1². The spread was 0.1, not 1."),
    ),
    otherwise="The spread is σ. Everything is divided by σ², so the spread is too.",
    hints=(
        "Dividing all numbers by c divides their standard deviation by c.",
        "0.1 divided by 0.1 squared.",
    ),
)

FIRST_LOSS = Question(
    id="first-loss",
    title="The loss before any training",
    points=1,
    concepts=("softmax-loss",),
    choices=(
        Choice(
            5.298,
            "Right: all shares are 1/200, and -log(1/200) = log 200 = 5.298. A loss that begins"
            " elsewhere is a bug.",
            right=True,
        ),
        Choice(199, "That is the hinge: 199 rivals at 1 each. Softmax begins at log C."),
        Choice(0.005, "That is the share of each class, 1/200. The loss is -log of it."),
        Choice(
            2.302,
            "That is log 10, or the logarithm of 200 to base 10. There are 200 classes, and the"
            " loss uses the natural logarithm, np.log.",
        ),
        Choice(7.644, "That is the logarithm to base 2. The loss uses the natural one, np.log."),
        Choice(0, "0 would mean certain and right. It knows nothing yet."),
    ),
    otherwise="All scores are about 0, so all shares are alike: 1 / C. The loss is -log of that.",
    hints=("What share has each of 200 classes, when all scores are equal?", "np.log(200)"),
)

BATCH_DOUBLED = Question(
    id="batch-doubled",
    title="Every example twice",
    points=1,
    concepts=("loss-is-mean",),
    choices=(
        Choice("a", "The mean of the data term stays, and the penalty does not look at examples."),
        Choice(
            "b",
            "Right: a mean does not notice copies, and the penalty is about the weights alone. So"
            " rate and reg keep their meaning, whatever the size of the batch.",
            right=True,
        ),
        Choice("c", "The penalty is added once, not once for every example."),
        Choice("d", "Nothing is divided by N a second time: the penalty is outside of the mean."),
    ),
    otherwise=LETTER,
    hints=("Write down the mean over 2N numbers, of which each comes twice.",),
)

HIGH_TRAIN_ERROR = Question(
    id="high-train-error",
    title="Read the curves: 18 % and 19 %",
    points=1,
    concepts=("bias-variance",),
    choices=(
        Choice("a", "More data close a gap between train and dev. Here there is hardly one."),
        Choice("b", "That reins it in further, and it cannot even fit what it has seen."),
        Choice(
            "c",
            "Right: the training error itself is high, and dev is no worse. That is bias: give it"
            " more freedom, or train longer.",
            right=True,
        ),
        Choice("d", "People err on 1 %, so 18 % is far from what is possible."),
    ),
    otherwise=LETTER,
    hints=("Is the trouble there already on the data it was trained on?",),
)

LOW_TRAIN_ERROR = Question(
    id="low-train-error",
    title="Read the curves: 1 % and 12 %",
    points=1,
    concepts=("bias-variance",),
    choices=(
        Choice(
            "a",
            "Right: it fits what it has seen and fails on what it has not. That is variance: more"
            " data, or a tighter rein.",
            right=True,
        ),
        Choice("b", "It fits the training data as it is; more freedom widens the gap."),
        Choice("c", "Longer training lowers the training error, which is low already."),
        Choice("d", "Then it fits the dev set, and nobody knows how good it is."),
    ),
    otherwise=LETTER,
    hints=("Which of the two numbers is far from 1 %?",),
)
