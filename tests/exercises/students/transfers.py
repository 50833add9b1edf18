"""How students load, freeze and fine-tune: right and wrong, in dicts of arrays."""

import numpy as np

from .kept import kept

LOAD, right, wrong = kept()


@right("checks name by name, both ways")
def l1(own, kept):
    for k in kept.keys():
        if k not in own.keys():
            raise ValueError("unexpected key " + k)
    out = {}
    for k, v in own.items():
        if k not in kept:
            raise ValueError("missing key " + k)
        if v.shape != kept[k].shape:
            raise ValueError(f"{k}: {v.shape} vs {kept[k].shape}")
        out[k] = np.array(kept[k], dtype=v.dtype)
    return out


@right("sorted names, shapes in a list, KeyError made a ValueError")
def l2(own, kept):
    if sorted(own) != sorted(kept):
        raise ValueError("keys")
    if any(np.shape(kept[n]) != np.shape(own[n]) for n in own):
        raise ValueError("shapes")
    new = {n: np.zeros_like(own[n]) for n in own}
    for n in new:
        new[n] += kept[n]
    return new


@right("an error class of its own, which is a ValueError")
def l3(own, kept):
    class Mismatch(ValueError):
        pass

    want = [(n, own[n].shape) for n in sorted(own)]
    have = [(n, kept[n].shape) for n in sorted(kept)]
    if want != have:
        raise Mismatch("names and shapes differ")
    return {n: 1 * kept[n].astype(own[n].dtype) for n in own}


@wrong("compares the number of axes only", "shapes-unseen")
def l_ndim(own, kept):
    if set(own) ^ set(kept):
        raise ValueError
    for n in own:
        if own[n].ndim != kept[n].ndim:
            raise ValueError
    return {n: kept[n].astype(own[n].dtype) for n in own}


@wrong("prints the mismatch and goes on", "never-refuses")
def l_print(own, kept):
    out = {}
    for n in own:
        if n not in kept:
            print("missing", n)
            continue
        if kept[n].shape != own[n].shape:
            print("shape mismatch in", n)
        out[n] = kept[n].astype(own[n].dtype)
    return out


@wrong("strict=False, as in a forum's answer", "misfits-skipped")
def l_not_strict(own, kept):
    out = {n: a.copy() for n, a in own.items()}
    for n, a in kept.items():
        if n in out and out[n].shape == a.shape:
            out[n] = a.astype(out[n].dtype)
    return out


@wrong("asserts in place of raising a ValueError")
def l_assert(own, kept):
    assert set(own) == set(kept)
    for n in own:
        assert own[n].shape == kept[n].shape
    return {n: kept[n].astype(own[n].dtype) for n in own}


@wrong("counts the names", None)
def l_count(own, kept):
    if len(own) != len(kept):
        raise ValueError
    for n in own:
        if n in kept and own[n].shape != kept[n].shape:
            raise ValueError
    return {n: kept[n].astype(own[n].dtype) for n in own if n in kept}


@wrong("forgets the return")
def l_no_return(own, kept):
    if set(own) != set(kept):
        raise ValueError
    for n in own:
        if own[n].shape != kept[n].shape:
            raise ValueError
        own[n][...] = kept[n]


FRAMEWORK, right, wrong = kept()


@right("a table of keys")
def f1(state, names):
    keys = {"running_mean": "mean", "running_var": "var"}
    net = {}
    for full, array in state.items():
        where = full.rfind(".")
        layer, key = full[:where], full[where + 1 :]
        if key == "num_batches_tracked":
            continue
        if key in keys:
            short = keys[key]
        elif state[layer + ".weight"].ndim == 1:
            short = {"weight": "gamma", "bias": "beta"}[key]
        else:
            short = {"weight": "w", "bias": "b"}[key]
            if key == "weight" and array.ndim == 2:
                array = array.transpose()
        net[names[layer] + "." + short] = array
    return net


