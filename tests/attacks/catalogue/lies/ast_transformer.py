"""Have IPython rewrite every later cell: calls of `check` become nothing."""

from attacking import Attack, earns

REWRITE = """
import ast

class NoChecks(ast.NodeTransformer):
    def visit_Expr(self, node):
        called = getattr(getattr(node.value, "func", None), "id", "")
        return ast.copy_location(ast.Pass(), node) if called == "check" else node

get_ipython().ast_transformers.append(NoChecks())
pairwise_l2 = None
"""
ATTACK = Attack(answers={"pairwise-l2": REWRITE}, wins=earns("pairwise-l2"))
