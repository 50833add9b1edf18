"""Run programs through IPython's own doors, `!` and `%%bash`, and through the system's."""

from attacking import Attack

COMMANDS = """
import os

doors = (
    lambda: get_ipython().system("touch " + ELSEWHERE + "/by-bang"),
    lambda: get_ipython().run_cell_magic("bash", "", "touch " + ELSEWHERE + "/by-magic"),
    lambda: os.system("touch " + ELSEWHERE + "/by-system"),
    lambda: os.posix_spawn("/usr/bin/touch", ["touch", ELSEWHERE + "/by-spawn"], {}),
)
for door in doors:
    try:
        door()
    except BaseException as error:
        print(repr(error))
"""
ATTACK = Attack(
    answers={"pairwise-l2": COMMANDS},
    wins=lambda run: {f"elsewhere/by-{how}" for how in ("bang", "magic", "system")} <= run.altered,
    named="started-process",
)