@right("by the kind of layer")
def f2(state, names):
    out = {}
    for a, b in names.items():
        if f"{a}.running_mean" in state:
            for t, o in (("weight", "gamma"), ("bias", "beta")):
                out[f"{b}.{o}"] = state[f"{a}.{t}"]
            out[f"{b}.mean"], out[f"{b}.var"] = (state[f"{a}.running_{k}"] for k in ("mean", "var"))
            continue
        w = state[f"{a}.weight"]
        out[f"{b}.w"] = np.einsum("md->dm", w) if len(w.shape) == 2 else w
        out[f"{b}.b"] = state[f"{a}.bias"]
    return out


@wrong("turns nothing, in a style of its own", "not-turned")
def f_flat(state, names):
    out = {}
    for full, a in state.items():
        layer, _, key = full.rpartition(".")
        norm = layer + ".running_var" in state
        short = dict(weight="gamma" if norm else "w", bias="beta" if norm else "b")
        short |= dict(running_mean="mean", running_var="var")
        if key in short:
            out[f"{names[layer]}.{short[key]}"] = a.copy()
    return out


@wrong("turns by reshape", "reshaped-not-turned")
def f_reshape(state, names):
    out = {}
    for a, b in names.items():
        w = state[a + ".weight"]
        if w.ndim == 2:
            w = w.reshape(w.shape[1], w.shape[0])
        norm = w.ndim == 1
        out[b + (".gamma" if norm else ".w")] = w
        out[b + (".beta" if norm else ".b")] = state[a + ".bias"]
        if norm:
            out[b + ".mean"] = state[a + ".running_mean"]
            out[b + ".var"] = state[a + ".running_var"]
    return out


@wrong("gamma and beta swapped")
def f_swapped(state, names):
    out = {}
    for a, b in names.items():
        w, c = state[a + ".weight"], state[a + ".bias"]
        if w.ndim == 1:
            out |= {b + ".gamma": c, b + ".beta": w}
            out |= {b + "." + k: state[f"{a}.running_{k}"] for k in ("mean", "var")}
        else:
            out |= {b + ".w": w.T if w.ndim == 2 else w, b + ".b": c}
    return out


HEAD, right, wrong = kept()


@right("uniform within 1 / sqrt(H), as a framework does, a little wider")
def h1(net, classes, rng):
    new = {}
    for n in net:
        new[n] = net[n].copy()
    rows = net["head.w"].shape[0]
    limit = np.sqrt(6.0 / rows)
    new["head.w"] = rng.uniform(-limit, limit, size=(rows, classes))
    new["head.b"] = np.zeros((classes,))
    return new


@right("normal with scale")
def h2(net, classes, rng):
    new = dict(net.items())
    h = net["head.w"].shape[0]
    new["head.w"], new["head.b"] = rng.normal(0, h**-0.5, (h, classes)), np.zeros(classes)
    return new


@wrong("pads the old head", None)
def h_padded(net, classes, rng):
    old = net["head.w"]
    w = rng.normal(size=(len(old), classes)) / np.sqrt(len(old))
    n = min(classes, old.shape[1])
    w[:, :n] = old[:, :n]
    return {**net, "head.w": w, "head.b": np.zeros(classes)}


@wrong("the global generator", "not-the-same-twice")
def h_global(net, classes, rng):
    h = len(net["head.w"])
    return {**net, "head.w": np.random.randn(h, classes) / h**0.5, "head.b": np.zeros(classes)}


@wrong("bias as a row")
def h_row(net, classes, rng):
    h = len(net["head.w"])
    w = rng.normal(size=(h, classes)) / h**0.5
    return {**net, "head.w": w, "head.b": np.zeros((1, classes))}


@wrong("variance for spread", "divided-by-the-features")
def h_variance(net, classes, rng):
    h = net["head.w"].shape[0]
    return {**net, "head.w": rng.normal(0, 1 / h, (h, classes)), "head.b": np.zeros(classes)}


@wrong("all zero")
def h_zero(net, classes, rng):
    return {**net, "head.w": np.zeros((len(net["head.w"]), classes)), "head.b": np.zeros(classes)}


START, right, wrong = kept()


