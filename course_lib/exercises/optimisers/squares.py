"""Where AdaGrad and RMSProp go when two things are wrong at once."""

import numpy as np

OUTSIDE = "eps stands inside the root. Here it is added outside: sqrt(v) + eps."
FAULTS = {
    "inside": "eps stands inside the root; it belongs outside: sqrt(v) + eps.",
    "left out": "eps is not added: where all gradients were 0 it divides 0 by 0.",
    "fixed": "eps is fixed to a tiny number, whatever is given.",
    "no root": "The root is missing: divide by sqrt(v) + eps.",
    "forgotten": "The squares are not remembered from step to step: put v into the state.",
    "late": "dw**2 goes into v after the step; it belongs into it before.",
    "lengths": "The gradients are not squared: dw**2.",
    "climbs": "The sign: w goes against the gradient.",
    "swapped": "The shares are swapped: v keeps beta2 of itself, dw**2 gets 1 - beta2.",
    "whole": "dw**2 comes in whole; its share is 1 - beta2.",
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
