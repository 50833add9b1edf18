"""A real JupyterLab or Notebook 7 on loopback and a real Chromium to look at it.

Nothing here knows of a particular widget. Each server has its own settings, kernels and notebooks
in a directory that goes with it; nothing of the machine's Jupyter is read or written.
"""

import base64
import contextlib
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbclient import NotebookClient
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
APPS = {
    "lab": ("--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly"),
    "notebook": ("--JupyterNotebookApp.expose_app_in_browser=True",),
}
# What the applications themselves say on any page.
FOREIGN = ("favicon", "jupyterlab/extensionmanager", "Lumino")
CLEAN_QUIT = 15
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Server:
    """A running application: `app` is "lab" or "notebook", `root` holds its notebooks."""

    app: str
    url: str
    root: Path

    def notebook(self, name: str, *sources: str) -> str:
        """Write a notebook with one code cell a source; gives its file name."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in sources],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        path = self.root / f"{name}.ipynb"
        nbformat.write(notebook, path)
        return path.name

    def saved(self, name: str, *sources: str) -> str:
        """As `notebook`, run beforehand and stored as the course stores: no view, no state."""
        path = self.root / self.notebook(name, *sources)
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, store_widget_state=False).execute()
        for output in (output for cell in notebook.cells for output in cell.outputs):
            output.get("data", {}).pop(WIDGET_VIEW, None)
        nbformat.write(notebook, path)
        return path.name


@contextlib.contextmanager
def server(app: str, root: Path | None = None) -> Iterator[Server]:
    """Run JupyterLab ("lab") or Notebook 7 ("notebook") until the block ends, however it ends.

    It runs in `root`, which stays; where none is given, in an empty folder of its own.
    """
    with tempfile.TemporaryDirectory(prefix=f"course-{app}-", ignore_cleanup_errors=True) as home:
        root = root or Path(home) / "notebooks"
        root.mkdir(exist_ok=True)
        url = f"http://127.0.0.1:{_free_port()}"
        with (Path(home) / "log").open("w+") as log, _leaving_on_sigterm():
            process = subprocess.Popen(
                _command(app, url, root),
                env=_environment(Path(home)),
                stdout=log,
                stderr=log,
                cwd=root,
            )
            try:
                _wait_for(url, process, Path(home) / "log")
                yield Server(app, url, root)
            finally:
                # On SIGTERM the server ends its kernels before itself.
                process.terminate()
                try:
                    process.wait(CLEAN_QUIT)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


@dataclass
class Window:
    """A page of Chromium that remembers every error its console showed."""

    page: Page
    errors: list[str] = field(default_factory=list)

    def open(self, server: Server, name: str) -> None:
        """Open a notebook, wait for its kernel, run all cells and wait for them."""
        kind = "doc/tree" if server.app == "lab" else "notebooks"
        reset = "?reset" if server.app == "lab" else ""
        self.page.goto(f"{server.url}/{kind}/{name}{reset}")
        self.page.wait_for_function(KERNEL_IDLE)
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(ALL_RUN)

    def theme(self, name: str) -> None:
        """Change the theme, such as "JupyterLab Dark", and wait until it is on."""
        self.page.evaluate(
            "name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})",
            name,
        )
        self.page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name)

    def ask(self, source: str) -> Any:
        """Value of a Python expression in the notebook's kernel, as JSON carries it."""
        return self.page.evaluate(ASK_KERNEL, f"__import__('json').dumps({source})")

    def until(self, source: str) -> None:
        """Wait until a Python expression in the kernel is true."""
        deadline = time.monotonic() + 20
        while not self.ask(f"bool({source})"):
            if time.monotonic() > deadline:
                raise AssertionError(f"never became true in the kernel: {source}")
            self.page.wait_for_timeout(50)

    def settle(self) -> None:
        """Wait until the browser has painted what it was asked to."""
        self.page.evaluate(TWO_FRAMES)


@contextlib.contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Give a fresh headless Chromium; raises FileNotFoundError where the system has none."""
    if CHROMIUM is None:
        raise FileNotFoundError("no Chromium in PATH; on Debian: apt-get install chromium")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(ARGS))
    try:
        yield browser
    finally:
        browser.close()


@contextlib.contextmanager
def window(browser: Browser, **options: Any) -> Iterator[Window]:
    """Open a page with its own profile; `options` are Playwright's: viewport, has_touch, ..."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    try:
        page = context.new_page()
        page.set_default_timeout(30_000)
        seen = Window(page)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("console", lambda message: _note(seen.errors, message))
        yield seen
    finally:
        context.close()


def pixels(canvas: Locator) -> np.ndarray:
    """RGBA of a canvas as (H, W, 4) uint8."""
    url = canvas.evaluate("canvas => canvas.toDataURL('image/png')")
    picture = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    return np.asarray(picture.convert("RGBA"))


def contrast(a: Sequence[float], b: Sequence[float]) -> float:
    """Contrast ratio of two colours (R, G, B of 0 to 255), 1 to 21. Source: WCAG 2.2."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Sequence[float]) -> float:
    parts = [v / 255 for v in colour[:3]]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _note(errors: list[str], message: ConsoleMessage) -> None:
    if message.type == "error" and not any(word in message.text for word in FOREIGN):
        errors.append(f"{message.text} ({message.location.get('url', '')})")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _command(app: str, url: str, root: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "jupyterlab" if app == "lab" else "notebook"),
        *("--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={url.rsplit(':', 1)[1]}"),
        *("--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password="),
        *(f"--ServerApp.root_dir={root}", "--ServerApp.log_level=WARN"),
        *APPS[app],
    ]


def _environment(home: Path) -> dict[str, str]:
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        '{"fetchNews": "false", "checkForUpdates": false}'
    )
    return os.environ | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


@contextlib.contextmanager
def _leaving_on_sigterm() -> Iterator[None]:
    """Told to end, leave past every `finally`, so that no server is left running."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # As Ctrl-C: pytest takes a SystemExit for a test that failed, and goes on with the next.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{url}/api/status", timeout=1).close()
            return
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{url} did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.1)


KERNEL_IDLE = """() =>
  window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'
"""
ALL_RUN = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const cells = Array.from(panel.content.model.cells);
  const done = (cell) => cell.type !== 'code' || cell.executionCount !== null;
  return cells.every(done) && panel.sessionContext.session.kernel.status === 'idle';
}"""
ASK_KERNEL = """async (expression) => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const wanted = { it: expression };
  const asked = { code: '', silent: true, store_history: false, user_expressions: wanted };
  const { content } = await kernel.requestExecute(asked).done;
  const { it } = content.user_expressions;
  if (it.status !== 'ok') throw new Error(`${it.ename}: ${it.evalue}`);
  const text = it.data['text/plain'];  // a Python string literal of JSON
  return JSON.parse(text.slice(1, -1).replaceAll("\\\\'", "'").replaceAll('\\\\\\\\', '\\\\'));
}"""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
