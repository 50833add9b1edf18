"""How students write Adam, its loop and AdamW: right and wrong."""

import numpy as np

from .kept import kept

STEP, right, wrong = kept()


@right("cs231n config style")
def s01(x, dx, config, lr, beta1, beta2, eps):
    config.setdefault("m", np.zeros_like(x))
    config.setdefault("v", np.zeros_like(x))
    config.setdefault("t", 0)
    config["t"] += 1
    config["m"] = beta1 * config["m"] + (1 - beta1) * dx
    config["v"] = beta2 * config["v"] + (1 - beta2) * (dx**2)
    mt = config["m"] / (1 - beta1 ** config["t"])
    vt = config["v"] / (1 - beta2 ** config["t"])
    return x - lr * mt / (np.sqrt(vt) + eps), config


@right("deeplearning.ai style")
def s02(w, dw, state, lr, beta1, beta2, eps):
    Vdw, Sdw = state.get("Vdw", 0), state.get("Sdw", 0)
    t = state.get("t", 1)
    Vdw = beta1 * Vdw + (1 - beta1) * dw
    Sdw = beta2 * Sdw + (1 - beta2) * np.square(dw)
    Vc = Vdw / (1 - np.power(beta1, t))
    Sc = Sdw / (1 - np.power(beta2, t))
    return w - lr * Vc / (np.sqrt(Sc) + eps), {"Vdw": Vdw, "Sdw": Sdw, "t": t + 1}


@right("combined step size")
def s03(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw * dw
    alpha = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - alpha * m / (np.sqrt(v) + eps), dict(m=m, v=v, t=t)


@right("history of gradients, no recursion")
def s04(w, dw, state, lr, beta1, beta2, eps):
    g = state.get("g", []) + [dw]
    T = len(g)
    b1 = [beta1 ** (T - 1 - i) for i in range(T)]
    b2 = [beta2 ** (T - 1 - i) for i in range(T)]
    m = sum(b * x for b, x in zip(b1, g)) / sum(b1)
    v = sum(b * x**2 for b, x in zip(b2, g)) / sum(b2)
    return w - lr * m / (np.sqrt(v) + eps), {"g": g}


@right("in place everywhere")
def s05(w, dw, state, lr, beta1, beta2, eps):
    if not state:
        state["m"], state["v"], state["t"] = np.zeros_like(w), np.zeros_like(w), 0
    state["t"] += 1
    state["m"] *= beta1
    state["m"] += (1 - beta1) * dw
    state["v"] *= beta2
    state["v"] += (1 - beta2) * dw**2
    w -= (
        lr
        * (state["m"] / (1 - beta1 ** state["t"]))
        / (np.sqrt(state["v"] / (1 - beta2 ** state["t"])) + eps)
    )
    return w, state


@right("t as float")
def s06(w, dw, state, lr, beta1, beta2, eps):
    m, v, t = [state.get(k, 0.0) for k in "mvt"]
    t = t + 1.0
    m = m * beta1 + dw - beta1 * dw
    v = v * beta2 + dw**2 - beta2 * dw**2
    m1, v1 = m / (1 - np.exp(t * np.log(beta1))), v / (1 - np.exp(t * np.log(beta2)))
    return w - m1 * lr / (v1**0.5 + eps), {"m": m, "v": v, "t": t}


@wrong("t incremented after use", "counts-from-zero")
def sw1(w, dw, state, lr, beta1, beta2, eps):
    m, v, t = state.get("m", 0), state.get("v", 0), state.get("t", 0)
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    mb = m / (1 - beta1**t)
    vb = v / (1 - beta2**t)
    t += 1
    return w - lr * mb / (np.sqrt(vb) + eps), {"m": m, "v": v, "t": t}


@wrong("t read, never written", "t-not-stored")
def sw2(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 1)
    state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * dw
    state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    mb = state["m"] / (1 - beta1**t)
    vb = state["v"] / (1 - beta2**t)
    return w - lr * mb / (np.sqrt(vb) + eps), state


@wrong("no correction at all", "no-correction")
def sw3(w, dw, state, lr, beta1, beta2, eps):
    state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * dw
    state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    state["t"] = state.get("t", 0) + 1
    return w - lr * state["m"] / (np.sqrt(state["v"]) + eps), state


@wrong("eps under the root", "eps-in-adams-root")
def sw4(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t) + eps), {
        "m": m,
        "v": v,
        "t": t,
    }