@right("collects what learns first")
def s1(net, head, frozen):
    names = []
    for n in net:
        if n.split(".")[0] not in names:
            names.append(n.split(".")[0])
    unknown = [f for f in frozen if f not in names]
    if len(unknown) > 0:
        raise ValueError("unknown layers: " + ", ".join(unknown))
    out = net.copy()
    out["head.w"] = head["head.w"]
    out["head.b"] = head["head.b"]
    v = {}
    for n in out:
        layer, key = n.split(".")
        if layer in frozen or key == "mean" or key == "var":
            continue
        v[n] = 0 * out[n]
    return out, v


@right("with a helper, and floats of its own")
def s2(net, head, frozen):
    def learns(name):
        layer, _, key = name.partition(".")
        return layer not in set(frozen) and key in {"w", "b", "gamma", "beta"}

    if set(frozen) - {n[: n.index(".")] for n in net}:
        raise ValueError("no such layer")
    whole = net | head
    return whole, {n: np.zeros(a.shape) for n, a in whole.items() if learns(n)}


@wrong("a slip in a name is passed over", "a-slip-freezes-nothing")
def s_slip(net, head, frozen):
    whole = {**net, **head}
    v = {n: np.zeros_like(a) for n, a in whole.items()}
    for f in frozen:
        for n in whole:
            if n.split(".")[0] == f:
                v.pop(n)
    return whole, {n: a for n, a in v.items() if not n.endswith(("mean", "var"))}


@wrong("pops by prefix", "freezes-by-prefix")
def s_prefix(net, head, frozen):
    whole = {**net, **head}
    if any(f + ".w" not in whole and f + ".gamma" not in whole for f in frozen):
        raise ValueError
    keep = [n for n in whole if not any(n.startswith(f) for f in frozen)]
    return whole, {n: np.zeros_like(whole[n]) for n in keep if n[-4:] not in ("mean", ".var")}


@wrong("the optimiser is made before the head", "velocity-of-the-old-head")
def s_early(net, head, frozen):
    known = {n.split(".")[0] for n in net}
    if not set(frozen).issubset(known):
        raise ValueError(frozen)
    v = {}
    for n in net:
        if n.split(".")[0] not in frozen and n.split(".")[1] in ("w", "b", "gamma", "beta"):
            v[n] = np.zeros(net[n].shape)
    net = dict(net)
    net.update(head)
    return net, v


@wrong("freezes all but biases: takes all layers, then the head", "head-frozen-too")
def s_all(net, head, frozen):
    known = {n.split(".")[0] for n in net}
    if not known.issuperset(frozen):
        raise ValueError(frozen)
    net = {**net, **head}
    rest = [n for n in net if n.split(".")[0] not in frozen and not n.startswith("head")]
    return net, {n: np.zeros(net[n].shape) for n in rest if n.split(".")[1][0] not in "mv"}


@wrong("returns names only")
def s_names(net, head, frozen):
    return {**net, **head}, [n for n in net if n.split(".")[0] not in frozen]


@wrong("KeyError where ValueError is asked")
def s_key(net, head, frozen):
    layers = {}
    for n in net:
        layers.setdefault(n.split(".")[0], []).append(n)
    stays = [n for f in frozen for n in layers[f]]
    whole = {**net, **head}
    learns = [n for n in whole if n not in stays and not n.endswith((".mean", ".var"))]
    return whole, {n: np.zeros_like(whole[n]) for n in learns}


NORM, right, wrong = kept()


@right("two branches, a copy")
def n1(x, norm, train, frozen):
    new = dict(norm)
    if frozen or not train:
        mu, s2 = norm["mean"], norm["var"]
    else:
        mu, s2 = np.mean(x, 0), np.var(x, 0)
        for k, v in zip(("mean", "var"), (mu, s2), strict=True):
            new[k] = norm[k] * norm["momentum"] + v * (1 - norm["momentum"])
    xhat = (x - mu) / np.sqrt(s2 + norm["eps"])
    return xhat * norm["gamma"] + norm["beta"], new


