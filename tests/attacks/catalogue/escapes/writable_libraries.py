"""Look for a place on the import path that can be written to: it would poison the next student."""

from attacking import Attack

PROBES = """
import os
import sys
import tempfile
from pathlib import Path

roots = {Path(p or ".").resolve() for p in sys.path}
roots |= {Path(tempfile.gettempdir()), Path("/dev/shm")}
for name in ("numpy", "course_lib", "IPython", "matplotlib"):
    module = sys.modules.get(name)
    if module is not None:
        roots |= {Path(module.__file__).parent, Path(module.__file__).parent / "__pycache__"}
for root in roots:
    if root == Path.cwd() or Path.cwd() in root.parents:
        continue
    probe = root / ".can-be-written"
    try:
        probe.touch()
        probe.unlink()
        print("WRITABLE", root)
    except OSError:
        pass
"""
ATTACK = Attack(
    answers={"pairwise-l2": PROBES},
    wins=lambda run: "WRITABLE" in run.said,
    unseen="WRITABLE",
)