@wrong("1-(1-beta)**t", "powers-of-the-other-share")
def sw5(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    mt = m / (1 - (1 - beta1) ** t)
    vt = v / (1 - (1 - beta2) ** t)
    return w - lr * mt / (np.sqrt(vt) + eps), {"m": m, "v": v, "t": t}


@wrong("hats overwrite m and v", "corrected-moments-stored")
def sw6(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m, v = state.get("m", 0), state.get("v", 0)
    m = beta1 * m + (1 - beta1) * dw
    m = m / (1 - beta1**t)
    v = beta2 * v + (1 - beta2) * dw**2
    v = v / (1 - beta2**t)
    return w - lr * m / (np.sqrt(v) + eps), {"m": m, "v": v, "t": t}


@wrong("keys crossed", "keys-swapped")
def sw7(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m, v = state.get("v", 0), state.get("m", 0)
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), {
        "m": m,
        "v": v,
        "t": t,
    }


@wrong("eps inside, t never stored", "two-faults-of-adam")
def sw8(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * dw
    state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * (state["m"] / (1 - beta1**t)) / np.sqrt(
        state["v"] / (1 - beta2**t) + eps
    ), state


@wrong("eps fixed, climbs", "two-faults-of-adam")
def sw9(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w + lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + 1e-9), {
        "m": m,
        "v": v,
        "t": t,
    }


@wrong("beta2**t of the wrong t")
def sw10(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * (m / (1 - beta1 ** (t + 1))) / (np.sqrt(v / (1 - beta2**t)) + eps), {
        "m": m,
        "v": v,
        "t": t,
    }


@wrong("t stored as the time of day")
def sw11(w, dw, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m = beta1 * state["m"] + (1 - beta1) * dw
    v = beta2 * state["v"] + (1 - beta2) * dw**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), {
        "m": m,
        "v": v,
        "t": t,
    }


@wrong("betas the wrong way round", "betas-swapped")
def sw12(w, dw, state, lr, beta2, beta1, eps):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), {
        "m": m,
        "v": v,
        "t": t,
    }


@wrong("beta1 everywhere", "one-beta-for-both")
def sw13(w, dw, state, lr, beta1, beta2, eps):
    t = state["t"] = state.get("t", 0) + 1
    for key, g in (("m", dw), ("v", dw * dw)):
        state[key] = beta1 * state.get(key, 0) + (1 - beta1) * g
    c = 1 - beta1**t
    return w - lr * (state["m"] / c) / (np.sqrt(state["v"] / c) + eps), state


@wrong("beta1 in both averages", "one-beta-for-both-moments")
def sw14(w, dw, state, lr, beta1, beta2, eps):
    t = state["t"] = state.get("t", 0) + 1
    for key, g in (("m", dw), ("v", dw * dw)):
        state[key] = beta1 * state.get(key, 0) + (1 - beta1) * g
    v_hat = state["v"] / (1 - beta2**t)
    return w - lr * (state["m"] / (1 - beta1**t)) / (np.sqrt(v_hat) + eps), state


@wrong("norm of the gradient", "squares-summed-over-weights")
def sw15(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * np.linalg.norm(dw) ** 2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), {
        "m": m,
        "v": v,
        "t": t,
    }


LOOP, right, wrong = kept()


@right("range from 1")
def o01(w, gradients, lr, beta1, beta2, eps):
    m = np.zeros_like(w)
    v = np.zeros_like(w)
    out = []
    for t in range(1, len(gradients) + 1):
        g = gradients[t - 1]
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        w = w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
        out.append(w.copy())
    return np.array(out)


@wrong("as shown", "count-from-zero")
def ow1(w, gradients, lr, beta1, beta2, eps):
    m = v = 0
    out = np.zeros_like(gradients)
    for t in range(len(gradients)):
        m = beta1 * m + (1 - beta1) * gradients[t]
        v = beta2 * v + (1 - beta2) * gradients[t] ** 2
        w = w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
        out[t] = w
    return out


@wrong("range(1, len)", None)
def ow2(w, gradients, lr, beta1, beta2, eps):
    m = v = 0
    out = np.zeros_like(gradients)
    for t in range(1, len(gradients)):
        m = beta1 * m + (1 - beta1) * gradients[t]
        v = beta2 * v + (1 - beta2) * gradients[t] ** 2
        w = w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
        out[t] = w
    return out


@wrong("t + 1 in one of the two powers")
def ow3(w, gradients, lr, beta1, beta2, eps):
    m = v = 0
    out = []
    for t, g in enumerate(gradients):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        w = w - lr * (m / (1 - beta1 ** (t + 1))) / (np.sqrt(v / (1 - beta2**t)) + eps)
        out.append(w)
    return np.array(out)


DECOUPLED, right, wrong = kept()


@right("pytorch order")
def d01(w, dw, state, lr, beta1, beta2, eps, decay):
    w = w * (1 - lr * decay)
    t = state["step"] = state.get("step", 0) + 1
    m = state["exp_avg"] = beta1 * state.get("exp_avg", 0) + (1 - beta1) * dw
    v = state["exp_avg_sq"] = beta2 * state.get("exp_avg_sq", 0) + (1 - beta2) * dw * dw
    denom = np.sqrt(v) / np.sqrt(1 - beta2**t) + eps
    return w - lr / (1 - beta1**t) * m / denom, state


@right("decay added to the step")
def d02(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    upd = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    upd = upd + decay * w
    return w - lr * upd, {"m": m, "v": v, "t": t}


@wrong("L2", "decay-in-the-gradient")
def dw1(w, dw, state, lr, beta1, beta2, eps, decay):
    g = dw + decay * w
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * g
    v = beta2 * state.get("v", 0) + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), {
        "m": m,
        "v": v,
        "t": t,
    }


@wrong("decay without lr", "decay-without-rate")
def dw2(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    w = (1 - decay) * w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w, {"m": m, "v": v, "t": t}


@wrong("decay without lr, eps inside", "two-faults-of-adamw")
def dw3(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    w = (1 - decay) * w - lr * (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t) + eps)
    return w, {"m": m, "v": v, "t": t}


FIRST, right, wrong = kept()


@right("formula")
def u01(beta1, beta2):
    return (1 - beta1) / (1 - beta2) ** 0.5


@right("0-d array")
def u02(beta1, beta2):
    return np.array(1 - beta1) / np.sqrt(np.array(1 - beta2))


@wrong("without root", "root-left-out")
def uw1(beta1, beta2):
    return (1 - beta1) / (1 - beta2)


@wrong("upside down", "turned-over")
def uw2(beta1, beta2):
    return (1 - beta2) ** 0.5 / (1 - beta1)


@wrong("a text")
def uw3(beta1, beta2):
    return f"{(1 - beta1) / (1 - beta2) ** 0.5:.2f}"
