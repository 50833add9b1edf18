"""The short-answer questions of assignment 08 that need no runs."""

import math

from course_lib.checking import Choice, Question

ONE_LETTER = 'Answer with one of the letters, e.g. "a".'

HOW_MANY_LEARN = Question(
    id="how-many-learn",
    title="How many numbers learn",
    points=1,
    concepts=("feature-extraction",),
    choices=(
        Choice(
            325,
            "Right: 64 x 5 + 5, the new head alone. Of a net of 18,197 numbers, 325 learn. Compare"
            " such a count with what your program says: it finds a slip in a name at once.",
            True,
        ),
        Choice(18_197, "That is the whole net. All layers but the head rest."),
        Choice(650, "That is the old head of 10 classes. It has been replaced."),
        Choice(320, "The 5 biases are missing."),
        Choice(16_773, "affine is frozen too: what learns is the head alone."),
        Choice(17_872, "Those are the frozen ones. How many learn?"),
        Choice(373, "The batchnorms are frozen too, and their gammas and betas with them."),
        Choice(645, "The weights are for 10 classes, the biases for 5. Both are for 5."),
    ),
    otherwise="Only the new head learns: count its weights and its biases.",
    hints=(
        "One layer learns: the new head.",
        "An affine layer of D inputs and M outputs has D x M weights and M biases.",
        "64 * 5 + 5",
    ),
)

SAME_IMAGE_TWICE = Question(
    id="same-image-twice",
    title="Two scores for one image",
    points=1,
    concepts=("fine-tuning",),
    choices=(
        Choice(
            "a",
            "A net that has learnt badly gives bad scores, and the same ones each time.",
        ),
        Choice(
            "b",
            "Right: in training mode a batchnorm uses the batch, so that an image's scores hang on"
            " the others in it. In a framework: net.eval() before, net.train() after.",
            True,
        ),
        Choice(
            "c",
            "Frozen weights give the same scores each time: freezing takes variety away.",
        ),
        Choice("d", "Rounding moves the last digits, not the first."),
    ),
    otherwise=ONE_LETTER,
    hints=(
        "Nothing was trained between the two. What else is different?",
        "The other images of the batch. Which layer looks across the images of a batch, and when?",
        "A batchnorm does so in training mode, and dropout draws there.",
    ),
)

LOSS_FLOOR = Question(
    id="loss-floor",
    title="The floor of a loss",
    points=1,
    concepts=("feature-extraction",),
    choices=(
        Choice(
            math.log(1 + 9 / math.e),
            "Right: the best are 1 for the true class and 0 for the nine others; -ln(e / (e + 9)) ="
            " 1.461. A loss that gets stuck there with ten classes has a softmax too many before"
            " it.",
            True,
        ),
        Choice(0, "That is for scores, which may grow for ever. Probabilities end at 1."),
        Choice(math.log(10), "That is ln 10: all ten classes equally likely. It gets better."),
        Choice(
            math.log(1 + 10 / math.e), "There are nine other classes beside the true one, not ten."
        ),
        Choice(
            math.log(1 + 9 * math.e), "The other way round: the true class has 1, the others 0."
        ),
        Choice(1 / math.e, "Take -ln of a softmax: e ** 1 for the true class, e ** 0 nine times."),
        Choice(math.e / (math.e + 9), "That is the probability. The loss is -ln of it."),
    ),
    otherwise="What are the best ten probabilities? Take them for scores, and work out the loss.",
    hints=(
        "The best probabilities are 1 for the true class, 0 for nine others.",
        "As scores: the softmax gives e / (e + 9) to the true class.",
        "-ln(e / (e + 9)) = ln(1 + 9 / e)",
    ),
)
