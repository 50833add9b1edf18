"""No archive writes anywhere, fills anything, or keeps the others' work from being collected."""

import io
import os
import stat
import struct
import unicodedata
import zipfile
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lms_archives import laid_out, moodle_name, zipped
from small_assignment_course import ALL, ASSIGNMENT, SOME

from course_lib.grading.collecting import found as found_module
from course_lib.grading.collecting.collect import Collector
from course_lib.grading.collecting.found import CollectingError, open_sources
from course_lib.grading.collecting.student_ids import student_id

HONEST = moodle_name("Ada Lovelace", 501)


def files_in(path, zone=UTC, encoding=None):
    with open_sources([path], zone, encoding) as found:
        return {str(f.path): f for f in found}


def collected(folder, path):
    with open_sources([path], UTC) as found:
        return {str(d.found.path): d for d in Collector(folder).collect(found)}


def tree(root):
    return {p.relative_to(root).as_posix() for p in root.rglob("*") if not p.is_dir()}


@pytest.mark.parametrize(
    "name",
    [
        "../../../gradebook.db",
        "Eve_9_assignsubmission_file/../../../release/01_small/01_small.ipynb",
        "/etc/Eve_9_assignsubmission_file/01_small.ipynb",
        "C:\\Users\\Eve_9_assignsubmission_file\\01_small.ipynb",
        "..\\..\\Eve_9_assignsubmission_file\\01_small.ipynb",
        "\\\\server\\Eve_9_assignsubmission_file\\01_small.ipynb",
        "Eve_9_assignsubmission_file/01_small.ipynb\0.txt",
        "Eve_9_assignsubmission_file/\r\n01_small.ipynb",
    ],
)
def test_a_name_that_leads_out_of_the_archive_leads_nowhere(course, tmp_path, name):
    folder = course({})
    archive = zipped(tmp_path / "a.zip", {HONEST: SOME})
    with zipfile.ZipFile(archive, "a") as file:
        info = zipfile.ZipInfo("x" * len(name))
        file.writestr(info, ALL)
    data = archive.read_bytes().replace(b"x" * len(name), name.encode())
    archive.write_bytes(data)
    before = tree(tmp_path)
    decisions = collected(folder, archive)
    states = sorted(d.state for d in decisions.values())
    assert states == ["new", "not placed"]
    assert next(d.reason for d in decisions.values() if d.state == "not placed")
    new = tree(tmp_path) - before
    assert {p.split("/")[1] for p in new} == {"collected", "submitted"}
    assert not any("Eve" in p or ".." in p for p in new)


def test_links_in_archives_and_folders_are_not_followed(course, tmp_path):
    link = zipfile.ZipInfo(moodle_name("Eve", 9))
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive = zipped(tmp_path / "a.zip", {HONEST: SOME})
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr(link, "/etc/passwd")
    assert "link" in files_in(archive)[moodle_name("Eve", 9)].refused

    root = laid_out(tmp_path / "loose", {"ada.ipynb": SOME})
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "eve.ipynb").write_bytes(ALL)
    os.symlink(tmp_path / "secret" / "eve.ipynb", root / "eve.ipynb")
    os.symlink(tmp_path / "secret", root / "mallory")
    os.mkfifo(root / "pipe.ipynb")
    decisions = collected(course({}), root)
    assert {p: d.state for p, d in decisions.items()} == {
        "ada.ipynb": "new",
        "eve.ipynb": "not placed",
        "mallory": "not placed",
        "pipe.ipynb": "not placed",
    }


def test_a_bomb_costs_its_own_sender_and_nobody_else(course, tmp_path):
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_LZMA) as file:
        file.writestr(HONEST, SOME)
        file.writestr(moodle_name("By Ratio", 7), bytes(15_000_000))
        file.writestr(moodle_name("By Size", 8), bytes(50_000_000))
    decisions = collected(course({}), archive)
    assert [d.state for d in decisions.values()] == ["new", "not placed", "not placed"]
    assert "times its size" in decisions[moodle_name("By Ratio", 7)].reason
    assert "50 MB" in decisions[moodle_name("By Size", 8)].reason


def test_an_entry_that_lies_about_its_size_is_not_read_beyond_it(course, tmp_path):
    archive = zipped(tmp_path / "a.zip", {HONEST: SOME, moodle_name("Liar", 7): bytes(900_000)})
    data = archive.read_bytes()
    size = struct.pack("<L", 900_000)
    assert data.count(size) == 2
    archive.write_bytes(data.replace(size, struct.pack("<L", 10)))
    decisions = collected(course({}), archive)
    assert [d.state for d in decisions.values()] == ["new", "not placed"]


def test_an_archive_of_too_many_entries_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(found_module, "ENTRIES_AT_MOST", 5)
    archive = zipped(tmp_path / "a.zip", {f"{i}.ipynb": b"" for i in range(6)})
    with pytest.raises(CollectingError, match="cannot be opened"):
        files_in(archive)
    outer = zipped(tmp_path / "b.zip", {HONEST: SOME, "bob.zip": archive.read_bytes()})
    assert "more than 5 entries" in files_in(outer)["bob.zip"].refused
    assert not files_in(outer)[HONEST].refused


