"""The short-answer questions of assignment 06: on paper, and before money is spent."""

from course_lib.checking import Choice, Question

ONE_LETTER = 'Answer with one of the letters, e.g. "a".'

DROPOUT_BY_HAND = Question(
    id="dropout-by-hand",
    title="Dropout on two inputs",
    points=1,
    concepts=("dropout",),
    choices=(
        Choice(
            1.6,
            "Right: 0.64 x 2 + 0.16 x 6 + 0.16 x (-4) + 0.04 x 0 = 1.6. That is 0.8 x 2, keep times"
            " the score of the whole net.",
            True,
        ),
        Choice(2, "That is the score when nothing is silenced. What is it on the average?"),
        Choice(1, "The four masks are not equally likely: both are kept with 0.8 x 0.8."),
        Choice(0.4, "That is 0.2 x 2: the probability to be dropped. Write the four masks down."),
        Choice(2.5, "That is 2 / 0.8. Nothing is divided by keep in this plain form."),
        Choice(1.28, "That is the first mask alone, 0.64 x 2. There are three more."),
    ),
    otherwise="Four masks: both kept, only the first, only the second, none. For each the"
    " probability and the score; multiply, and add up.",
    hints=(
        "Both kept: probability 0.8 x 0.8 = 0.64, score 6 - 4 = 2.",
        "Only the first: 0.8 x 0.2 = 0.16, score 6. Only the second: 0.16, score -4. None: 0.04,"
        " score 0.",
        "Add up probability times score.",
    ),
)

DROPOUT_UNNOTICED = Question(
    id="dropout-unnoticed",
    title="Where the slip does no harm",
    points=1,
    concepts=("dropout",),
    choices=(
        Choice(
            0.5,
            "Right: there keep and 1 - keep are the same number, and 0.5 is what most people try"
            " first. That is how such a line survives.",
            True,
        ),
        Choice(1, "With keep = 1 the flawed line multiplies by 0 at test: nothing is left."),
        Choice(0, "With keep = 0 nothing is kept in training, and there is no net."),
        Choice(0.8, "At 0.8 the flawed line leaves 0.2 of x, where 0.8 is right."),
        Choice(0.9, "At 0.9 the flawed line leaves 0.1 of x, where 0.9 is right."),
    ),
    otherwise="When is keep equal to 1 - keep?",
    hints=("The flawed factor is 1 - keep, the right one is keep.", "Solve keep = 1 - keep."),
)

DECAY_LEFT = Question(
    id="decay-left",
    title="How much decays",
    points=1,
    concepts=("l1-l2-elastic",),
    choices=(
        Choice(
            0.9512,
            "Right: (1 - 0.1 x 5 / 1000)^100 = 0.9995^100 = 0.951. The flawed line leaves"
            " 0.9^100, a forty-thousandth: the net can learn nothing.",
            True,
        ),
        Choice(0.9995, "That is one step. There are a hundred of them."),
        Choice(0.0488, "That is what is gone. How much is left?"),
        Choice(2.656e-5, "That is the flawed line, 0.9^100. With lambda / m it is another factor."),
        Choice(7.889e-31, "That is (1 - 0.1 x 5)^100: m is missing."),
        Choice(0.9753, "That is the factor with 2 m. The 2 goes: w squared has the slope 2 w."),
    ),
    otherwise="The factor of one step is 1 - lr * lam / m; a hundred steps make it a power.",
    hints=("One step: 1 - 0.1 * 5 / 1000 = 0.9995.", "0.9995 ** 100"),
)

LABEL_STAYS = Question(
    id="label-stays",
    title="Which change changes the label",
    points=1,
    concepts=("data-augmentation",),
    choices=(
        Choice("a", "A digit that is moved by two pixels is the same digit."),
        Choice("b", "A digit a tenth larger is the same digit."),
        Choice(
            "c",
            "Right: a 2 in the mirror is no digit, and half of the digits would teach the net"
            " something wrong. For cats and cars it is fine: what is harmless depends on the data.",
            True,
        ),
        Choice("d", "A paler digit is the same digit: so is one of another pen."),
    ),
    otherwise=ONE_LETTER,
    hints=("Do it to a 2, or to a 5, on paper.",),
)