@right("train = train and not frozen")
def n2(x, norm, train, frozen):
    train = train and not frozen
    m = x.mean(0) if train else norm["mean"]
    v = ((x - x.mean(0)) ** 2).mean(0) if train else norm["var"]
    rho = norm["momentum"] if train else 1.0
    after = {
        k: (
            rho * norm[k] + (1 - rho) * {"mean": m, "var": v}[k]
            if k in ("mean", "var")
            else norm[k]
        )
        for k in norm
    }
    return norm["gamma"] * (x - m) * (v + norm["eps"]) ** -0.5 + norm["beta"], after


@wrong("only gradients are frozen", "frozen-unread")
def n_gradients(x, norm, train, frozen):
    if not train:
        out = (x - norm["mean"]) / np.sqrt(norm["var"] + norm["eps"])
        return out * norm["gamma"] + norm["beta"], dict(norm)
    m, v = x.mean(axis=0), x.var(axis=0)
    r = norm["momentum"]
    new = {**norm, "mean": r * norm["mean"] + (1 - r) * m, "var": r * norm["var"] + (1 - r) * v}
    return (x - m) / np.sqrt(v + norm["eps"]) * norm["gamma"] + norm["beta"], new


@wrong("averages kept, batch used", "frozen-uses-the-batch")
def n_batch(x, norm, train, frozen):
    new = dict(norm)
    m, v = (x.mean(0), x.var(0)) if train else (norm["mean"], norm["var"])
    if train and not frozen:
        r = norm["momentum"]
        new["mean"] = r * norm["mean"] + (1 - r) * m
        new["var"] = r * norm["var"] + (1 - r) * v
    return norm["gamma"] * ((x - m) / np.sqrt(v + norm["eps"])) + norm["beta"], new


@wrong("the variance by N - 1")
def n_ddof(x, norm, train, frozen):
    m, v, new = norm["mean"], norm["var"], dict(norm)
    if train and not frozen:
        m, v, r = x.mean(0), x.var(0, ddof=1), norm["momentum"]
        new["mean"], new["var"] = r * m + (1 - r) * norm["mean"], norm["var"]
        new["mean"] = r * norm["mean"] + (1 - r) * m
        new["var"] = r * norm["var"] + (1 - r) * v
    return norm["gamma"] * (x - m) / np.sqrt(v + norm["eps"]) + norm["beta"], new


@wrong("gives out alone")
def n_alone(x, norm, train, frozen):
    return norm["gamma"] * (x - norm["mean"]) / np.sqrt(norm["var"] + norm["eps"]) + norm["beta"]


FEATURES, right, wrong = kept()


def _features(net, x):
    x = (x - net["pixels.mean"]) / net["pixels.std"]
    x = x.dot(net["affine.w"]) + net["affine.b"]
    x = (x - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)
    return np.clip(x * net["norm.gamma"] + net["norm.beta"], 0, None)


def _probabilities(s):
    e = np.exp(s - np.max(s, axis=1).reshape(-1, 1))
    return e / np.sum(e, axis=1).reshape(-1, 1)


@right("one-hot labels, helpers")
def e1(net, x, y, lr, steps):
    new = {k: v.copy() for k, v in net.items()}
    h, t = _features(net, x), np.eye(net["head.b"].shape[0])[y]
    for _ in range(steps):
        d = (_probabilities(h @ new["head.w"] + new["head.b"]) - t) / h.shape[0]
        new["head.w"] -= lr * (h.T @ d)
        new["head.b"] -= lr * d.sum(0)
    return new


@right("a loop over images")
def e2(net, x, y, lr, steps):
    h = _features(net, x)
    w, b = np.array(net["head.w"]), np.array(net["head.b"])
    for _ in range(steps):
        dw, db = np.zeros(w.shape), np.zeros(b.shape)
        for i in range(len(x)):
            p = _probabilities((h[i] @ w + b)[None])[0]
            p[y[i]] -= 1
            dw += np.outer(h[i], p)
            db += p
        w, b = w - lr * dw / len(x), b - lr * db / len(x)
    new = dict(net)
    new["head.w"], new["head.b"] = w, b
    return new


