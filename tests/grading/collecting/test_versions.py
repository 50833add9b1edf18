"""The latest version counts, in whatever order, and however often, versions come."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from course_lib.grading.collecting.record import Record, Version, latest_of

DAY = datetime(2026, 3, 1, tzinfo=UTC)


@st.composite
def versions(draw):
    order = DAY + timedelta(hours=draw(st.integers(0, 5)))
    sha = draw(st.sampled_from(["aa", "bb", "cc"]))
    attachment = draw(st.sampled_from(["", "7", "12"]))
    return Version(
        "ada",
        "01_small",
        "01_small",
        sha,
        order,
        order,
        known=draw(st.booleans()),
        exact=draw(st.booleans()),
        scheme="canvas" if attachment else "loose",
        lms_id="77" if attachment else "",
        attachment=attachment,
        returned_as=f"kim_77_{attachment}_x.ipynb" if attachment else "",
        source=draw(st.sampled_from(["one", "other"])),
    )


def latest(found):
    known = Record(Path("/nowhere")).with_also(found)
    return [v for group in known.values() for v in latest_of(group.values())]


@given(st.lists(versions(), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_their_order_does_not_matter_nor_do_repetitions(found, random):
    shuffled = [*found, random.choice(found)]
    random.shuffle(shuffled)
    assert set(latest(shuffled)) == set(latest(found))


@given(st.lists(versions(), min_size=1, max_size=6))
def test_of_one_content_the_last_known_time_counts_or_when_it_was_first_seen(found):
    same = [Version(**{**fields(v), "sha256": "aa"}) for v in found]
    merged = reduce(Version.merged, same)
    known = [v.at for v in same if v.known]
    assert merged.at == (max(known) if known else min(v.at for v in same))
    assert merged.known == bool(known)
    assert merged.order == max(v.order for v in same)
    attachments = [int(v.attachment) for v in same if v.attachment]
    assert int(merged.attachment or 0) == max(attachments, default=0)


@given(st.lists(versions(), min_size=1, max_size=6))
def test_nothing_that_came_later_is_passed_over(found):
    winners = latest(found)
    merged = {}
    for version in found:
        before = merged.get(version.sha256)
        merged[version.sha256] = before.merged(version) if before else version
    assert all(winner.order == max(v.order for v in merged.values()) for winner in winners)


def fields(version):
    return {name: getattr(version, name) for name in Version.__slots__}


def test_a_record_is_read_back_as_it_was_written(tmp_path):
    record = Record(tmp_path)
    odd = "a\nb\u2028\udcff 김"  # what a path may hold
    record.keep(Version("ada", "01_small", "01_small", "cd" * 32, DAY, DAY, source=odd), b"{}")
    line = record.path.read_bytes()
    again = Record(tmp_path)
    assert again.versions == record.versions
    again.path.write_bytes(line + b'{"student": "half')
    resumed = Record(tmp_path)
    resumed.keep(Version("bob", "01_small", "01_small", "ef" * 32, DAY, DAY), b"[]")
    assert resumed.path.read_bytes().startswith(line)
    assert Record(tmp_path).versions == resumed.versions
