import hashlib
import re
import socket

import numpy as np
import pytest

from course_lib.data import download
from course_lib.data.download import fetch
from course_lib.errors import DataError

NAME = "archive.tar.gz"
CONTENT = np.random.default_rng(7).bytes(100_003)
BROKEN_AT = 60_000


def checksum(content):
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def get(url, folder, content=CONTENT):
    return fetch(url, checksum=checksum(content), folder=folder, filename=NAME)


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def closed_port():
    # Bound but not listening: every connection is refused, and nobody else can take it.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/{NAME}"


@pytest.fixture
def broken_off(server, tmp_path):
    """A folder in which a download has just broken off; the server is whole again."""
    server.content, server.breaks_after = CONTENT, BROKEN_AT
    with pytest.raises(DataError) as caught:
        get(server.url, tmp_path)
    assert "broke off" in caught.value.why
    server.breaks_after = None
    return tmp_path


def test_the_whole_file_arrives_and_nothing_else_is_left(server, tmp_path):
    server.content = CONTENT
    path = get(server.url, tmp_path / "new" / "folder")
    assert path == tmp_path / "new" / "folder" / NAME
    assert files(path.parent) == {NAME: CONTENT}
    assert server.asked == [None]


def test_a_good_copy_is_not_asked_for_again(closed_port, tmp_path):
    (tmp_path / NAME).write_bytes(CONTENT)
    assert get(closed_port, tmp_path).read_bytes() == CONTENT


def test_offline_is_refused_and_leaves_nothing(closed_port, tmp_path):
    with pytest.raises(DataError) as caught:
        get(closed_port, tmp_path)
    assert closed_port in caught.value.what
    assert "offline" in caught.value.why
    assert files(tmp_path) == {}


@pytest.mark.parametrize("status", [403, 404, 503])
def test_a_refusing_server_is_reported_with_its_answer(server, tmp_path, status):
    server.status = status
    with pytest.raises(DataError) as caught:
        get(server.url, tmp_path)
    assert server.url in caught.value.what
    assert str(status) in caught.value.why
    assert files(tmp_path) == {}


def test_a_server_that_stays_silent_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(download, "SILENCE_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(DataError):
        get(f"http://127.0.0.1:{silent.getsockname()[1]}/{NAME}", tmp_path)
    assert files(tmp_path) == {}


def test_an_address_that_is_none_is_refused(tmp_path):
    with pytest.raises(DataError):
        get("http://", tmp_path)
    assert files(tmp_path) == {}


def test_a_break_keeps_what_arrived_and_only_as_a_part(broken_off):
    (name, kept), *others = files(broken_off).items()
    assert not others
    assert name == f"{NAME}.part"
    assert CONTENT.startswith(kept)
    assert 0 < len(kept) <= BROKEN_AT


def test_after_a_break_only_the_missing_bytes_are_asked_for(server, broken_off):
    have = len(files(broken_off)[f"{NAME}.part"])
    assert get(server.url, broken_off).read_bytes() == CONTENT
    assert server.asked == [None, f"bytes={have}-"]
    assert server.sent == [BROKEN_AT, len(CONTENT) - have]
    assert files(broken_off) == {NAME: CONTENT}


def test_breaks_add_up_to_the_whole_file(server, tmp_path):
    server.content, server.breaks_after = CONTENT, 40_000
    for _ in range(2):
        with pytest.raises(DataError):
            get(server.url, tmp_path)
    assert get(server.url, tmp_path).read_bytes() == CONTENT
    assert sum(server.sent) < len(CONTENT) + 2 * 2**14  # at most a chunk is lost at each break


def test_a_part_survives_being_offline_and_a_refusing_server(server, broken_off, closed_port):
    kept = files(broken_off)
    server.status = 503
    for url in (closed_port, server.url):
        with pytest.raises(DataError):
            get(url, broken_off)
        assert files(broken_off) == kept


def test_a_server_that_ignores_ranges_starts_again(server, broken_off):
    server.knows_ranges = False
    assert get(server.url, broken_off).read_bytes() == CONTENT
    assert server.sent == [BROKEN_AT, len(CONTENT)]
    assert files(broken_off) == {NAME: CONTENT}


def test_a_part_longer_than_the_file_is_given_up(server, tmp_path):
    server.content = CONTENT
    (tmp_path / f"{NAME}.part").write_bytes(CONTENT + b"more")
    assert get(server.url, tmp_path).read_bytes() == CONTENT
    assert files(tmp_path) == {NAME: CONTENT}


def test_a_server_that_refuses_every_range_is_reported(server, tmp_path):
    server.status = 416
    with pytest.raises(DataError, match="416"):
        get(server.url, tmp_path)


@pytest.mark.parametrize("content", [b"", b"<html>Please log in</html>", CONTENT[:-1]])
def test_another_file_is_refused_and_leaves_nothing(server, tmp_path, content):
    server.content = content
    with pytest.raises(DataError) as caught:
        get(server.url, tmp_path)
    assert checksum(CONTENT) in caught.value.why
    assert files(tmp_path) == {}


def test_a_part_of_another_file_costs_one_try(server, tmp_path):
    server.content = CONTENT
    (tmp_path / f"{NAME}.part").write_bytes(b"of another file")
    with pytest.raises(DataError):
        get(server.url, tmp_path)
    assert files(tmp_path) == {}
    assert get(server.url, tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("fault", ["offline", "refusing", "breaks off", "another file"])
def test_what_is_in_place_is_untouched_when_a_newer_one_fails(server, tmp_path, closed_port, fault):
    old, newer = b"an older file, once good", CONTENT
    (tmp_path / NAME).write_bytes(old)
    server.content = newer[:-1] if fault == "another file" else newer
    server.breaks_after = BROKEN_AT if fault == "breaks off" else None
    server.status = 503 if fault == "refusing" else 200
    with pytest.raises(DataError):
        get(closed_port if fault == "offline" else server.url, tmp_path, newer)
    assert files(tmp_path)[NAME] == old
    assert set(files(tmp_path)) <= {NAME, f"{NAME}.part"}


def test_a_damaged_copy_is_replaced(server, tmp_path):
    server.content = CONTENT
    (tmp_path / NAME).write_bytes(CONTENT[:-1])
    assert get(server.url, tmp_path).read_bytes() == CONTENT


def test_a_folder_that_cannot_be_used_is_refused(server, tmp_path):
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(DataError) as caught:
        get(server.url, tmp_path / "taken" / "below")
    assert "folder=" in caught.value.how
    assert server.asked == []


def test_the_bar_counts_what_was_there_already(server, broken_off, capfd):
    have = len(files(broken_off)[f"{NAME}.part"])
    capfd.readouterr()
    get(server.url, broken_off)
    first, *_, last = re.findall(r"(\d+)%", capfd.readouterr().err)
    assert int(first) == 100 * have // len(CONTENT)
    assert last == "100"
