"""How students write steps with momentum: right and wrong."""

import numpy as np

from .kept import kept

PLAIN, right, wrong = kept()


@right("cs231n style, v minus")
def m01(w, dw, state, lr, rho):
    v = state.get("velocity", np.zeros_like(w))
    v = rho * v - lr * dw
    next_w = w + v
    state["velocity"] = v
    return next_w, state


@right("if 'v' not in state")
def m02(w, dw, state, lr, rho):
    if "v" not in state:
        state["v"] = np.zeros(w.shape)
    state["v"] = rho * state["v"] + dw
    return w - lr * state["v"], state


@right("averaging, named beta")
def m03(w, dw, state, lr, rho):
    beta = rho
    vdw = state.get("VdW", 0.0)
    vdw = beta * vdw + (1 - beta) * dw
    return w - lr * vdw, dict(VdW=vdw)


@right("try / except KeyError")
def m04(w, dw, state, lr, rho):
    try:
        v = state["v"]
    except KeyError:
        v = np.zeros_like(dw)
    new_v = rho * v + dw
    new_state = dict(state)
    new_state["v"] = new_v
    return w + (-lr) * new_v, new_state


@right("state holds a tuple; list returned")
def m05(w, dw, state, lr, rho):
    v, n = state.get("all", (np.zeros_like(w), 0))
    v = np.add(np.multiply(rho, v), dw)
    return [np.subtract(w, lr * v), {"all": (v, n + 1)}]


@right("w -= in place")
def m06(w, dw, state, lr, rho):
    state.setdefault("v", np.zeros_like(w))
    state["v"] *= rho
    state["v"] += dw
    w -= lr * state["v"]
    return w, state


@right("previous w remembered, heavy ball")
def m07(w, dw, state, lr, rho):
    before = state.get("before", w)
    new = w - lr * dw + rho * (w - before)
    return new, {"before": w}


@right("prints and comments")
def m08(w, dw, state, lr, rho):
    # first time?
    if state == {}:
        state = {"v": 0 * w}
    print("v was", state["v"].shape)
    state = {"v": state["v"] * rho + dw}
    return (w - state["v"] * lr, state)


@wrong("v lost: other key written", "nothing-remembered")
def mw1(w, dw, state, lr, rho):
    v = state.get("velocity", np.zeros_like(w))
    v = rho * v - lr * dw
    state["v"] = v
    return w + v, state


