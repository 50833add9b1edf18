"""Errors that say what was got, why that cannot be, and what to do."""


class CourseError(ValueError):
    """Anything the course refuses, in three sentences: what, why, how."""

    def __init__(self, what: str, *, why: str, how: str) -> None:
        super().__init__(what, why, how)
        self.what, self.why, self.how = what, why, how

    def _render_traceback_(self) -> list[str]:
        """In a notebook the message is all: what stands above it is ours, not the reader's."""
        return [f"{type(self).__name__}: {self}", *getattr(self, "__notes__", ())]

    def __str__(self) -> str:
        return f"{self.what}\n  why: {self.why}\n  how: {self.how}"


class ShapeError(CourseError):
    """Arrays whose shapes do not fit each other or the function."""


class RangeError(CourseError):
    """A number outside what makes sense: k of 0, an empty batch, a share above 1."""


class DtypeError(CourseError):
    """An array of the wrong kind of number."""


class DataError(CourseError):
    """A data set that is missing, damaged or cannot be fetched."""


class NotebookError(CourseError):
    """A notebook or its source that cannot be read, built or trusted."""
