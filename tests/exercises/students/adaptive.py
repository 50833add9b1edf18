"""How students write AdaGrad and RMSProp: right and wrong."""

import numpy as np

from .kept import kept

ADAGRAD, right, wrong = kept()


@right("cache")
def g01(w, dw, state, lr, eps):
    cache = state.get("cache", np.zeros_like(w))
    cache = cache + dw**2
    w = w - lr * dw / (np.sqrt(cache) + eps)
    state["cache"] = cache
    return w, state


@right("power one half, np.square")
def g02(w, dw, state, lr, eps):
    G = state["G"] if "G" in state else 0.0
    G = G + np.square(dw)
    return w + -lr * dw / (G**0.5 + eps), {"G": G}


@right("every gradient kept")
def g03(w, dw, state, lr, eps):
    gs = state.get("gs", []) + [dw]
    total = np.sum([g * g for g in gs], axis=0)
    return w - lr / (eps + np.sqrt(total)) * dw, {"gs": gs}


@wrong("eps under the root", "eps-inside")
def gw1(w, dw, state, lr, eps):
    cache = state.get("cache", np.zeros_like(w))
    cache += dw**2
    state["cache"] = cache
    return w - lr * dw / (np.sqrt(cache + eps)), state


@wrong("cache not put back", "squares-forgotten")
def gw2(w, dw, state, lr, eps):
    cache = state.get("cache", np.zeros_like(w))
    cache = cache + dw**2
    return w - lr * dw / (np.sqrt(cache) + eps), state


@wrong("precedence: / binds first")
def gw3(w, dw, state, lr, eps):
    cache = state.get("cache", 0) + dw**2
    return w - lr * dw / np.sqrt(cache) + eps, {"cache": cache}


@wrong("norm of all", "one-rate-for-all")
def gw4(w, dw, state, lr, eps):
    cache = state.get("cache", 0) + np.linalg.norm(dw) ** 2
    return w - lr * dw / (np.sqrt(cache) + eps), {"cache": cache}


@wrong("eps hard-coded and cache lost", "two-faults-of-adagrad")
def gw5(w, dw, state, lr, eps):
    cache = np.zeros_like(w)
    cache = cache + dw**2
    return w - lr * dw / (np.sqrt(cache) + 1e-7), state


@wrong("math.sqrt of an array")
def gw6(w, dw, state, lr, eps):
    import math

    cache = state.get("cache", 0) + dw**2
    return w - lr * dw / (math.sqrt(cache) + eps), {"cache": cache}


RMSPROP, right, wrong = kept()


@right("Sdw")
def r01(w, dw, state, lr, beta2, eps):
    Sdw = state.get("Sdw", 0)
    Sdw = beta2 * Sdw + (1 - beta2) * np.power(dw, 2)
    W = w - lr * np.divide(dw, np.sqrt(Sdw) + eps)
    return W, {"Sdw": Sdw}


@right("decay_rate, setdefault")
def r02(w, dw, state, lr, beta2, eps):
    decay_rate = beta2
    state.setdefault("cache", np.zeros_like(w))
    state["cache"] = decay_rate * state["cache"] + (1 - decay_rate) * (dw * dw)
    next_w = w - lr * dw / (np.sqrt(state["cache"]) + eps)
    return next_w, state


@right("flat and back")
def r03(w, dw, state, lr, beta2, eps):
    g = dw.ravel()
    s = state.get("s", np.zeros(g.size))
    new = [beta2 * a + (1 - beta2) * b * b for a, b in zip(s, g)]
    step = [lr * b / (a**0.5 + eps) for a, b in zip(new, g)]
    return w - np.array(step).reshape(w.shape), {"s": np.array(new)}


@wrong("eps inside", "eps-inside-the-mean")
def rw1(w, dw, state, lr, beta2, eps):
    s = state.get("s", 0)
    s = beta2 * s + (1 - beta2) * dw**2
    state["s"] = s
    return w - lr * dw * (s + eps) ** -0.5, state


