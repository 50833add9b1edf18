"""Hand in what is no notebook: a Python file."""

from attacking import Attack

ATTACK = Attack(
    document=lambda text: b"import numpy as np\nprint(1)\n",
    solved=(),
    wins=lambda run: bool(run.failure),
)
