"""Give the shell a namespace that answers every name it does not like with another function."""

from attacking import Attack, earns

NAMESPACE = """
class Names(dict):
    def __getitem__(self, name):
        return (lambda *anything: None) if name == "check" else dict.__getitem__(self, name)

names = Names(get_ipython().user_ns)
names["check"] = lambda *anything: None
get_ipython().user_ns = names
get_ipython().user_module.__dict__.update(names)
pairwise_l2 = None
"""
ATTACK = Attack(answers={"pairwise-l2": NAMESPACE}, wins=earns("pairwise-l2"))
