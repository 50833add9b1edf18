"""Train a deep net over rates, first weights and seeds, with and without batch normalisation.

    python scripts/sweep_batchnorm.py

writes course_lib/widgets/normalisation/sweep.json, which lecture 05 draws. It takes some minutes.
The seeds are 0 to 4; another machine may round otherwise, and then single digits differ.
"""

import json

from course_lib.widgets.normalisation.sweep import EPOCHS, FILE, INITS, RATES, SEEDS, sweep


def main() -> None:
    """Run the sweep and store it."""
    right = sweep(tuple(INITS), RATES, SEEDS)
    stored = {
        "axes": ["batchnorm: without, with", "init", "rate", "seed", "epoch"],
        "unit": "right of 1000 dev digits; null: the run broke",
        "inits": list(INITS),
        "rates": RATES,
        "seeds": SEEDS,
        "epochs": EPOCHS,
    }
    text = json.dumps(stored, indent=1)[:-2] + ',\n "right": ' + json.dumps(right) + "\n}\n"
    FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
