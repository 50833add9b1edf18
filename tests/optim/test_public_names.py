"""What the package gives away is what its modules call public."""

import importlib
import pkgutil

from course_lib import optim


def test_the_package_exports_what_its_modules_do():
    public = set()
    for module in pkgutil.iter_modules(optim.__path__):
        if not module.name.startswith("_") and module.name != "float_paths":
            public |= set(importlib.import_module(f"course_lib.optim.{module.name}").__all__)
    assert public == set(optim.__all__)
    assert len(optim.__all__) == len(set(optim.__all__))
    assert all(hasattr(optim, name) for name in public)
