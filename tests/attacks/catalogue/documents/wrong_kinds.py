"""Keep the JSON, and put the wrong kind everywhere: lists for texts, numbers for cells, null."""

import json

from attacking import Attack


def _spoils(text):
    notebook = json.loads(text)
    first, *cells = notebook["cells"]
    first.update(source=[["nested"], 3, None], id=7, metadata=[])
    cells[1]["metadata"]["nbgrader"] = "yes"
    cells[3]["metadata"] = None
    cells[4]["outputs"] = {"not": "a list"}
    notebook["cells"] = [first, None, 5, "text", {}, {"cell_type": "code"}, *cells]
    notebook["metadata"] = "none"
    return json.dumps(notebook).encode()


ATTACK = Attack(document=_spoils, solved=(), wins=lambda run: bool(run.failure))
