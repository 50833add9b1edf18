"""What is counted is what is there, whoever comes first, and nobody's name is in it."""

from collections import Counter
from dataclasses import replace
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_works import ASSIGNMENT, EXERCISES, class_of, item, report_of, work

from course_lib.checking import Exercise
from course_lib.grading.report import as_csv, as_html, as_json
from course_lib.grading.report.works import Register

BY_ID = {exercise.id: exercise for exercise in EXERCISES}
CLASS = class_of(43)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(len(CLASS))))
def test_the_order_of_students_changes_nothing(order):
    works = [CLASS[i] for i in order]
    assert report_of(works, names=True) == report_of(CLASS, names=True)


def test_each_exercise_counts_each_student_once():
    report = report_of(CLASS)
    assert [row.id for row in report.exercises] == [e.id for e in EXERCISES]
    for row in report.exercises:
        states = Counter(
            i.finding.state for w in CLASS for i in w.items if i.finding.exercise == row.id
        )
        assert row.states["solved"] == states["passed"]
        assert row.states["wrong"] == states["wrong"]
        assert row.states["not attempted"] == states["not attempted"]
        assert sum(row.states.values()) == len(CLASS)
        assert row.difficulty == pytest.approx(states["passed"] / len(CLASS))


def test_each_mistake_counts_who_made_it_and_where():
    made = {}
    for w in CLASS:
        for i in w.items:
            if name := i.finding.mistake:
                key = (name, i.finding.exercise * name.startswith("answer "))
                made.setdefault(key, set()).add(w.student)
    report = report_of(CLASS, names=True)
    told = {
        (m.name, m.exercises[0][0] * m.name.startswith("answer ")): set(m.students)
        for m in report.mistakes
    }
    assert told == made
    assert all(m.count == len(m.students) for m in report.mistakes)
    assert [m.count for m in report.mistakes] == sorted(map(len, made.values()), reverse=True)


def test_who_makes_one_mistake_in_three_exercises_is_one_student():
    ids = ("pairwise-l2-two-loops", "pairwise-l2-one-loop", "pairwise-l2")
    items = [item(BY_ID[id], "wrong", "no-root", looked="value") for id in ids]
    (made,) = report_of([work("ada", *items)]).mistakes
    assert (made.count, [id for id, _, _ in made.exercises]) == (1, list(ids))
    assert made.lost == sum(BY_ID[id].points for id in ids)


def test_an_example_is_the_shortest_and_shows_nothing_of_its_author():
    long = "def pairwise_l2(a, b):\n    # by ada, long\n    ada_way = a + b\n    return ada_way"
    short = "def pairwise_l2(a, b):\n    '''bob bobson'''\n    bobs = a - b\n    return bobs"
    broken = "def pairwise_l2(a"
    exercise = BY_ID["pairwise-l2"]
    works = [
        work(who, item(exercise, "wrong", "no-root", looked="value", code=code))
        for who, code in (("adalovelace", long), ("bobson", short), ("eve", broken))
    ]
    (made,) = report_of(works, people=["ada", "bobs", "bob"]).mistakes
    assert made.example == "def pairwise_l2(a, b):\n    name_1 = a - b\n    return name_1"


def test_what_follows_from_another_fault_is_no_mistake_of_its_own():
    wrong = item(BY_ID["pairwise-l2"], "wrong", "no-root", looked="value")
    follows = item(BY_ID["cross-validate"], "wrong", message="It differs.", looked="value")
    report = report_of([work(f"s{i}", wrong, follows) for i in range(7)])
    assert [m.name for m in report.mistakes] == ["no-root"]
    assert report.unnamed == ()
    assert [row.follow for row in report.exercises] == [0, 7]
    assert {row.id for row in report.concepts} == {*EXERCISES[3].concepts}
    alone = report_of([work("s0", follows)])
    assert [m.count for m in alone.unnamed] == [1]