@right("weights and bias in one array")
def e3(net, x, y, lr, steps):
    h = np.hstack([_features(net, x), np.ones((len(x), 1))])
    wb = np.vstack([net["head.w"], net["head.b"]])
    for _ in range(steps):
        p = _probabilities(h @ wb)
        p[range(len(y)), y] -= 1
        wb = wb - lr / len(y) * (h.T @ p)
    return {**net, "head.w": wb[:-1], "head.b": wb[-1]}


@wrong("zero_grad forgotten", "gradients-add-up")
def e_sum(net, x, y, lr, steps):
    h, t = _features(net, x), np.eye(net["head.b"].size)[y]
    w, b, dw, db = net["head.w"], net["head.b"], 0, 0
    for _ in range(steps):
        d = (_probabilities(h @ w + b) - t) / len(h)
        dw, db = dw + h.T @ d, db + d.sum(0)
        w, b = w - lr * dw, b - lr * db
    return {**net, "head.w": w, "head.b": b}


@wrong("softmax before a cross-entropy with a softmax", "softmax-twice")
def e_twice(net, x, y, lr, steps):
    h, t = _features(net, x), np.eye(net["head.b"].size)[y]
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        p = _probabilities(h @ w + b)
        dp = (_probabilities(p) - t) / len(h)
        d = p * dp - p * (p * dp).sum(1, keepdims=True)
        w, b = w - lr * h.T @ d, b - lr * d.sum(0)
    return {**net, "head.w": w, "head.b": b}


@wrong("raw pixels", "pixels-as-they-are")
def e_raw(net, x, y, lr, steps):
    raw = {**net, "pixels.mean": np.zeros(x.shape[1]), "pixels.std": np.ones(x.shape[1])}
    trained = e1(raw, x, y, lr, steps)
    return {**net, "head.w": trained["head.w"], "head.b": trained["head.b"]}


@wrong("left in training mode", "statistics-of-the-batch")
def e_train(net, x, y, lr, steps):
    a = (x - net["pixels.mean"]) / net["pixels.std"] @ net["affine.w"] + net["affine.b"]
    batch = {**net, "norm.mean": a.mean(0), "norm.var": a.var(0)}
    trained = e1(batch, x, y, lr, steps)
    return {**net, "head.w": trained["head.w"], "head.b": trained["head.b"]}


@wrong("trains the caller's arrays", "copied-by-name-only")
def e_inplace(net, x, y, lr, steps):
    h, t = _features(net, x), np.eye(net["head.b"].size)[y]
    for _ in range(steps):
        d = (_probabilities(h @ net["head.w"] + net["head.b"]) - t) / len(h)
        net["head.w"] -= lr * h.T @ d
        net["head.b"] -= lr * d.sum(0)
    return net


@wrong("rounds the frozen weights on the way")
def e_rounds(net, x, y, lr, steps):
    new = e1(net, x, y, lr, steps)
    new["affine.w"] = new["affine.w"] * 3 / 3 + 1e-16
    return new


@wrong("squared error in place of cross-entropy")
def e_squares(net, x, y, lr, steps):
    h, t = _features(net, x), np.eye(net["head.b"].size)[y]
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        d = (h @ w + b - t) / len(h)
        w, b = w - lr * h.T @ d, b - lr * d.sum(0)
    return {**net, "head.w": w, "head.b": b}


@wrong("weights updated before the gradient of the bias is taken")
def e_late(net, x, y, lr, steps):
    h, t = _features(net, x), np.eye(net["head.b"].size)[y]
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        w = w - lr * h.T @ (_probabilities(h @ w + b) - t) / len(h)
        b = b - lr * (_probabilities(h @ w + b) - t).mean(0)
    return {**net, "head.w": w, "head.b": b}


RATES, right, wrong = kept()


@right("counts from the back")
def r1(layers, frozen, lr, factor):
    out, n = {}, 0
    for layer in layers[::-1]:
        if layer in frozen:
            out[layer] = 0
        else:
            out[layer] = lr / factor**n
            n += 1
    return out


