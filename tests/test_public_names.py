"""What a package gives away is what it imports for others, and what its modules call public."""

import importlib
import inspect
import pkgutil

import pytest

PACKAGES = ("data", "kernels", "optim", "nn", "checking")

# Public in their module, for the other modules of the package alone.
WITHIN = {
    "data": {"fetch", "read_bundled", "read_cifar10", "round_table"},
    "kernels": set(),
    "optim": {"FLOAT_PATHS"},
    "nn": {
        *("TEST", "Arrays", "Initialiser", "Kernel", "Ran"),  # of a layer
        *("Labelled", "Run", "State", "in_notebook", "read", "write"),  # of a run
    },
}


def package(name):
    return importlib.import_module(f"course_lib.{name}")


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_lists_all_that_it_imports_for_others(name):
    members = {member: thing for member, thing in vars(package(name)).items() if member[0] != "_"}
    public = {member for member, thing in members.items() if not inspect.ismodule(thing)}
    listed = package(name).__all__
    assert len(listed) == len(set(listed))
    assert public == set(listed)


@pytest.mark.parametrize("name", WITHIN)
def test_what_the_modules_make_public_is_what_the_package_lists(name):
    public = set()
    for module in pkgutil.iter_modules(package(name).__path__):
        if not module.name.startswith("_"):
            public |= set(importlib.import_module(f"course_lib.{name}.{module.name}").__all__)
    assert public - WITHIN[name] == set(package(name).__all__)
    assert public >= WITHIN[name]
