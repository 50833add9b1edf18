"""The noise of a minibatch to play with: how gradients scatter, and what a step then costs."""

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, ORANGE, VERMILLION
from course_lib.optim import SGD, MinibatchQuadratic, race
from course_lib.widgets.explorer import (
    Button,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    decades,
    even_ticks,
    in_words,
)

__all__ = ["MinibatchNoise", "descent", "gradients"]

N, EPOCHS, CLOUD = 256, 6, 240
AT = (-2.0, 0.5)  # where the gradients are measured
CONDITION = 4.0


def gradients(batch: int, seed: int) -> Float[Array, "K 2"]:
    """Gradients that 240 batches give at one place, (240, 2), each drawn anew from 256 examples."""
    surface = MinibatchQuadratic(condition=CONDITION, batch_size=batch, N=N)
    rng = np.random.default_rng(seed)
    noise = [surface.noise(1, rng)[0] for _ in range(CLOUD)]
    return np.array(surface.slope(*AT)) + np.array(noise)


def descent(batch: int, lr: float, seed: int) -> tuple[Float[Array, " T"], Float[Array, " T"]]:
    """Examples looked at, and the loss over all of them, along six epochs of SGD."""
    surface = MinibatchQuadratic(condition=CONDITION, batch_size=batch, N=N)
    steps = EPOCHS * (N // batch)
    noise = surface.noise(steps, np.random.default_rng(seed))
    loss = race(surface, [SGD(lr=lr)], surface.start, steps, noise=noise).points[0, 0, :, 2]
    return np.arange(steps + 1.0) * batch, loss.astype(float)


class MinibatchNoise(Explorer):
    """Gradients of many minibatches at one place, and SGD by such batches beside the full batch.

    batch: examples in each, of 256; lr: the rate; draw: other batches.
    """

    title = "Noise of a minibatch"
    batch = Setting(8, Slider("Examples in a batch", (1, 2, 4, 8, 16, 32, 64, 128, 256)))
    lr = Setting(0.1, Slider("Rate", (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4)))
    draw = Setting(0, Button("Other batches"))

    def scene(self) -> Scene:
        """The cloud of gradients, and the loss against the examples looked at."""
        cloud = gradients(self.batch, self.draw)
        full = np.array(MinibatchQuadratic(condition=CONDITION).slope(*AT))
        examples, loss = descent(self.batch, self.lr, self.draw)
        rises = int((np.diff(loss) > 0).sum())
        off = float(np.sqrt(((cloud - full) ** 2).sum(axis=1).mean()))
        reading = (
            f"{self.batch} of {N} examples: a gradient is off by {in_words(off, 2)} on average, "
            f"beside its length of {in_words(float(np.hypot(*full)), 2)}. In {EPOCHS} epochs "
            f"{len(loss) - 1} steps; the loss rose in {rises} of them, and ended at "
            f"{in_words(loss[-1], 2)}."
        )
        return Scene((_cloud(cloud, full), self._race(examples, loss)), reading)

    def _race(self, examples: Array, loss: Array) -> Panel:
        whole = descent(N, self.lr, 0)
        logs = [
            np.stack([e, np.log10(np.clip(v, 1e-6, 1e3))], 1) for e, v in ((examples, loss), whole)
        ]
        return Panel(
            title=f"{EPOCHS} epochs of SGD",
            xlabel="examples looked at",
            ylabel="loss of all",
            xlim=(0.0, EPOCHS * N),
            ylim=(-4.0, 1.5),
            xticks=tuple((k * N, f"{k * N}") for k in range(0, EPOCHS + 1, 2)),
            yticks=decades(-4, 1),
            marks=(
                Mark(xy=logs[1], name=f"all {N} at once", colour=ORANGE, dash=(7, 4)),
                Mark(xy=logs[1], colour=ORANGE, shape="square", size=4),
                Mark(xy=logs[0], name="by minibatches", colour=BLUE, width=1.8),
            ),
        )


def _cloud(cloud: Array, full: Array) -> Panel:
    xlim, ylim = (-6.0, 2.0), (-10.0, 14.0)
    mean = cloud.mean(axis=0)
    return Panel(
        title=f"Gradients of {CLOUD} batches",
        xlabel="slope along",
        ylabel="slope across",
        xlim=xlim,
        ylim=ylim,
        xticks=even_ticks(*xlim),
        yticks=even_ticks(*ylim),
        marks=(
            Mark(xy=cloud, name="one batch", colour=BLUE, shape="circle", size=2.6, opacity=0.7),
            Mark(
                xy=np.array([[0.0, 0.0], full]),
                name="all examples",
                colour=VERMILLION,
                arrow=True,
                width=2.6,
            ),
            Mark(xy=mean[None], name="mean of the batches", colour="ink", shape="cross", size=5),
        ),
    )