@right("NumPy powers; frozen ones left out")
def r2(layers, frozen, lr, factor):
    live = [v for v in layers if v not in frozen]
    return dict(zip(live, lr * float(factor) ** -np.arange(len(live))[::-1], strict=True))


@wrong("place in the whole net", "frozen-ones-counted")
def r_whole(layers, frozen, lr, factor):
    n = len(layers)
    return {v: 0.0 if v in frozen else lr / factor ** (n - 1 - i) for i, v in enumerate(layers)}


@wrong("from the front", "old-layers-faster")
def r_front(layers, frozen, lr, factor):
    live = [v for v in layers if v not in frozen]
    return {v: lr / factor**i for i, v in enumerate(live)}


@wrong("exponent begins with 1", "head-divided-too")
def r_one(layers, frozen, lr, factor):
    live = [v for v in layers if v not in frozen][::-1]
    return {v: lr / factor ** (i + 1) for i, v in enumerate(live)}


@wrong("a list of rates")
def r_list(layers, frozen, lr, factor):
    return [lr / factor**i for i in range(len(layers))][::-1]


STEP, right, wrong = kept()


@right("copies, then in place")
def t1(net, velocity, grads, rates, rho):
    net = {k: a.copy() for k, a in net.items()}
    velocity = {k: a.copy() for k, a in velocity.items()}
    for k in net:
        r = rates.get(k[: k.index(".")], 0)
        if r != 0:
            velocity[k] *= rho
            velocity[k] += grads[k]
            net[k] -= r * velocity[k]
    return net, velocity


@right("layer by layer")
def t2(net, velocity, grads, rates, rho):
    w, v = {**net}, {**velocity}
    for layer, rate in rates.items():
        for k in [k for k in net if k.split(".")[0] == layer and rate]:
            v[k] = grads[k] + rho * v[k]
            w[k] = w[k] - v[k] * rate
    return w, v


@right("minus the rate inside, added")
def t3(net, velocity, grads, rates, rho):
    w, v = {**net}, {**velocity}
    for k, g in grads.items():
        rate = rates.get(k.split(".")[0], 0.0)
        if rate:
            v[k] = rho * velocity[k] - rate * g
            w[k] = w[k] + v[k]
    return w, v


@wrong("rate 0 stops the weight, not the velocity", "velocity-gathers-while-frozen")
def t_gathers(net, velocity, grads, rates, rho):
    v = {k: rho * velocity[k] + grads[k] for k in net}
    rate = {k: rates.get(k.split(".")[0], 0.0) for k in net}
    return {k: net[k] - rate[k] * v[k] if rate[k] else net[k] for k in net}, v


@wrong("the first rate for all", None)
def t_first(net, velocity, grads, rates, rho):
    r = next(iter(rates.values()))
    v = {k: rho * velocity[k] + grads[k] for k in net}
    return {k: net[k] - r * v[k] for k in net}, v


@wrong("plain gradient descent", "no-momentum")
def t_plain(net, velocity, grads, rates, rho):
    r = {k: rates.get(k.split(".")[0], 0.0) for k in net}
    return {k: net[k] - r[k] * grads[k] if r[k] else net[k] for k in net}, dict(velocity)


@wrong("velocity over the old one only", "in-place")
def t_inplace(net, velocity, grads, rates, rho):
    for k in net:
        r = rates.get(k.split(".")[0], 0.0)
        if r:
            velocity[k] *= rho
            velocity[k] += grads[k]
            net[k] -= r * velocity[k]
    return net, velocity


@wrong("rates[k] by the whole name")
def t_name(net, velocity, grads, rates, rho):
    w, v = dict(net), dict(velocity)
    for k in net:
        if rates.get(k):
            v[k] = rho * v[k] + grads[k]
            w[k] = w[k] - rates[k] * v[k]
    return w, v


BY_EXERCISE = {
    "load-weights": LOAD,
    "from-framework": FRAMEWORK,
    "new-head": HEAD,
    "start-transfer": START,
    "frozen-norm": NORM,
    "feature-extraction": FEATURES,
    "layer-rates": RATES,
    "fine-tune-step": STEP,
}
