"""How the functions that augment are called: batch after batch, as in training."""

import numpy as np

CALLS = 10


def ten_epochs(augment, x, rng, *settings):
    """What comes of the same images in ten calls, (10, N, C, H, W); the generator goes on."""
    from copy import deepcopy

    was, outs = x.copy(), []
    for epoch in range(10):
        out = augment(was.copy() if epoch else x, rng, *settings)
        assert out is not None, "Nothing came back; expected images. Is the `return` missing?"
        is_array = isinstance(out, np.ndarray)
        assert is_array, f"Images came back as a {type(out).__name__}; expected an array."
        as_large = out.shape == was.shape
        assert as_large, f"The shape is {out.shape}; expected that of x, {was.shape}."
        outs.append(deepcopy(out))
    return np.array(outs)


def pairs_of(values):
    """Of what was found for each call and image, (10, N, ...): neighbours, in two ways.

    First the pairs of images within a call, then those of calls for one image. No value is in two
    pairs of a kind, so that the pairs of a kind are independent.
    """
    _calls, N = values.shape[:2]
    within = values[:, 0 : N // 2 * 2 : 2] == values[:, 1 : N // 2 * 2 : 2]
    between = values[::2] == values[1::2]
    return within, between