def test_a_pattern_of_what_follows_is_no_mistake_of_its_own():
    wrong = item(BY_ID["knn-vote"], "wrong", "tie-to-the-last", looked="value")
    chance = item(BY_ID["knn-predict"], "wrong", "in-another-order", looked="value")
    own = item(BY_ID["knn-predict"], "wrong", "nearest-only", looked="value")
    assert [m.name for m in report_of([work("ada", wrong, chance)]).mistakes] == ["tie-to-the-last"]
    names = {m.name for m in report_of([work("bob", wrong, own)]).mistakes}
    assert names == {"tie-to-the-last", "nearest-only"}


def test_what_does_the_same_is_put_together_and_what_does_not_is_not():
    exercise = BY_ID["pairwise-l2"]

    def wrong(number, case):
        message = f"It differs; the first at [0, 0] is {number}, expected 5."
        return item(exercise, "wrong", message=message, looked="value", case=case)

    fixed, drawn_for_each = "from (0, 0) to (3, 4)", "5 points from 4 others"
    numbers = (1, 1, 2, 3)
    same_input = report_of([work(f"s{i}", wrong(n, fixed)) for i, n in enumerate(numbers)])
    assert sorted(m.count for m in same_input.unnamed) == [1, 1, 2]
    other_input = report_of(
        [work(f"s{i}", wrong(n, drawn_for_each)) for i, n in enumerate(numbers)]
    )
    assert [m.count for m in other_input.unnamed] == [4]


def test_errors_go_together_by_their_kind_whatever_the_line():
    exercise = BY_ID["knn-vote"]
    messages = (
        "It stopped with NameError: name 'cnt' is not defined in line 3, `return cnt`.",
        "It stopped with NameError: name 'cnt' is not defined in line 9, `x = cnt  # eve`.",
        "It stopped with ValueError: eve was here in line 2, `raise ValueError('eve was here')`.",
    )
    works = [
        work(f"s{i}", item(exercise, "wrong", message=text, looked="runs"))
        for i, text in enumerate(messages)
    ]
    report = report_of(works)
    assert [(m.count, m.said) for m in report.unnamed] == [
        (2, "NameError: name 'cnt' is not defined"),
        (1, "ValueError"),
    ]


def test_the_concepts_are_those_of_the_exercises_the_weakest_first():
    report = report_of(CLASS)
    assert {row.id for row in report.concepts} == {c for e in EXERCISES for c in e.concepts}
    shares = [row.share for row in report.concepts]
    assert shares == sorted(shares)
    for row in report.concepts:
        assert set(row.exercises) == {e.id for e in EXERCISES if row.id in e.concepts}


def test_the_scores_are_those_of_the_gradebook():
    report = report_of(CLASS)
    assert sum(report.scores.tenths) == len(CLASS)
    assert report.scores.median == pytest.approx(median(w.points for w in CLASS))
    by_hand = [replace(CLASS[0], points=CLASS[0].max_points), *CLASS[1:]]
    assert report_of(by_hand).scores.full == report.scores.full + 1


def test_who_needs_a_word_and_why():
    all_right = [item(e) for e in EXERCISES]
    nothing = [item(e, "not attempted") for e in EXERCISES]
    half = [
        item(e, "passed" if i % 2 else "wrong", looked="value") for i, e in enumerate(EXERCISES)
    ]
    works = [work(f"s{i}", *all_right) for i in range(9)]
    works += [work("idle", *nothing), work("fell", *half), work("slow", *half)]
    works += [work("odd", *all_right, suspicious=("started-process",))]
    points = {w.student: {ASSIGNMENT: (w.points, w.max_points), "00_start": (8, 10)} for w in works}
    points["slow"]["00_start"] = (4, 10)  # was as low before
    known = Register({w.student: () for w in works}, points)
    found = {n.student: set(n.reasons) for n in report_of(works, names=True, known=known).in_need}
    assert found == {
        "idle": {"few points", "not tried", "fell off"},
        "fell": {"fell off"},
        "odd": {"suspicious"},
    }


def test_an_assignment_that_is_hard_for_all_is_no_reason_to_worry():
    works = [
        work(f"s{i}", *[item(e, "wrong", looked="value") for e in EXERCISES]) for i in range(9)
    ]
    points = {w.student: {ASSIGNMENT: (0, w.max_points), "00_start": (10, 10)} for w in works}
    assert report_of(works, known=Register({}, points)).in_need == ()


