"""Classical item analysis: how hard an exercise was, and whether it tells students apart.

Source: Allen & Yen (1979), Introduction to Measurement Theory, chapter 6.
"""

from dataclasses import dataclass

import numpy as np

from course_lib._shapes import Array, Float

__all__ = ["SMALLEST_CLASS", "ItemStatistics", "analyse"]

SMALLEST_CLASS = 20  # with fewer a correlation is mostly chance: its standard error is above 0.2


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """Of one exercise: `difficulty` is the share of its points that was earned, so 1 is easy.

    `discrimination` is the correlation of its points with those of all others: point-biserial where
    it is all or nothing. None where it cannot be told, for the reason in `why_not`.
    """

    difficulty: float | None
    discrimination: float | None
    why_not: str = ""


def analyse(points: Float[Array, "N K"], most: Float[Array, " K"]) -> list[ItemStatistics]:
    """One ItemStatistics for each of K exercises, from the points of N students.

    Shapes: points (N, K), most (K,); float64. Students of whom an exercise is not known (nan) are
    left out of its figures, and what is not known counts nothing in the rest score.
    """
    return [_one(points, most, k) for k in range(len(most))]


def _one(points: Array, most: Array, k: int) -> ItemStatistics:
    known = ~np.isnan(points[:, k])
    item = points[known, k]
    if not item.size or most[k] <= 0:
        return ItemStatistics(None, None, "nobody's is known")
    difficulty = float(item.mean() / most[k])
    if item.size < SMALLEST_CLASS:
        why = f"the class is too small: {item.size} of at least {SMALLEST_CLASS}"
        return ItemStatistics(difficulty, None, why)
    rest = np.nansum(np.delete(points[known], k, axis=1), axis=1)
    if np.ptp(item) == 0:
        return ItemStatistics(difficulty, None, "everybody has the same")
    if np.ptp(rest) == 0:
        return ItemStatistics(difficulty, None, "everybody has the same in all others")
    # In another order of students the last digits are others.
    return ItemStatistics(difficulty, round(float(np.corrcoef(item, rest)[0, 1]), 9))