GRID_VALUES = Question(
    id="grid-values",
    title="What a grid learns about the rate",
    points=1,
    concepts=("random-vs-grid",),
    choices=(
        Choice(
            4,
            "Right: 64 = 4 x 4 x 4. Sixteen runs share each rate and differ in what does not"
            " matter. At random it would have been 64 different rates.",
            True,
        ),
        Choice(64, "That is the number of runs, and what a random search would have tried."),
        Choice(16, "That is how many runs share one rate."),
        Choice(8, "8 x 8 is a grid of two settings. There are three."),
        Choice(21.33, "Each rate is combined with all the others: they multiply, not add."),
    ),
    otherwise="Which number, multiplied by itself three times, is 64?",
    hints=("A grid of three settings has points * points * points runs.",),
)

TINY_SET_FAILS = Question(
    id="tiny-set-fails",
    title="Twenty examples, and it cannot learn them",
    points=1,
    concepts=("babysitting",),
    choices=(
        Choice("a", "More data is harder to learn by heart, not easier."),
        Choice("b", "Dropout makes learning by heart harder; that is what it is for."),
        Choice(
            "c",
            "Right: any net with more weights than numbers to learn can know twenty examples by"
            " heart. If it does not, something is broken: a gradient, a label, the rate, or"
            " regularisation that was left on. Find it now, it costs seconds.",
            True,
        ),
        Choice("d", "With twenty examples a step is over at once; time is not what is missing."),
    ),
    otherwise=ONE_LETTER,
    hints=("Should a net with 80,000 weights be able to remember twenty labels?",),
)

FIRST_KNOB = Question(
    id="first-knob",
    title="One knob only",
    points=1,
    concepts=("hyper-priority",),
    choices=(
        Choice("a", "The number of layers comes third, and each value costs a new design."),
        Choice(
            "b",
            "Right: with a wrong rate nothing else can be judged. It comes first, on a log scale.",
            True,
        ),
        Choice("c", "Adam's betas are hardly ever tuned: 0.9 and 0.999 serve nearly everywhere."),
        Choice("d", "The decay comes late: first the net has to learn at all."),
    ),
    otherwise=ONE_LETTER,
    hints=("Which of them, a factor of 10 off, makes a good net learn nothing?",),
)

KNOBS_IN_ORDER = Question(
    id="knobs-in-order",
    title="In which order to tune",
    points=1,
    concepts=("hyper-priority",),
    choices=(
        Choice("a", "Adam's betas come last, if at all."),
        Choice("b", "Layers and decay come after the rate, momentum, batch and hidden units."),
        Choice(
            "c",
            "Right: the rate; then momentum, batch size and hidden units; then layers and decay;"
            " the betas hardly ever.",
            True,
        ),
        Choice("d", "The rate comes first: with a wrong one the others tell you nothing."),
    ),
    otherwise=ONE_LETTER,
    hints=("What comes first you know. What is hardly ever touched?",),
)

PANDA_OR_CAVIAR = Question(
    id="panda-or-caviar",
    title="One run, or many",
    points=1,
    concepts=("panda-caviar",),
    choices=(
        Choice("a", "There is one machine, and it is busy for 12 of the 14 days with one run."),
        Choice(
            "b",
            "Right: one run is all there is time for. So it is watched day and night, as a panda"
            " watches its one cub: the rate is lowered by hand, a bad day is undone from a"
            " checkpoint.",
            True,
        ),
        Choice("c", "Eight runs at once on one machine take eight times as long each."),
        Choice(
            "d", "Nobody can read off twelve days from twelve minutes; but look at it you must."
        ),
    ),
    otherwise=ONE_LETTER,
    hints=("How many whole runs fit into two weeks?",),
)

RUNS_IN_TIME = Question(
    id="runs-in-time",
    title="How many runs there is time for",
    points=1,
    concepts=("panda-caviar",),
    choices=(
        Choice(
            48,
            "Right: 72 / 6 = 12 runs after each other, on 4 machines at once. That is caviar: lay"
            " many eggs, draw the settings at random, keep the best.",
            True,
        ),
        Choice(12, "That is one machine. There are four."),
        Choice(3, "Three days are 72 hours; a run takes 6 of them."),
        Choice(4, "Each machine is free again after 6 hours."),
        Choice(18, "Four machines run at the same time: more of them make more runs, not fewer."),
        Choice(24, "Are you counting half of the time, or half of the machines?"),
    ),
    otherwise="How many runs of 6 hours fit into 72 hours, and on how many machines?",
    hints=("72 / 6 after each other.", "Times 4 machines."),
)