@wrong("w minus a velocity that points down", "climbs")
def mw2(w, dw, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v = rho * v - lr * dw
    state["v"] = v
    return w - v, state


@wrong("only w returned")
def mw3(w, dw, state, lr, rho):
    state["v"] = rho * state.get("v", 0) + dw
    return w - lr * state["v"]


@wrong("nothing returned")
def mw4(w, dw, state, lr, rho):
    state["v"] = rho * state.get("v", 0) + dw
    w = w - lr * state["v"]


@wrong("state the other way round", "state-alone")
def mw5(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return {"v": v}, w - lr * v


@wrong("state['v'] before it is there")
def mw6(w, dw, state, lr, rho):
    state["v"] = rho * state["v"] + dw
    return w - lr * state["v"], state


@wrong("config key momentum, default 0.9", "rho-fixed")
def mw7(w, dw, state, lr, rho):
    mu = state.get("momentum", 0.9)
    v = mu * state.get("v", 0) + dw
    state["v"] = v
    return w - lr * v, state


@wrong("lr in both places", "rate-twice")
def mw8(w, dw, state, lr, rho):
    v = state.get("v", 0)
    v = rho * v + lr * dw
    state["v"] = v
    return w - lr * v, state


@wrong("dw -= in place spoils the caller's")
def mw9(w, dw, state, lr, rho):
    dw *= lr
    v = rho * state.get("v", 0) - dw
    return w + v, {"v": v}


@wrong("v is a mean over everything")
def mw10(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw.mean()
    return w - lr * v, {"v": v}


@wrong("global velocity", None)
def mw11(w, dw, state, lr, rho):
    global _velocity
    v = globals().get("_velocity")
    if v is None or v.shape != w.shape:
        v = np.zeros_like(w)
    _velocity = rho * v + dw
    return w - lr * _velocity, state


@wrong("typo in a name")
def mw12(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - lr * vv, {"v": v}


@wrong("two halves of two conventions mixed", "another-sum")
def mw13(w, dw, state, lr, rho):
    v = state.get("v", 0)
    v = rho * v + (1 + rho) * dw
    return w - lr * v, {"v": v}


@wrong("lr squared by rho: v*lr kept", "rate-twice")
def mw14(w, dw, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v = rho * v + lr * dw
    w = w - v * lr
    return w, {"v": v}


@wrong("two zeros for a start", "two-weights-in-the-state")
def mw_two(w, dw, state, lr, rho):
    if "v" not in state:
        state["v"] = np.zeros(2)
    state["v"] = rho * state["v"] + dw
    return w - lr * state["v"], state


MENDED, right, wrong = kept()


@right("sign mended")
def f01(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    w = w - lr * v
    return w, {"v": v}


@right("minus in the velocity")
def f02(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) - dw
    w = w + lr * v
    return w, {"v": v}


@wrong("both signs turned, so it climbs again", "climbs")
def fw1(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) - dw
    w = w - lr * v
    return w, {"v": v}


@wrong("sign turned at rho")
def fw2(w, dw, state, lr, rho):
    v = -rho * state.get("v", 0) + dw
    w = w - lr * v
    return w, {"v": v}


LOOKAHEAD, right, wrong = kept()


@right("by the book")
def a01(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    w_ahead = w - lr * rho * v
    g = gradient(w_ahead)
    v = rho * v + g
    return w - lr * v, {"v": v}


@right("cs231n: x_ahead = x + mu * v")
def a02(w, gradient, state, lr, rho):
    mu = rho
    v = state.get("v", 0.0)
    x_ahead = w + mu * v
    v = mu * v - lr * gradient(x_ahead)
    w = w + v
    state["v"] = v
    return w, state


@wrong("gradient at w", "looks-here")
def aw1(w, gradient, state, lr, rho):
    v = state.get("v", 0.0)
    v = rho * v + gradient(w)
    return w - lr * v, {"v": v}


@wrong("looks behind", "looks-back")
def aw2(w, gradient, state, lr, rho):
    v = state.get("v", 0.0)
    g = gradient(w + rho * lr * v)
    v = rho * v + g
    return w - lr * v, {"v": v}


@wrong("w_ahead carried on", "moves-on-from-ahead")
def aw3(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    w = w - lr * rho * v
    v = rho * v + gradient(w)
    w = w - lr * v
    return w, {"v": v}


@wrong("gradient taken for an array", "gradient-not-called")
def aw4(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v = rho * v + gradient
    return w - lr * v, {"v": v}


CHANGED, right, wrong = kept()


@right("cs231n: -mu * v_prev + (1 + mu) * v")
def n01(w, dw, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v_prev = v
    v = rho * v - lr * dw
    return w + (-rho * v_prev + (1 + rho) * v), {"v": v}


@right("pytorch style")
def n02(w, dw, state, lr, rho):
    buf = state["buf"] * rho + dw if "buf" in state else dw.copy()
    d_p = dw + rho * buf
    return w - lr * d_p, {"buf": buf}


@wrong("v_prev aliased by in-place", None)
def nw1(w, dw, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v_prev = v
    v *= rho
    v -= lr * dw
    return w + (-rho * v_prev + (1 + rho) * v), {"v": v}


@wrong("just momentum", "summed")
def nw2(w, dw, state, lr, rho):
    v = state.get("v", 0)
    v = rho * v - lr * dw
    return w + v, {"v": v}


@wrong("plus for minus", "correction-with-wrong-sign")
def nw3(w, dw, state, lr, rho):
    v_prev = state.get("v", 0)
    v = rho * v_prev - lr * dw
    return w + rho * v_prev + (1 + rho) * v, {"v": v}
