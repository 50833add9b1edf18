"""Small limits, and what a cell said."""

MIB = 2**20
SMALL = {
    "memory_bytes": 300 * MIB,
    "output_bytes": 20_000,
    "reply_bytes": 2 * MIB,
    "scratch_bytes": 4 * MIB,
    "scratch_files": 50,
}


def text(outcome):
    """All that it put out, as one text."""
    parts = []
    for output in outcome.outputs:
        if output["output_type"] == "stream":
            parts.append(output["text"])
        elif output["output_type"] == "error":
            parts.append(f"{output['ename']}: {output['evalue']}\n")
        else:
            parts.append(str(output["data"].get("text/plain", "")))
    return "".join(parts)


def error(outcome):
    """The name of the error that it ended in, if any."""
    names = [o["ename"] for o in outcome.outputs if o["output_type"] == "error"]
    return names[-1] if names else None
