"""Fetch a file once, check it, and carry on where a broken download stopped.

pooch keeps the cache and the checksum; it cannot resume, so how the bytes come is ours.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.errors import DataError

if TYPE_CHECKING:
    from requests import Response

__all__ = ["fetch"]

CONNECT_SECONDS, SILENCE_SECONDS = 10, 30
CHUNK_BYTES = 2**14


def fetch(url: str, *, checksum: str, folder: Path, filename: str) -> Path:
    """Give the path of the file at `url`, downloaded into `folder` unless a good copy is there.

    `checksum` is written "md5:..." or "sha256:...". Only a complete file that has it is ever put
    in place. What arrived of a broken download waits beside it, as `filename`.part, for the next
    call. Raises DataError when the server cannot be reached, breaks off or refuses, when the
    checksum is another, or when the folder cannot be used.
    """
    import pooch
    import requests

    downloader = resuming(folder / f"{filename}.part")
    try:
        path = pooch.retrieve(url, checksum, fname=filename, path=folder, downloader=downloader)
    except requests.RequestException as error:
        raise DataError(
            f"{filename} could not be fetched from {url}",
            why=f"this machine is offline, or the server refused or broke off: {error}",
            how="call again when online: what has arrived is kept and the download goes on there",
        ) from error
    except OSError as error:
        raise DataError(
            f"{filename} could not be kept in {folder}",
            why=f"the download is written there first and read from there: {error}",
            how="make room and allow writing there, or give another folder=",
        ) from error
    except ValueError as error:  # pooch's word for another checksum
        raise DataError(
            f"{filename} from {url} is not the file that was published",
            why=f"its checksum should be {checksum}: {error}",
            how="call again, it starts afresh; behind a log-in page or proxy, pass that first",
        ) from error
    return Path(path)


def resuming(part: Path) -> Callable[[str, str, object], None]:
    """Make a pooch downloader that collects in `part` and asks only for the bytes still missing."""

    def download(url: str, output_file: str, pooch: object) -> None:
        _complete(url, part)
        # A copy, not a move: another process may still be writing to the part.
        shutil.copyfile(part, output_file)
        part.unlink()

    return download


def _complete(url: str, part: Path) -> None:
    import requests

    have = part.stat().st_size if part.exists() else 0
    # Bytes as they lie on the server: offsets into a recompressed stream mean nothing.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    timeout = (CONNECT_SECONDS, SILENCE_SECONDS)
    with requests.get(url, headers=headers, stream=True, timeout=timeout) as response:
        beyond_the_end = have and response.status_code == requests.codes.range_not_satisfiable
        if not beyond_the_end:
            response.raise_for_status()
            resumed = response.status_code == requests.codes.partial_content
            _append(response, part, have if resumed else 0)
    if beyond_the_end:
        part.unlink()
        _complete(url, part)


def _append(response: "Response", part: Path, have: int) -> None:
    """Write the body to `part` behind its first `have` bytes: all of them, or none."""
    from tqdm import tqdm

    left = response.raw.length_remaining
    total = None if left is None else have + left
    with (
        part.open("ab" if have else "wb") as file,
        tqdm(total=total, initial=have, unit="B", unit_scale=True, desc=part.stem) as bar,
    ):
        for chunk in response.iter_content(CHUNK_BYTES):
            bar.update(file.write(chunk))
