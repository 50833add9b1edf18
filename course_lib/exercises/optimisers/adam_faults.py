"""Where Adam goes when several things are wrong at once."""

import numpy as np

ADAM_FAULTS = {
    "from zero": "Your t is 0 at the first step: count up before you use it.",
    "one ahead": "Your t is one ahead: at the first step it should be 1.",
    "t lost": "t is 1 at every step: it is not put into the state, or the power is missing.",
    "uncorrected": "The moments are not corrected: divide m by 1 - beta1**t, v by 1 - beta2**t.",
    "m corrected": "You correct m alone; v should be corrected too.",
    "v corrected": "You correct v alone; m should be corrected too.",
    "other power": "You divide by 1 - (1 - beta)**t; it should be 1 - beta**t.",
    "hats kept": "You put the corrected moments into the state: keep m and v as they are.",
    "m lost": "m is not remembered: put it into the state.",
    "v lost": "v is not remembered: put it into the state.",
    "eps inside": "Your eps stands inside the root; it should stand outside: sqrt(v) + eps.",
    "no eps": "You add no eps.",
    "eps fixed": "Your eps is a fixed tiny number; it should be the one that is given.",
    "no root": "The root is missing: divide by sqrt(v) + eps.",
    "m swapped": "Your shares of m are swapped; it should be beta1 * m + (1 - beta1) * dw.",
    "v swapped": "Your shares of v are swapped; it should be beta2 * v + (1 - beta2) * dw**2.",
    "m whole": "Your gradient goes into m whole; it should go in with the share 1 - beta1.",
    "v whole": "Your dw**2 goes into v whole; it should go in with the share 1 - beta2.",
    "betas swapped": "Your betas are swapped. beta1 should go with m, beta2 with v.",
    "climbs": "Your step has the wrong sign: w should go against the gradient.",
}
DECAY_FAULTS = {
    "in gradient": "You add the decay to dw, where the root of v divides it away again.",
    "no decay": "Your weights do not decay.",
    "no rate": "You do not multiply the decay by lr.",
    "grows": "Your weights grow by the decay: its sign is wrong.",
}


def adam_by_faults(args, made):
    """Where three steps lead who makes these faults; AdamW has a decay, Adam has none."""
    w, gradients, lr, beta1, beta2, eps, *decay = args
    decay = 0 if not decay or "no decay" in made else -decay[0] if "grows" in made else decay[0]
    if "betas swapped" in made:
        beta1, beta2 = beta2, beta1
    m, v, path = np.zeros_like(w), np.zeros_like(w), []
    for i, dw in enumerate(gradients):
        t = _count(i, made)
        shrinks = (1 if "no rate" in made else lr) * decay * w
        if "in gradient" in made:
            dw, shrinks = dw + decay * w, 0
        new_m = _averaged(m, dw, beta1, "m", made)
        new_v = _averaged(v, dw**2, beta2, "v", made)
        m_hat, v_hat = _corrected(new_m, new_v, beta1, beta2, t, made)
        step = lr * m_hat / _root(v_hat, eps, made)
        w = (w + step if "climbs" in made else w - step) - shrinks
        kept = (m_hat, v_hat) if "hats kept" in made else (new_m, new_v)
        m, v = (m if "m lost" in made else kept[0]), (v if "v lost" in made else kept[1])
        path.append(w)
    return path


def _count(i, made):
    if "t lost" in made:
        return 0 if "from zero" in made else 2 if "one ahead" in made else 1
    return i + ("one ahead" in made) + ("from zero" not in made)


def _averaged(old, new, beta, name, made):
    keeps, takes = (1 - beta, beta) if f"{name} swapped" in made else (beta, 1 - beta)
    return keeps * old + (1 if f"{name} whole" in made else takes) * new


def _corrected(m, v, beta1, beta2, t, made):
    if "uncorrected" in made:
        return m, v
    if "other power" in made:
        beta1, beta2 = 1 - beta1, 1 - beta2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return (m if "v corrected" in made else m_hat), (v if "m corrected" in made else v_hat)


def _root(v, eps, made):
    eps = 0 if "no eps" in made else 1e-8 if "eps fixed" in made else eps
    if "no root" in made:
        return v + eps
    return np.sqrt(v + eps) if "eps inside" in made else np.sqrt(v) + eps
