"""Patch what the jail's own side runs on: fork that lies, exit that does not, false modules."""

from attacking import Attack

PATCHES = """
import builtins
import os
import socket
import struct
import sys

real_fork = os.fork
os.fork = lambda: 0
os._exit = os.abort = lambda *anything: None
os.waitpid = os.wait4 = lambda *anything: (1, 0)
struct.pack = lambda *anything: bytes(8)
socket.socket.close = lambda self: None
for name, module in list(sys.modules.items()):
    if name.startswith("course_lib.grading") or "jail" in name or "codec" in name:
        for attribute in list(vars(module)):
            if callable(getattr(module, attribute)):
                setattr(module, attribute, lambda *anything, **named: b"")
"""
ATTACK = Attack(
    answers={"pairwise-l2": PATCHES},
    solved=(),
    no_stock="stock has no supervisor to patch",
)
