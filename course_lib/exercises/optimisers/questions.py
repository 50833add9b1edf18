"""The short-answer questions of assignment 04: what breaks, and how much."""

from course_lib.checking import Choice, Question

ONE_LETTER = 'Answer with one of the letters, e.g. "a".'

MOMENTUM_RATES = Question(
    id="momentum-rates",
    title="One path, two rates",
    points=1,
    concepts=("momentum",),
    choices=(
        Choice(
            0.05,
            "Right: the averaging form takes a tenth of each gradient, so its velocity is a tenth"
            " as large, and 0.5 x 0.1 = 0.05.",
            True,
        ),
        Choice(5, "The other way round: it is the summing form that has the larger velocity."),
        Choice(0.5, "With the same rate the summing form goes ten times as far."),
        Choice(0.45, "That is 0.5 x rho. The gradient comes in with 1 - rho."),
    ),
    otherwise="By what factor do the two velocities differ, when rho is 0.9? Compare the first"
    " step.",
    hints=(
        "The first step from rest: lr * (1 - rho) * dw in one form, lr * dw in the other.",
        "0.5 * (1 - 0.9)",
    ),
)

MOMENTUM_CLIMBS = Question(
    id="momentum-climbs",
    title="What the flawed momentum does",
    points=1,
    concepts=("momentum",),
    choices=(
        Choice("a", "It never gets there: v points uphill, and w is moved along v."),
        Choice(
            "b",
            "Right: dw points uphill, so does v, and adding it climbs. The loss grows at once: the"
            " surest sign of a turned sign.",
            True,
        ),
        Choice("c", "With rho near 1 it only climbs faster."),
        Choice("d", "Too large a rate swings about the minimum. This goes away from it."),
    ),
    otherwise=ONE_LETTER,
    hints=("f = w**2 at w = 1: the slope is 2. Where does the flawed step put w?",),
)

ADAGRAD_FADES = Question(
    id="adagrad-fades",
    title="AdaGrad's hundredth step",
    points=1,
    concepts=("adagrad",),
    choices=(
        Choice(
            0.01,
            "Right: v is 100 times as large, its root 10 times. Steps shrink like 1/sqrt(t), for"
            " ever, even where there is still far to go.",
            True,
        ),
        Choice(0.001, "v is 100 times as large, but a root is taken."),
        Choice(0.1, "v sums up: it does not stay as it is."),
        Choice(1, "The steps shrink, they do not grow: v divides."),
    ),
    otherwise="What is v after 100 equal gradients? And its root?",
    hints=("v = 100 * dw**2, so sqrt(v) = 10 * |dw|.",),
)

BIAS_GROWS = Question(
    id="bias-grows",
    title="What the flawed RMSProp does to b",
    points=1,
    concepts=("rmsprop",),
    choices=(
        Choice("a", "(3, 2) and (2,) fit by broadcasting, so NumPy has nothing to complain of."),
        Choice(
            "b",
            "Right: b - lr * dw / ... is (2,) against (3, 2), and broadcasting gives (3, 2). The"
            " next x @ w + b fails, or, when there happen to be 3 examples, does not even fail.",
            True,
        ),
        Choice("c", "The line of w is right. It is b that takes another's gradient."),
        Choice("d", "Look at the shapes: dw is (3, 2). What is (2,) minus (3, 2)?"),
    ),
    otherwise=ONE_LETTER,
    hints=("np.zeros(2) - np.zeros((3, 2)): which shape?",),
)

COUNTING_FROM_ZERO = Question(
    id="counting-from-zero",
    title="What counting from 0 does",
    points=1,
    concepts=("adam",),
    choices=(
        Choice("a", "1 - beta**0 is no tenth, it is 0."),
        Choice(
            "b",
            "Right: 1 - beta**0 = 0, so m_hat and v_hat are divided by zero: infinite over infinite"
            " is nan, and nan stays.",
            True,
        ),
        Choice("c", "It would be, were the first step left out. But step 0 divides by zero."),
        Choice("d", "Every correction changes, and the first one is 0."),
    ),
    otherwise=ONE_LETTER,
    hints=("What is beta**0?",),
)

SLOW_OR_LARGE = Question(
    id="slow-or-large",
    title="Slow or large?",
    points=1,
    concepts=("adam",),
    choices=(
        Choice("a", "With 0.9 and 0.9 it is 0.316 times as long: shorter."),
        Choice("b", "With 0.9 and 0.999 it is 3.16 times as long: larger."),
        Choice(
            "c",
            "Right: m is too small by 1 - beta1, which slows, and the root of v by sqrt(1 - beta2),"
            " which speeds up. The usual betas make the first step 0.1 / 0.0316 = 3.16 times too"
            " large. An average without a root, as in momentum, is only slow.",
            True,
        ),
        Choice("d", "Compute first_step(0.9, 0.999) once more."),
    ),
    otherwise=ONE_LETTER,
    hints=("first_step(0.9, 0.999) and first_step(0.9, 0.9): more or less than 1?",),
)

L2_IN_ADAM = Question(
    id="l2-in-adam",
    title="What L2 inside Adam does",
    points=1,
    concepts=("adam",),
    choices=(
        Choice("a", "The size of a weight is not what divides its decay."),
        Choice("b", "The size of a weight is not what divides its decay."),
        Choice(
            "c",
            "Right: decay * w is divided by the root of v, which is large where gradients are."
            " Those weights hardly decay. Beside the step, all decay at one rate.",
            True,
        ),
        Choice("d", "That is what AdamW does, and L2 inside Adam does not."),
    ),
    otherwise=ONE_LETTER,
    hints=("Which number is decay * w divided by, once it is a part of dw?",),
)

NEWTON_AT_A_SADDLE = Question(
    id="newton-at-a-saddle",
    title="Newton at a saddle",
    points=1,
    concepts=("newton",),
    choices=(
        Choice("a", "That would be gradient descent, along y. Newton asks where the slope is 0."),
        Choice(
            "b",
            "Right: the only level point is (0, 0), and Newton goes to where it is level, be it a"
            " minimum, a top or a saddle. For a quadratic it takes one step.",
            True,
        ),
        Choice("c", "The Hessian is diag(2, -2): its inverse is diag(0.5, -0.5)."),
        Choice("d", "Along y the curvature is negative, so there the step goes uphill."),
    ),
    otherwise=ONE_LETTER,
    hints=("At (3, 1): dw = (6, -2), H = diag(2, -2). Compute w - H^-1 dw.",),
)

LBFGS_MEMORY = Question(
    id="lbfgs-memory",
    title="What L-BFGS remembers",
    points=1,
    concepts=("bfgs",),
    choices=(
        Choice(
            80,
            "Right: 2 x 10 x 1,000,000 x 4 bytes = 80 MB. The matrix of BFGS would take 10^12"
            " numbers: 4 TB.",
            True,
        ),
        Choice(40, "That is s alone, or y alone: each step is remembered by both."),
        Choice(160, "That is float64; float32 takes 4 bytes a number."),
        Choice(20, "That is the count in millions of numbers; each has 4 bytes."),
        Choice(4_000_000, "That is the whole matrix of BFGS; L-BFGS keeps 10 pairs of vectors."),
    ),
    otherwise="Ten steps, each remembered by s and y of 1,000,000 numbers of 4 bytes.",
    hints=("2 * 10 * 1_000_000 * 4 bytes; a MB has 10**6.",),
)
