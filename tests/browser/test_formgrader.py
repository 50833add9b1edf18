"""An instructor's way through formgrader, clicked: release, collect, grade, mark by hand, return.

With COURSE_PICTURES=FOLDER the pictures of docs/instructors.md are taken on the way.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

import harness
import nbformat
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "grading"))

import small_assignment_course as small  # noqa: E402

SCRIPTS = Path(sys.executable).parent
NAME = small.ASSIGNMENT
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform == "win32", reason="nbgrader's exchange needs POSIX"),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder with one source, and the exchange where its students fetch and submit."""
    base = tmp_path_factory.mktemp("formgrader")
    for name in ("exchange", "home"):
        (base / name).mkdir()
    (base / "exchange").chmod(0o777)
    root = base / "course"
    (root / "source" / NAME).mkdir(parents=True)
    exchange = f"\nc.Exchange.root = {str(base / 'exchange')!r}\n"
    (root / "nbgrader_config.py").write_text(small.CONFIG.read_text() + exchange)
    nbformat.write(small.source(), root / "source" / NAME / f"{NAME}.ipynb")
    return root


@pytest.fixture(scope="module")
def page(browser, course):
    """Formgrader of that course, in a browser."""
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{SCRIPTS}{os.pathsep}{before}"  # as where the environment is active
    try:
        with harness.server("lab", course) as server, harness.window(browser) as window:
            window.page.set_viewport_size({"width": 1180, "height": 480})
            window.page.set_default_timeout(60_000)
            window.page.goto(f"{server.url}/formgrader")
            yield window.page
    finally:
        os.environ["PATH"] = before


def as_student(course, *words):
    """What ada does, from the folder that is her home."""
    base = course.parent
    done = subprocess.run(
        [SCRIPTS / "nbgrader", *words, f"--Exchange.root={base / 'exchange'}"],
        cwd=base / "home",
        env={**os.environ, "JUPYTER_DATA_DIR": str(base / "jupyter"), "USER": "ada"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def click(page, where):
    """Click what starts a step, and close the message that says it went well."""
    page.click(where)
    page.wait_for_selector(".modal.in, .modal.show")
    title = page.inner_text(".modal-title")
    assert title == "Success", page.inner_text(".modal-body")
    page.click(".modal button.close")
    page.wait_for_selector(".modal", state="detached")


def picture(page, name):
    """Save what is seen, in few colours."""
    if folder := os.environ.get("COURSE_PICTURES"):
        seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(48)
        seen.save(Path(folder) / f"{name}.png", optimize=True)


def test_an_assignment_goes_out_and_comes_back_with_marks(page, course):
    home = f"{page.url.split('/formgrader')[0]}/formgrader"
    page.click("td.edit a, td.edit span")
    page.wait_for_selector("input.modal-duedate")
    page.fill("input.modal-duedate", "2099-03-08T18:00")
    page.fill("input.modal-timezone", "+0100")
    page.click(".modal button.save")
    page.wait_for_selector(".modal", state="detached")
    assert "2099-03-08 17:00" in page.inner_text("td.duedate")

    click(page, "td.assign a")
    click(page, "td.release a")
    page.wait_for_selector("td.status .label-success")
    picture(page, "formgrader-assignments")
    assert "BEGIN SOLUTION" not in (course / "release" / NAME / f"{NAME}.ipynb").read_text()

    as_student(course, "fetch_assignment", NAME, "--course=deep-learning")
    mine = course.parent / "home" / NAME / f"{NAME}.ipynb"
    answers = {"rotated_data": "a", "knn_cost": "b", "double": "return 2 * x"}
    handed_in = nbformat.reads(small.work(**answers, essay="L2 turns with the data."), 4)
    texts = {c.metadata.nbgrader.grade_id: c.source for c in handed_in.cells}
    notebook = nbformat.read(mine, 4)
    for cell in notebook.cells:
        cell.source = texts[cell.metadata.nbgrader.grade_id]
    nbformat.write(notebook, mine)
    as_student(course, "submit", NAME, "--course=deep-learning")

    page.reload()
    click(page, "td.collect a")
    page.click("td.num-submissions a")
    click(page, "td.autograde a")
    page.wait_for_selector("td.status .label-info")  # the essay waits for a person
    assert page.inner_text("td.score").split() == ["3", "/", "7"]
    picture(page, "formgrader-submissions")

    page.goto(f"{home}/gradebook/{NAME}/{NAME}")
    page.click("td.name a, td a[href*='submissions/']")
    score = page.locator("input.score#essay")
    score.scroll_into_view_if_needed()
    with page.expect_response(lambda r: "/api/grade/" in r.url and r.request.method == "PUT"):
        score.fill("2.5")
        score.press("Tab")
    with page.expect_response(lambda r: "/api/comment/" in r.url and r.request.method == "PUT"):
        page.locator("textarea#essay-comment").fill("Say why.")
        page.locator("textarea#essay-comment").press("Tab")
    picture(page, "formgrader-marking")
    assert "turning the axes changes it" in page.content()

    page.goto(f"{home}/manage_submissions/{NAME}")
    page.wait_for_selector("td.status .label-success")
    assert page.inner_text("td.score").split() == ["5.5", "/", "7"]
    click(page, "td.generate-feedback a")
    click(page, "td.release-feedback a")
    as_student(course, "fetch_feedback", NAME, "--course=deep-learning")
    (feedback,) = (course.parent / "home" / NAME / "feedback").rglob("*.html")
    told = feedback.read_text(encoding="utf-8")
    assert "Say why." in told
    assert "turning the axes changes it" in told
