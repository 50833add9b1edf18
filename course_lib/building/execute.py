"""Run a notebook from top to bottom in a fresh kernel."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

from course_lib.building.environment import kernel_environment
from course_lib.building.source import notebook_metadata
from course_lib.errors import NotebookError

__all__ = ["execute"]

SECONDS_A_CELL = 120


class _OurPython(KernelSpecManager):
    """Knows one kernel: the Python that runs this, whatever else is installed for the user."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())


class _Kernel(AsyncKernelManager):
    @default("kernel_spec_manager")
    def _only_ours(self) -> KernelSpecManager:
        return _OurPython()


def execute(
    notebook: NotebookNode, folder: Path, name: str, on_cell: Callable[[], None]
) -> NotebookNode:
    """Run `notebook` in place, its cells seeing `folder` as their own, and give it back.

    `on_cell` is called after each cell. Raises NotebookError with `name`, the cell's id and the
    error when a cell raises, hangs or kills its kernel.
    """
    reached: list[NotebookNode] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        client = NotebookClient(
            notebook,
            kernel_manager_class=_Kernel,
            resources={"metadata": {"path": str(folder)}},
            timeout=SECONDS_A_CELL,
            extra_arguments=["--IPKernelApp.log_level=40"],  # else each warns that TCP is no cipher
            record_timing=False,
            on_cell_execute=lambda cell, cell_index: reached.append(cell),
            on_cell_complete=lambda cell, cell_index: on_cell(),
        )
        try:
            client.execute(env=kernel_environment(Path(scratch)))
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise _failed(name, reached[-1].id if reached else "none", error) from error
    notebook.metadata = notebook_metadata()
    return notebook


def _failed(name: str, cell: str, error: Exception) -> NotebookError:
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if isinstance(error, CellExecutionError):
        said = f"{error.ename}: {error.evalue}"
    return NotebookError(
        f"{name}, cell {cell}: {said}",
        why="a notebook is stored only when every cell runs, top to bottom, in a fresh kernel",
        how="mend the cell in the source; tag it raises-exception if the error is what it shows",
    )
