"""Archives as Moodle, Canvas and nbgrader's exchange make them, by their documented schemes.

moodle/mod/assign/classes/downloader.php; canvas-lms/lib/content_zipper.rb;
nbgrader/exchange/default/submit.py.
"""

import re
import zipfile
from pathlib import Path

DOWNLOADED = (2026, 3, 20, 9, 30, 0)  # both stream the archive: every entry has this time


def moodle_name(name, number, file="01_small.ipynb", *, folders=True, since="4.1"):
    """Where Moodle puts a participant's file."""
    prefix = f"{name.replace('_', ' ')}_{number}_assignsubmission_file"
    if not folders:
        return f"{prefix}_{file}"
    return f"{prefix}/{file}" if since >= "4.1" else f"{prefix}_/{file}"


def canvas_name(sortable, user, attachment, file="01_small.ipynb", *, late=False):
    """What Canvas calls a user's attachment."""
    parts = [sortable.lower(), *(["LATE"] if late else []), str(user)]
    stem = re.sub(r"[^\w]", "", "_".join(parts))
    return f"{stem}_{attachment}_{file}"


def exchange_name(student, at, assignment="01_small", random="Ab-_9xYz01=="):
    """The folder of a submission below inbound/."""
    return f"{student}+{assignment}+{at}.000000 UTC+{random}"


def zipped(path: Path, files, at=DOWNLOADED):
    """An archive of files, name -> bytes, with that time on each."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items() if isinstance(files, dict) else files:
            archive.writestr(zipfile.ZipInfo(name, at), data, zipfile.ZIP_DEFLATED)
    return path


def laid_out(root: Path, files):
    """A folder of files, name -> bytes."""
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root
