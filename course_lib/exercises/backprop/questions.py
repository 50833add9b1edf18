"""The short-answer questions of assignment 03."""

from course_lib.checking import Choice, Question

LETTER = 'Answer with one of the letters, e.g. "a".'

STACKED_LAYERS = Question(
    id="stacked-layers",
    title="Three linear layers in one",
    points=1,
    concepts=("nonlinearity-needed",),
    choices=(
        Choice(
            1010,
            "Right: w1 w2 w3 is one 100 x 10 matrix, and all the biases together come to one of 10."
            " 6,280 numbers are learnt where 1,010 say the same.",
            right=True,
        ),
        Choice(1000, "That is the matrix, 100 x 10. What becomes of the three biases?"),
        Choice(
            6280,
            "That is what the three layers have together. Multiply the matrices out: what remains?",
        ),
        Choice(6200, "That is what the three matrices have. Multiply them out: what remains?"),
        Choice(1080, "The biases of the inner layers come out as numbers of the last: 10 in all."),
    ),
    otherwise="One linear layer from 100 numbers to 10: count its weights and its biases.",
    hints=(
        "(x w1 + b1) w2 + b2 = x (w1 w2) + (b1 w2 + b2).",
        "A matrix of 100 x 10, and 10 biases.",
    ),
)

BEND_NEEDED = Question(
    id="bend-needed",
    title="What helps against XOR",
    points=1,
    concepts=("nonlinearity-needed",),
    choices=(
        Choice("a", "Ten linear layers are one linear layer, and its border is straight."),
        Choice("b", "However wide, without a bend w1 w2 is one matrix, and the border straight."),
        Choice(
            "c",
            "Right: one bend, and two layers are more than one. Four units can fold the plane so"
            " that a line splits it.",
            right=True,
        ),
        Choice("d", "Multiplying all scores by a number leaves the border where it is."),
    ),
    otherwise=LETTER,
    hints=("Which of the four is not a linear function of x in the end?",),
)

FAILED_CHECK = Question(
    id="failed-check",
    title="Read a failed gradient check",
    points=1,
    concepts=("gradient-check",),
    choices=(
        Choice("a", "A wrong sign would make every ratio -1. Here the sign is right."),
        Choice("b", "Then dw1 would be wrong too: it comes after the mask. It is right."),
        Choice(
            "c",
            "Right: the numeric gradient is larger by 0.1 w2 everywhere, which is what"
            " 0.5 * 0.1 * sum(w2**2) in the loss adds. It is missing in dw2.",
            right=True,
        ),
        Choice("d", "h = 1e-5 in float64 is fine, and dw1 passed with it."),
    ),
    otherwise=LETTER,
    hints=(
        "numeric - analytic is 0.05, -0.02 and 0.1. Compare with w2.",
        "What has a derivative that is a multiple of w2?",
    ),
)

FLAT_LOSS = Question(
    id="flat-loss",
    title="Read the curve: it hardly moves",
    points=1,
    concepts=("monitor-training",),
    choices=(
        Choice("a", "Too large a rate makes the loss jump or explode. This one creeps, evenly."),
        Choice(
            "b",
            "Right: it falls, evenly, and by next to nothing. log 10 is 2.303, so it knows"
            " nothing yet. Multiply the rate by ten and look again.",
            right=True,
        ),
        Choice(
            "c", "Overfitting shows as a gap: low on train, high on dev. Both are at the start."
        ),
        Choice("d", "It has learnt nothing yet: log 10 is 2.303, the loss of a blind guess."),
    ),
    otherwise=LETTER,
    hints=(
        "Where does the loss of ten classes begin?",
        "How long is a step that moves it so little?",
    ),
)

EXPLODING_LOSS = Question(
    id="exploding-loss",
    title="Read the curve: it explodes",
    points=1,
    concepts=("monitor-training",),
    choices=(
        Choice("a", "Every step makes it worse. More of these steps do not mend it."),
        Choice("b", "A penalty ten times as strong pulls harder, and overshoots the more."),
        Choice(
            "c",
            "Broken data would show in the first loss, and that was near log 10, as it should be.",
        ),
        Choice(
            "d",
            "Right: each step lands farther up on the other side. The rate is too large; a tenth of"
            " it is the next to try.",
            right=True,
        ),
    ),
    otherwise=LETTER,
    hints=("Does it move too little, or too much?",),
)
