"""Where AdaGrad and RMSProp go when two things are wrong at once."""

import numpy as np

OUTSIDE = "Your eps stands inside the root; it should stand outside: sqrt(v) + eps."
SUMMED_OVER_WEIGHTS = (
    "You sum dw**2 over all weights, so they share one rate. Each weight should have its own: v has"
    " the shape of w."
)
FAULTS = {
    "inside": "Your eps stands inside the root; it should stand outside: sqrt(v) + eps.",
    "left out": "You add no eps: where all gradients were 0, yours divides 0 by 0.",
    "fixed": "Your eps is a fixed tiny number; it should be the one that is given.",
    "no root": "The root is missing: divide by sqrt(v) + eps.",
    "forgotten": "The squares are not remembered from step to step: put v into the state.",
    "late": "Your dw**2 goes into v after the step; it should go in before.",
    "lengths": "You do not square the gradients; it should be dw**2.",
    "climbs": "Your step has the wrong sign: w should go against the gradient.",
    "swapped": "Your shares are swapped. v should keep beta2 of itself, dw**2 get 1 - beta2.",
    "whole": "Your dw**2 comes in whole; it should come in with the share 1 - beta2.",
}


def by_faults(args, made):
    """Where three steps lead who makes these faults; beta2 is None in AdaGrad."""
    w, gradients, lr, *beta2, eps = args
    keeps, takes = (beta2[0], 1 - beta2[0]) if beta2 else (1, 1)
    if "swapped" in made:
        keeps, takes = takes, keeps
    if "whole" in made:
        takes = 1
    v, path = np.zeros_like(w), []
    for dw in gradients:
        new = keeps * v + takes * (np.abs(dw) if "lengths" in made else dw**2)
        used = v if "late" in made else new
        added = 0 if "left out" in made else 1e-8 if "fixed" in made else eps
        inner, outer = (added, 0) if "inside" in made else (0, added)
        root = used + inner if "no root" in made else np.sqrt(used + inner)
        w = w - (-lr if "climbs" in made else lr) * dw / (root + outer)
        v = v if "forgotten" in made else new
        path.append(w)
    return path