@wrong("eps ignored, 1e-8", "eps-fixed-in-the-mean")
def rw2(w, dw, state, lr, beta2, eps):
    s = beta2 * state.get("s", 0) + (1 - beta2) * dw**2
    return w - lr * dw / (np.sqrt(s) + 1e-8), {"s": s}


@wrong("default decay from the state", "decay-fixed-to-two-nines")
def rw3(w, dw, state, lr, beta2, eps):
    d = state.setdefault("decay_rate", 0.99)
    s = d * state.get("s", 0) + (1 - d) * dw**2
    state["s"] = s
    return w - lr * dw / (np.sqrt(s) + eps), state


@wrong("sum of squares", "new-square-whole")
def rw4(w, dw, state, lr, beta2, eps):
    s = state.get("s", np.zeros_like(w)) * beta2 + dw**2
    return w - lr * dw / (np.sqrt(s) + eps), {"s": s}


@wrong("not squared", "mean-not-squared")
def rw5(w, dw, state, lr, beta2, eps):
    s = beta2 * state.get("s", 0) + (1 - beta2) * dw
    return w - lr * dw / (np.sqrt(s) + eps), {"s": s}


@wrong("eps inside, shares swapped", "two-faults-of-rmsprop")
def rw6(w, dw, state, lr, beta2, eps):
    s = (1 - beta2) * state.get("s", 0) + beta2 * dw**2
    return w - lr * dw / np.sqrt(s + eps), {"s": s}


@wrong("momentum of the scaled gradient")
def rw7(w, dw, state, lr, beta2, eps):
    g = dw / (np.abs(dw) + eps)
    v = beta2 * state.get("v", 0) + (1 - beta2) * g
    return w - lr * v, {"v": v}


LAYER, right, wrong = kept()


@right("db where it belongs")
def l01(w, b, dw, db, state, lr, beta2, eps):
    sw = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    sb = beta2 * state.get("sb", 0) + (1 - beta2) * db**2
    w = w - lr * dw / (np.sqrt(sw) + eps)
    b = b - lr * db / (np.sqrt(sb) + eps)
    return w, b, {"sw": sw, "sb": sb}


@right("a helper within")
def l02(w, b, dw, db, state, lr, beta2, eps):
    def one(p, g, k):
        state[k] = beta2 * state.get(k, np.zeros_like(p)) + (1 - beta2) * g * g
        return p - lr * g / (np.sqrt(state[k]) + eps)

    return one(w, dw, "w"), one(b, db, "b"), state


@wrong("flawed as shown", "bias-takes-dw")
def lw1(w, b, dw, db, state, lr, beta2, eps):
    state["sw"] = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    state["sb"] = beta2 * state.get("sb", 0) + (1 - beta2) * db**2
    return (
        w - lr * dw / (np.sqrt(state["sw"]) + eps),
        b - lr * dw / (np.sqrt(state["sb"]) + eps),
        state,
    )


@wrong("dw summed to fit", "bias-takes-the-sum-of-dw")
def lw2(w, b, dw, db, state, lr, beta2, eps):
    sw = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    sb = beta2 * state.get("sb", 0) + (1 - beta2) * db**2
    return (
        w - lr * dw / (np.sqrt(sw) + eps),
        b - lr * np.sum(dw, 0) / (np.sqrt(sb) + eps),
        {"sw": sw, "sb": sb},
    )


@wrong("one key for both")
def lw3(w, b, dw, db, state, lr, beta2, eps):
    for p, g in ((w, dw), (b, db)):
        state["s"] = beta2 * state.get("s", 0) + (1 - beta2) * g**2
        p -= lr * g / (np.sqrt(state["s"]) + eps)
    return w, b, state


@wrong("state forgotten in the return")
def lw4(w, b, dw, db, state, lr, beta2, eps):
    state["sw"] = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    state["sb"] = beta2 * state.get("sb", 0) + (1 - beta2) * db**2
    return (w - lr * dw / (np.sqrt(state["sw"]) + eps), b - lr * db / (np.sqrt(state["sb"]) + eps))
