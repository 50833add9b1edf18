"""Right ways to check gradients."""

import numpy as np


def number_by_number(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


def with_copies(f, params, grads, h):
    def numeric(name):
        slope = np.zeros(params[name].shape)
        for i in np.ndindex(slope.shape):
            step = np.zeros(slope.shape)
            step[i] = h
            up = {**params, name: params[name] + step}
            down = {**params, name: params[name] - step}
            slope[i] = (f(up) - f(down)) / h / 2
        return slope

    def error(a, n):
        return np.max(np.abs(a - n) / np.maximum(1e-10, np.maximum(np.abs(a), np.abs(n))))

    return {name: error(grads[name], numeric(name)) for name in params}


def by_the_sum(f, params, grads, h):
    worst = {}
    for name in grads:
        it = np.nditer(params[name], flags=["multi_index"])
        found = [0.0]
        for _ in it:
            at = it.multi_index
            params[name][at] += h
            above = f(params)
            params[name][at] -= 2 * h
            below = f(params)
            params[name][at] += h
            n, a = (above - below) / (2 * h), grads[name][at]
            found.append(abs(a - n) / max(1e-8, abs(a) + abs(n)))
        worst[name] = max(found)
    return worst