def test_who_is_not_in_the_figures_is_told_apart():
    aside = work(
        "aside", *[item(e, "not judged") for e in EXERCISES], reason="the file is empty; bob"
    )
    works = [*CLASS, aside, "waits"]
    points = {w.student: {ASSIGNMENT: (w.points, w.max_points)} for w in works[:-1]}
    people = dict.fromkeys((*points, "waits", "absent"), ())
    report = report_of(works, known=Register(people, points, frozenset({"s001"})), names=True)
    assert (report.who.listed, report.who.handed_in, report.who.graded) == (46, 45, 43)
    assert (report.who.set_aside, report.who.not_graded, report.who.by_hand) == (1, 1, 1)
    assert report.absent.students == ("absent",)
    assert report.not_graded.students == ("waits",)
    assert report.set_aside[0].students == ("aside",)
    assert report.exercises == report_of(CLASS, names=True).exercises


MARKS = ("quibble", "Zanzibar", "xylophone", "jabberwock")


@pytest.fixture(scope="module")
def marked():
    """A class in which everything that is a student's own holds a mark."""
    student, first, last, file = MARKS
    body = f"{student}_x = open('/home/{file}')\n    return {student}_x"
    code = f"# {first}\ndef knn_vote(labels):\n    '''{last}'''\n    {body}"
    message = f"It stopped with {student.title()}Error: {first} in line 3, `{file}`."
    others = [
        item(
            BY_ID["pairwise-l2"],
            "wrong",
            message=f"It is '{first}'; expected 3.",
            looked="value",
            code=code,
        ),
        item(
            BY_ID["pairwise-l1"],
            "did not run",
            message=f"There is no: {last} {file}",
            looked=f"{first}Error",
            code=code,
        ),
        item(
            BY_ID["knn-predict"],
            "wrong",
            "no-such-name",
            message=f"You, {first}, `{last}`",
            code=code,
        ),
        item(
            BY_ID["rotated-data"],
            "wrong",
            message="One of a to d.",
            looked="value",
            code=f"rotated_data = '{last}'",
        ),
    ]
    works = [
        work(
            student,
            item(BY_ID["knn-vote"], "wrong", message=message, looked="runs", code=code),
            *others,
        ),
        work(
            f"{student}2",
            *[item(e, "not judged") for e in EXERCISES],
            reason=f"there is no {first}; there is {file}.ipynb",
        ),
        f"{student}3",
    ]
    names = {f"{student}{n}": (first, last, f"{file}@uni.example") for n in ("", "2", "3", "4")}
    points = {student: {ASSIGNMENT: (0, 26)}, f"{student}2": {ASSIGNMENT: (0, 26)}}
    return works, Register(names, points)


@pytest.mark.parametrize("write", [as_html, as_json, as_csv])
def test_no_name_is_in_it_unless_names_are_asked_for(marked, write):
    works, known = marked
    text = write(report_of(works, known=known, people=MARKS)).lower()
    assert not [mark for mark in MARKS if mark.lower() in text]


def test_with_names_it_says_who(marked):
    works, known = marked
    page = as_html(report_of(works, known=known, people=MARKS, names=True))
    assert all(f"quibble{n}" in page for n in ("", "2", "3", "4"))
    assert "Zanzibar" not in page.replace("there is no Zanzibar", "")


def test_every_mistake_of_the_catalogue_has_its_words_and_concepts():
    exercises = [e for e in EXERCISES if isinstance(e, Exercise)]
    works = [
        work(f"s{n}-{i}", item(e, "wrong", name, looked="value"))
        for n, e in enumerate(exercises)
        for i, name in enumerate(e.wrong_answers)
    ]
    for made in report_of(works).mistakes:
        messages = {
            m.message
            for id, _, _ in made.exercises
            for m in BY_ID[id].mistakes
            if m.name == made.name
        }
        assert made.said in messages
        assert made.concepts
