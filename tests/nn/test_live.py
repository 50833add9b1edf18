import base64
import io

import numpy as np
import pytest
from nn_laws import blobs, noisy_net

import course_lib.nn as nn
from course_lib import optim


@pytest.fixture
def shown(monkeypatch):
    """What a notebook would have been sent: every bundle, in order."""
    from IPython.core import displaypub
    from IPython.core.interactiveshell import InteractiveShell

    sent = []

    class Publisher(displaypub.DisplayPublisher):
        def publish(self, data, metadata=None, *, transient=None, update=False, **kwargs):
            sent.append((data, metadata or {}, (transient or {}).get("display_id"), update))

    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(display_pub_class=Publisher)
    yield sent
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()


def run(seed, watch, epochs=3, **settings):
    x, y = blobs(np.random.default_rng(4))
    net = noisy_net(np.random.default_rng(seed))
    trainer = nn.Trainer(epochs=epochs, **settings)
    return trainer.fit(net, (x, y), (x, y), rng=np.random.default_rng(seed), watch=watch)


def test_one_display_is_updated_and_ends_as_a_picture_with_words(shown):
    history = run(1, (nn.LivePlot(),))
    assert len({display for *_, display, _ in shown}) == 1
    assert [update for *_, update in shown] == [False] + [True] * (len(shown) - 1)
    data, metadata, *_ = shown[-1]
    assert data["text/plain"] == str(history) == metadata["image/png"]["alt"]
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert 'alt="3 epochs' in data["text/html"]
    assert "<progress" in shown[0][0]["text/html"]
    assert "<progress" not in data["text/html"]


def test_what_is_stored_depends_on_the_run_alone(shown):
    ends = []
    for _ in range(2):
        run(1, (nn.LivePlot(),))
        ends.append(shown[-1][:2])
    assert ends[0] == ends[1]


def test_one_plot_serves_two_runs_and_shows_each_in_a_display_of_its_own(shown):
    plot = nn.LivePlot()
    run(1, (plot,))
    run(2, (plot,))
    assert len({display for *_, display, _ in shown}) == 2


def test_a_run_that_broke_in_its_first_epoch_is_shown_too(shown):
    history = run(1, (nn.LivePlot(),), optimiser=optim.SGD(lr=1e30))
    assert history.state in ("nan", "exploded")
    assert history.reason in shown[-1][0]["text/plain"]


def test_the_drawing_shows_every_epoch_and_the_one_kept():
    history = run(1, (), epochs=4)
    left, right = nn.draw_history(history).axes
    curves = {line.get_label(): line for line in left.lines}
    np.testing.assert_allclose(curves["epoch"].get_ydata(), [e.loss for e in history.epochs])
    np.testing.assert_allclose(curves["each step"].get_ydata(), history.steps)
    assert curves["each step"].get_xdata()[-1] == pytest.approx(4)
    accuracies = {line.get_label(): line for line in right.lines}
    want = [e.dev_accuracy for e in history.epochs]
    np.testing.assert_allclose(accuracies["dev"].get_ydata(), want)
    assert accuracies["weights kept"].get_xdata()[0] == history.best + 1


def test_nothing_heavy_is_imported_before_it_is_used():
    import subprocess
    import sys

    code = (
        "import sys, course_lib.nn; "
        "print([m for m in ('matplotlib', 'IPython', 'tqdm', 'scipy', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_bar_counts_every_step_in_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    run(1, (nn.ProgressBar(),), batch=30)
    assert "9/9" in terminal.getvalue()
    assert "epoch 3 of 3" in terminal.getvalue()


CELL = """
import numpy as np
import course_lib.nn as nn
rng = np.random.default_rng(0)
y = rng.integers(0, 3, 90)
x = rng.normal(size=(3, 5))[y].astype(np.float32)
history = nn.Trainer(epochs=4).fit(nn.mlp((5, 4, 3), rng=rng), (x, y), (x, y), rng=rng)
"""


def test_a_notebook_stores_one_picture_and_the_same_at_every_run():
    import nbformat
    from nbclient import NotebookClient

    cells = [nbformat.v4.new_code_cell(CELL), nbformat.v4.new_code_cell(CELL + "str(history)")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    first, (second, words) = notebook.cells[0].outputs, notebook.cells[1].outputs
    assert [out.output_type for out in first] == ["display_data"]
    assert first[0].data == second.data
    assert set(first[0].data) == {"text/html", "image/png", "text/plain"}
    assert first[0].data["text/plain"] == words.data["text/plain"].strip("'")
