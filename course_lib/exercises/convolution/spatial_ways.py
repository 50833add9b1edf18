"""Right ways to normalise images, and back."""

import numpy as np


def over_three_axes(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def back_over_three_axes(dout, cache):
    x_hat, gamma, std = cache
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    n = dout.size / len(gamma)
    centred = dout - (dbeta / n)[:, None, None] - x_hat * (dgamma / n)[:, None, None]
    return (gamma / std)[:, None, None] * centred, dgamma, dbeta


def by_rows_of_channels(x, gamma, beta, running, train, momentum, eps):
    N, C, H, W = x.shape
    rows = x.transpose(0, 2, 3, 1).reshape(-1, C)
    if train:
        mu, var = rows.mean(axis=0), rows.var(axis=0)
        running["mean"] = momentum * running["mean"] + (1 - momentum) * mu
        running["var"] = momentum * running["var"] + (1 - momentum) * var
    else:
        mu, var = running["mean"], running["var"]
    xmu = rows - mu
    inv = 1 / np.sqrt(var + eps)
    out = gamma * xmu * inv + beta
    out = out.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    return out, running, (xmu, inv, gamma)


def back_by_rows_of_channels(dout, cache):
    xmu, inv, gamma = cache
    N, C, H, W = dout.shape
    rows = dout.transpose(0, 2, 3, 1).reshape(-1, C)
    m = len(rows)
    dbeta = rows.sum(axis=0)
    dgamma = (rows * xmu * inv).sum(axis=0)
    dxhat = rows * gamma
    dvar = (dxhat * xmu).sum(axis=0) * -0.5 * inv**3
    dmu = -(dxhat * inv).sum(axis=0) + dvar * (-2 * xmu).mean(axis=0)
    dx = dxhat * inv + dvar * 2 * xmu / m + dmu / m
    return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2), dgamma, dbeta


def channel_by_channel(x, gamma, beta, running, train, momentum, eps):
    out, stds = np.zeros(x.shape), np.zeros(len(gamma))
    new = {"mean": running["mean"].copy(), "var": running["var"].copy()}
    for c in range(x.shape[1]):
        mean, var = running["mean"][c], running["var"][c]
        if train:
            mean, var = x[:, c].mean(), x[:, c].var()
            new["mean"][c] = momentum * running["mean"][c] + (1 - momentum) * mean
            new["var"][c] = momentum * running["var"][c] + (1 - momentum) * var
        stds[c] = np.sqrt(var + eps)
        out[:, c] = gamma[c] * (x[:, c] - mean) / stds[c] + beta[c]
    return out, new, (out - beta[:, None, None], gamma, stds)


def back_channel_by_channel(dout, cache):
    scaled, gamma, stds = cache
    dx, dgamma, dbeta = np.zeros(dout.shape), np.zeros(len(gamma)), np.zeros(len(gamma))
    for c in range(len(gamma)):
        x_hat = scaled[:, c] / gamma[c]
        dgamma[c], dbeta[c] = (dout[:, c] * x_hat).sum(), dout[:, c].sum()
        centred = dout[:, c] - dout[:, c].mean() - x_hat * (dout[:, c] * x_hat).mean()
        dx[:, c] = gamma[c] / stds[c] * centred
    return dx, dgamma, dbeta
