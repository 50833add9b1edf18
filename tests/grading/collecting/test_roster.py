"""Rosters as they really are, and whose a file is by them."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath

import pytest
from lms_archives import canvas_name, exchange_name, moodle_name

from course_lib.grading.collecting.claims import claim_of
from course_lib.grading.collecting.found import CollectingError
from course_lib.grading.collecting.roster import Person, Unsure, moment, people_of
from course_lib.grading.collecting.tables import read_table

OWN = "id;name;email\nada;Ada Lovelace;a.lovelace@example.org\njm;Jürgen Müller;jm@example.org\n"


def people(tmp_path, data, **options):
    path = tmp_path / "roster.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return people_of(read_table(path), UTC, **options)


def whose(roster, path):
    found = roster.find(claim_of(PurePosixPath(path), {"01_small"}))
    return found.student if isinstance(found, Person) else found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_roster_is_read_whatever_program_wrote_it(tmp_path, encoding, delimiter, newline):
    text = OWN.replace(";", delimiter).replace("\n", newline)
    roster = people(tmp_path, text.encode(encoding))
    assert [(p.student, p.shown) for p in roster.people] == [
        ("ada", "Ada Lovelace"),
        ("jm", "Jürgen Müller"),
    ]


def test_a_roster_in_koreas_code_page(tmp_path):
    text = "id,name\ns1,김민지\ns2,이서연\ns3,박지훈\n"
    roster = people(tmp_path, text.encode("cp949"))
    assert [p.shown for p in roster.people] == ["김민지", "이서연", "박지훈"]


@pytest.mark.parametrize(
    ("path", "student"),
    [
        (moodle_name("Ada Lovelace", 5), "ada"),
        (moodle_name("ADA LOVELACE", 5), "ada"),
        (moodle_name("Lovelace Ada", 5), "ada"),
        (canvas_name("Lovelace, Ada", 7, 8), "ada"),
        (canvas_name("Müller, Jürgen", 7, 8), "jm"),
        (f"inbound/{exchange_name('ADA', '2026-03-01 12:00:00')}/01_small.ipynb", "ada"),
        ("a.lovelace@example.org/01_small.ipynb", "ada"),
        ("homework/Jürgen Müller/try this.ipynb", "jm"),
        ("a.lovelace.ipynb", "ada"),
    ],
)
def test_whose_a_file_is(tmp_path, path, student):
    assert whose(people(tmp_path, OWN), path) == student


def test_who_is_not_there_is_not_guessed_but_the_nearest_are_named(tmp_path):
    roster = people(tmp_path, OWN)
    found = whose(roster, moodle_name("Ada Lovelas", 5))
    assert isinstance(found, Unsure)
    assert found.choices[0] == "ada"
    assert "Ada Lovelas" in found.reason
    nothing = whose(roster, "01_small.ipynb")
    assert isinstance(nothing, Unsure)
    assert set(nothing.choices) == {"ada", "jm"}


def test_an_id_within_a_name_counts_where_it_has_a_digit_and_is_asked_about_else(tmp_path):
    roster = people(tmp_path, "id,name\nada,Ada L\ns1234567,Bob M\n")
    assert whose(roster, "01_small final S1234567 v2.ipynb") == "s1234567"
    for path in ("Ada Other/work.ipynb", "ada final.ipynb"):  # the first is another Ada's
        found = whose(roster, path)
        assert isinstance(found, Unsure)
        assert found.choices == ("ada",)


def test_two_of_one_name_are_told_apart_by_number_or_not_at_all(tmp_path):
    roster = people(tmp_path, "id,name,moodle,canvas\nk1,Minji Kim,5,71\nk2,Minji Kim,6,72\n")
    assert whose(roster, moodle_name("Minji Kim", 6)) == "k2"
    assert whose(roster, canvas_name("Kim, Minji", 71, 1)) == "k1"
    found = whose(roster, "Minji Kim/01_small.ipynb")
    assert isinstance(found, Unsure)
    assert found.choices == ("k1", "k2")


def test_who_is_there_twice_is_one_person(tmp_path):
    roster = people(tmp_path, "id,name,email\nada,Ada,a@x.org\nada,Ada Lovelace,b@x.org\n")
    assert [p.student for p in roster.people] == ["ada"]
    for path in ("Ada Lovelace.ipynb", "a@x.org.ipynb", "b@x.org.ipynb"):
        assert whose(roster, path) == "ada"


def test_a_column_without_an_entry_for_everybody_is_not_their_id(tmp_path):
    text = "First name,Last name,ID number,Email address\nAda,L,,a@x.org\nBob,M,7,b@x.org\n"
    assert [p.student for p in people(tmp_path, text).people] == ["a@x.org", "b@x.org"]
    with pytest.raises(CollectingError, match="has no column Matrikel"):
        people(tmp_path, text, id_column="Matrikel")
    chosen = people(tmp_path, text, id_column="id NUMBER")
    assert [p.student for p in chosen.people] == ["7"]
    with pytest.raises(CollectingError, match="tells all students apart"):
        people(tmp_path, "name\nKim\nKim\n")


def test_an_id_that_is_no_folder_name_is_made_one_and_found_by_what_it_was(tmp_path):
    roster = people(tmp_path, "id,name\nCS/2026/7,Ada L\nCS-2026-7,Bob M\n")
    one, other = (p.student for p in roster.people)
    assert "/" not in one
    assert one != other
    assert whose(roster, "Ada L.ipynb") == one


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Sunday, 1 March 2026, 12:05 PM", "2026-03-01T12:05:00+09:00"),
        ("Sunday, 1 March 2026, 12:05 AM", "2026-03-01T00:05:00+09:00"),
        ("1 March 2026, 17:30", "2026-03-01T17:30:00+09:00"),
        ("2026-03-01 12:05:00", "2026-03-01T12:05:00+09:00"),
        ("2026-03-01T12:05:00Z", "2026-03-01T12:05:00+00:00"),
        ("2026-03-01 12:05:00 UTC", "2026-03-01T12:05:00+00:00"),
    ],
)
def test_times_of_rosters(text, at):
    assert moment(text, timezone(timedelta(hours=9))) == datetime.fromisoformat(at)


@pytest.mark.parametrize(
    "text", ["-", "", "01/03/2026", "Sonntag, 1. März 2026", "32 March 2026, 1:00"]
)
def test_what_may_mean_two_times_is_none(text):
    assert moment(text, UTC) is None
