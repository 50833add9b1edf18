"""How strong a rein: bias, variance and error against the strength of the L2 penalty."""

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, GREEN, ORANGE, SKY_BLUE, VERMILLION
from course_lib.widgets.explorer import (
    Choice,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    broken,
    decades,
    even_ticks,
    in_words,
)
from course_lib.widgets.linear.bias_variance_refits import GRID, NOISE, refits, truth

__all__ = ["STRENGTHS", "RegularisationStrength", "parts"]

STRENGTHS = tuple(round(10.0 ** (k / 2), 6) for k in range(-10, 3))
WORDS = tuple(in_words(s, 2) for s in STRENGTHS)
SHOWN = 25  # refits that are drawn, of 60


def parts(degree: int, N: int) -> Float[Array, "3 S"]:
    """Squared bias, variance and dev error at every strength of STRENGTHS, (3, S)."""
    fits = [refits(degree, N, reg) for reg in STRENGTHS]
    bias2, variance = (np.array([getattr(f, name) for f in fits]) for name in ("bias2", "variance"))
    return np.stack([bias2, variance, bias2 + variance + NOISE**2])


class RegularisationStrength(Explorer):
    """Polynomials of high degree fitted to 60 samples, under an L2 penalty to be chosen.

    reg: strength of the penalty; N: points a sample; degree: of the polynomial.
    """

    title = "Strength of a regulariser"
    reg = Setting(STRENGTHS[0], Slider("Strength of L2", STRENGTHS, WORDS))
    N = Setting(20, Slider("Points a sample", (15, 20, 30, 60, 100)))
    degree = Setting("12", Choice("Degree", ("3", "9", "12")))

    def scene(self) -> Scene:
        """Some of the fits, and the parts of the error at every strength."""
        fits = refits(int(self.degree), self.N, self.reg)
        every = parts(int(self.degree), self.N)
        best = int(every[2].argmin())
        now = fits.bias2 + fits.variance + NOISE**2
        reading = (
            f"Strength {in_words(self.reg, 2)}: dev error {in_words(now)} = noise "
            f"{in_words(NOISE**2)} + bias² {in_words(fits.bias2)} + variance "
            f"{in_words(fits.variance)}. It is least, {in_words(every[2, best])}, at "
            f"{WORDS[best]}."
        )
        return Scene((_fits(fits.fits), _curves(every, self.reg)), reading)


def _fits(fits: Array) -> Panel:
    some = [np.stack([GRID, fit], 1) for fit in fits[:SHOWN]]
    return Panel(
        title=f"{SHOWN} fits, each to a sample of its own",
        xlabel="x",
        ylabel="y",
        xlim=(-1.0, 1.0),
        ylim=(-2.5, 2.5),
        xticks=even_ticks(-1, 1),
        yticks=even_ticks(-2, 2),
        marks=(
            Mark(xy=broken(some), name="fits", colour=SKY_BLUE, width=1, opacity=0.7),
            Mark(
                xy=np.stack([GRID, fits.mean(axis=0)], 1),
                name="their mean",
                colour=BLUE,
                dash=(7, 4),
                width=2.6,
            ),
            Mark(xy=np.stack([GRID, truth(GRID)], 1), name="truth", colour="ink", width=1.6),
        ),
    )


def _curves(every: Array, reg: float) -> Panel:
    at = np.log10(STRENGTHS)
    low, high = -3.0, 0.5
    names = ("bias²", "variance", "dev error")
    looks = ((GREEN, (2.0, 4.0)), (ORANGE, (7.0, 4.0)), (VERMILLION, ()))
    lines = [
        Mark(
            xy=np.stack([at, np.log10(np.clip(part, 1e-3, 10**0.5))], 1),
            name=name,
            colour=colour,
            dash=dash,
            width=2.4,
        )
        for part, name, (colour, dash) in zip(every, names, looks, strict=True)
    ]
    here = np.array([[np.log10(reg), low], [np.log10(reg), high]])
    return Panel(
        title="What the error is made of",
        xlabel="strength of L2",
        ylabel="mean square",
        xlim=(-5.0, 1.0),
        ylim=(low, high),
        xticks=decades(-5, 1),
        yticks=decades(-3, 0),
        marks=(*lines, Mark(xy=here, name="chosen", colour="ink", width=1.2)),
    )
