"""An IPython shell without a kernel: cells go in, outputs in nbformat's form come out."""

import sys
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_lib.grading.jail.inside.outputs import Outputs, Stream

__all__ = ["make_shell"]


class _Compiler(CachingCompiler):
    """Names cells as the kernel does, so that errors are traced to them as at home."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"<ipykernel {super().get_code_name(raw_code, transformed_code, number)[1:]}"


class _Displayed(DisplayPublisher):
    """What `display(...)` shows."""

    def publish(self, data: dict, metadata: dict | None = None, **_more: Any) -> None:
        self.shell.outputs.display(data, metadata or {})

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.start()


class _Result(DisplayHook):
    """The value of a cell's last line."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        number = self.shell.number
        self.shell.outputs.display(format_dict, md_dict or {}, execution_count=number)

    def finish_displayhook(self) -> None:
        self._is_active = False


class Shell(InteractiveShell):
    """IPython, silent towards the terminal."""

    compiler_class = _Compiler
    outputs: Outputs
    number = 1

    def enable_gui(self, gui: str | None = None) -> None:
        """There are no windows."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self.outputs.add(
            {
                "output_type": "error",
                "ename": str(getattr(etype, "__name__", etype)),
                "evalue": _words(evalue),
                "traceback": [str(line) for line in stb],
            }
        )

    def run(self, source: str) -> tuple[list[dict[str, Any]], int]:
        """Run a cell; its outputs, and the number that it got."""
        self.outputs.start()
        self.number = self.execution_count
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = Stream(self.outputs, "stdout"), Stream(self.outputs, "stderr")
        try:
            self.run_cell(source, store_history=True)
        finally:
            sys.stdout, sys.stderr = before
        return self.outputs.finished(), self.number


def make_shell(room: int) -> Shell:
    """A shell whose cells may each put out `room` bytes."""
    config = Config()
    config.HistoryManager.enabled = False
    Shell.display_pub_class = _Displayed
    Shell.displayhook_class = _Result
    shell = Shell.instance(config=config, colors="nocolor")
    shell.outputs = Outputs(room)
    shell.enable_matplotlib("inline")
    return shell


def _words(error: Any) -> str:
    try:
        return str(error)
    except Exception:  # an error of the student's own making whose text is broken too
        return ""
