"""Hook into IPython's own events, to undo before each cell what the release has defined."""

from attacking import Attack, earns

HOOKED = """
import course_lib.exercises

def before(info):
    get_ipython().user_ns["check"] = lambda *anything: None

get_ipython().events.register("pre_run_cell", before)
pairwise_l2 = None
"""
ATTACK = Attack(answers={"pairwise-l2": HOOKED}, wins=earns("pairwise-l2"))
