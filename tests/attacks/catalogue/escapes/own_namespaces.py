"""Make namespaces of one's own, be root in them, and mount over what the jail has set up."""

from attacking import Attack

MOUNTS = """
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x00020000
assert os.getpid() < 64, "not in a namespace: it would mount for real"
print("unshared" if libc.unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 else "kept in")
libc.mount(b"none", b"/tmp", b"tmpfs", 0, None)
for path in ("/proc", "/mnt"):
    libc.mount(b"none", path.encode(), b"proc", 0, None)
libc.setns(os.open("/dev/null", os.O_RDONLY), 0)
try:
    os.setuid(0)
    with open("/etc/shadow") as file:
        print("ROOT", file.read(4))
except OSError as error:
    print(error)
"""
ATTACK = Attack(
    answers={"pairwise-l2": MOUNTS},
    no_stock="on stock it would mount for real, on the machine that runs the tests",
    unseen="ROOT",
)