def test_damaged_locked_and_unfinished_archives_say_so(course, tmp_path):
    archive = zipped(tmp_path / "a.zip", {HONEST: SOME, moodle_name("Bob", 7): ALL * 2})
    data = archive.read_bytes()
    for broken in (data[: len(data) // 2], b"<html>", b""):
        bad = tmp_path / "bad.zip"
        bad.write_bytes(broken)
        with pytest.raises(CollectingError, match="cannot be opened as a zip archive"):
            files_in(bad)
    middle = data.index(b"PK\x03\x04", 4) + 120  # within the second entry's contents
    (tmp_path / "c.zip").write_bytes(data[:middle] + bytes(20) + data[middle + 20 :])
    decisions = collected(course({}), tmp_path / "c.zip")
    assert [d.state for d in decisions.values()] == ["new", "not placed"]
    assert "damaged" in decisions[moodle_name("Bob", 7)].reason

    locked = bytearray(data)
    locked[data.rindex(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "d.zip").write_bytes(locked)
    assert "password" in files_in(tmp_path / "d.zip")[moodle_name("Bob", 7)].refused


def test_an_archive_in_an_archive_is_looked_into_once(course, tmp_path):
    inner, deeper = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(deeper, "w") as file:
        file.writestr(f"{ASSIGNMENT}.ipynb", ALL)
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr(f"work/{ASSIGNMENT}.ipynb", SOME)
        file.writestr("again.zip", deeper.getvalue())
        file.writestr("../evil.ipynb", ALL)
    files = {moodle_name("Ada Lovelace", 501, "my work.zip"): inner.getvalue()}
    decisions = collected(course({}), zipped(tmp_path / "a.zip", files))
    assert sorted(d.state for d in decisions.values()) == ["new", "not placed", "not placed"]
    (placed,) = (d.version for d in decisions.values() if d.version)
    assert (placed.student, placed.notebook) == ("Ada-Lovelace", ASSIGNMENT)


def named(path, name, encoding, flag):
    """An archive with this name written in that encoding."""
    raw = name.encode(encoding)
    assert b"x" not in raw
    zipped(path, {"x" * len(raw): SOME})
    data = bytearray(path.read_bytes().replace(b"x" * len(raw), raw))
    if flag:
        for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = data.index(mark) + place
            data[at : at + 2] = struct.pack("<H", 0x800)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "encoding", "flag"),
    [
        (moodle_name("김민지", 12), "utf-8", True),
        (moodle_name("김민지", 12), "utf-8", False),
        (moodle_name("김민지", 12), "cp949", False),
        (moodle_name("Jürgen Groß", 12), "cp437", False),
        (moodle_name("Jürgen Groß", 12), "utf-8", False),
        (moodle_name("🦊 Fuchs", 12), "utf-8", True),
        (moodle_name("王伟", 12), "utf-8", False),
    ],
)
def test_names_are_read_in_the_encoding_of_their_maker(tmp_path, name, encoding, flag):
    archive = named(tmp_path / "a.zip", name, encoding, flag)
    assert set(files_in(archive)) == {name}


def test_an_encoding_that_cannot_be_guessed_can_be_said(tmp_path):
    name = moodle_name("山田太郎", 12)
    archive = named(tmp_path / "a.zip", name, "cp932", False)
    assert set(files_in(archive, encoding="cp932")) == {name}


def test_composed_and_decomposed_names_are_one_student(course, tmp_path):
    composed, decomposed = (unicodedata.normalize(form, "Zoë Müller") for form in ("NFC", "NFD"))
    assert composed != decomposed
    files = {moodle_name(composed, 5): SOME, moodle_name(decomposed, 5, "other.ipynb"): SOME}
    decisions = collected(course({}), zipped(tmp_path / "a.zip", files))
    assert {d.version.student for d in decisions.values()} == {"Zoë-Müller"}


def test_the_times_of_an_archive_are_of_the_zone_that_is_said(tmp_path):
    archive = zipped(tmp_path / "a.zip", {HONEST: SOME}, at=(2026, 3, 1, 12, 0, 0))
    seoul = timezone(timedelta(hours=9))
    assert files_in(archive, zone=seoul)[HONEST].at.isoformat() == "2026-03-01T03:00:00+00:00"


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_any_id_becomes_a_good_folder_name_and_different_ids_different_ones(one, other):
    for text in (one, other):
        name = student_id(text)
        assert name == student_id(text)
        assert name not in (".", "..")
        assert not set(name) & set('/\\:*?"<>|[]{}+\0 \n')
        assert not name.startswith(".")
        assert not name.endswith(".")
        assert len(name.encode()) <= 130
    same = unicodedata.normalize("NFC", one.strip()), unicodedata.normalize("NFC", other.strip())
    spaced = [" ".join(text.replace("-", " ").split()) for text in same]
    if spaced[0] != spaced[1]:
        assert student_id(one) != student_id(other)


@pytest.mark.parametrize("plain", ["ada", "s001", "ada@example.org", "김민지", "Ada-Lovelace", "7"])
def test_an_id_that_is_a_good_name_is_kept(plain):
    assert student_id(plain) == plain


@pytest.mark.parametrize("bad", ["con", "NUL.txt", "a/b", "..", "-rf", "a+b", "ada.", "x" * 300])
def test_an_id_that_is_none_is_like_it_and_has_a_hash(bad):
    name = student_id(bad)
    assert name != bad
    assert name[-7] == "-"
    assert name[0].isalnum()
