"""What is public is listed, and what is listed keeps to the conventions."""

import importlib
import inspect
import pkgutil
import subprocess
import sys

import numpy as np
import pytest

from course_lib import kernels

MODULES = [
    importlib.import_module(f"course_lib.kernels.{module.name}")
    for module in pkgutil.iter_modules(kernels.__path__)
    if not module.name.startswith("_")
]
FUNCTIONS = {
    name: thing for name in kernels.__all__ if inspect.isfunction(thing := getattr(kernels, name))
}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_public_thing_of_a_module_is_in_its_all(module):
    public = {
        name
        for name, thing in vars(module).items()
        if not name.startswith("_") and getattr(thing, "__module__", None) == module.__name__
    }
    helpers = {"central_difference", "check_start", "moved", "weighed"}  # of the gradient check
    assert public - helpers == set(module.__all__)


@pytest.mark.parametrize("name", [name for name in kernels.__all__ if name.endswith("_forward")])
def test_every_forward_has_its_backward(name):
    backward = name.removesuffix("forward") + "backward"
    assert list(inspect.signature(FUNCTIONS[backward]).parameters)[:2] == ["dout", "cache"]


@pytest.mark.parametrize("name", [name for name in kernels.__all__ if name.endswith("_loops")])
def test_every_loop_has_its_fast_twin(name):
    assert name.removesuffix("_loops") in FUNCTIONS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_says_what_it_does_and_takes(name):
    signature = inspect.signature(FUNCTIONS[name])
    assert FUNCTIONS[name].__doc__
    assert signature.return_annotation is not inspect.Signature.empty
    for parameter in signature.parameters.values():
        assert parameter.annotation is not inspect.Parameter.empty
        if parameter.name == "rng" and name != "gradient_check":
            assert parameter.annotation is np.random.Generator


@pytest.mark.parametrize("package", ["kernels", "optim", "nn"])
def test_importing_loads_nothing_heavy(package):
    # jaxtyping, which these tests load, is left out as in use.
    code = (
        "import sys, numpy\n"
        "before = set(sys.modules)\n"
        f"import course_lib.{package}\n"
        "heavy = {'jaxtyping', 'beartype', 'scipy', 'sklearn', 'matplotlib', 'torch', 'pandas',"
        " 'numpy.random', 'IPython', 'tqdm', 'requests', 'course_lib.data'}\n"
        "print(sorted(heavy & (set(sys.modules) - before)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
