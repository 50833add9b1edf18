"""Show a number as the check's result: nbgrader takes the first one shown as partial credit."""

from attacking import Attack, earns

FORMATTER = """
class Credit:
    pass

def as_points(credit, printer, cycle):
    printer.text("1.0")

get_ipython().display_formatter.formatters["text/plain"].for_type(Credit, as_points)
check = lambda *anything: Credit()
pairwise_l2 = None
"""
ATTACK = Attack(answers={"pairwise-l2": FORMATTER}, wins=earns("pairwise-l2"))
