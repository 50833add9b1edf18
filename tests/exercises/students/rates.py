"""How students write schedules: right and wrong."""

import math

import numpy as np

from .kept import kept

STEP, right, wrong = kept()


@right("int of the quotient")
def t01(lr, epoch, factor, every):
    return lr * pow(factor, int(epoch / every))


@right("while loop")
def t02(lr, epoch, factor, every):
    while epoch >= every:
        lr *= factor
        epoch -= every
    return lr


@wrong("no floor", "smooth")
def tw1(lr, epoch, factor, every):
    return lr * np.exp(np.log(factor) * epoch / every)


@wrong("only in those epochs", "only-in-the-epochs-of-a-drop")
def tw2(lr, epoch, factor, every):
    if epoch % every == 0 and epoch != 0:
        lr = lr * factor
    return lr


@wrong("multiplied at epoch 0 too", "a-drop-at-the-start")
def tw3(lr, epoch, factor, every):
    for e in range(epoch + 1):
        if e % every == 0:
            lr = lr * factor
    return lr


@wrong("if the epoch divides, at 0 too", "drops-where-it-divides")
def tw5(lr, epoch, factor, every):
    if epoch % every == 0:
        lr *= factor
    return lr


@wrong("rounded")
def tw4(lr, epoch, factor, every):
    return round(lr * factor ** (epoch // every), 2)


EXPONENTIAL, right, wrong = kept()


@right("math.exp")
def e01(lr, epoch, k):
    return lr * math.exp(-(k * epoch))


@right("math.e")
def e02(lr, epoch, k):
    return lr * math.e ** (-k * epoch)


@wrong("sign", "grows")
def ew1(lr, epoch, k):
    return lr * math.exp(k * epoch)


@wrong("0.95 style", "power-of-k")
def ew2(lr, epoch, k):
    return lr * k**epoch


@wrong("e as 2.71", "e-rounded")
def ew3(lr, epoch, k):
    return lr * 2.71 ** (-k * epoch)


@wrong("e as 2.7183", "e-rounded")
def ew4(lr, epoch, k):
    e = 2.7183
    return lr / e ** (k * epoch)


INVERSE, right, wrong = kept()


@right("plain")
def i01(lr, epoch, k):
    return lr * 1 / (1 + epoch * k)


@wrong("compounds", "divided-again-each-epoch")
def iw1(lr, epoch, k):
    for e in range(1, epoch + 1):
        lr *= 1 / (1 + k * e)
    return lr


@wrong("precedence", "brackets-forgotten")
def iw2(lr, epoch, k):
    return lr / 1 + epoch * k


WARM, right, wrong = kept()


@right("if chain")
def w01(lr, step, warmup, total):
    if step < warmup:
        return (step + 1) / (warmup + 1) * lr
    elif step > total:
        return 0
    else:
        p = (step - warmup) / (total - warmup)
        return 0.5 * lr * (1 + math.cos(p * math.pi))


@right("cosine by half angle")
def w02(lr, step, warmup, total):
    up = (step + 1) / (warmup + 1)
    p = np.clip((step - warmup) / (total - warmup), 0, 1)
    return lr * min(up, 1.0) * np.cos(np.pi * p / 2) ** 2


@wrong("up from zero", "line-from-zero")
def ww1(lr, step, warmup, total):
    if warmup and step < warmup:
        return lr * step / warmup
    p = min(max((step - warmup) / (total - warmup), 0), 1)
    return lr * 0.5 * (1 + np.cos(np.pi * p))


@wrong("comes back", "comes-back-after-the-end")
def ww2(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    p = (step - warmup) / (total - warmup)
    return lr * 0.5 * (1 + np.cos(np.pi * p))


@wrong("warm-up ends at total")
def ww3(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (total + 1)
    p = min((step - warmup) / (total - warmup), 1)
    return lr * 0.5 * (1 + np.cos(np.pi * p))
