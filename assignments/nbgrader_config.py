"""nbgrader's configuration of this course folder; `nbgrader` run here reads it."""

c = get_config()

c.CourseDirectory.course_id = "deep-learning"

# A solution becomes a line that says "not attempted" to the check below it.
c.ClearToStubs.code_stub = {"python": "raise NotImplementedError"}
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "course_lib.grading.stubs.ClearToStubs",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# What is graded is the released notebook with the student's answers in it: cells that were deleted,
# moved or unlocked by mistake cost nothing.
c.Autograde.sanitize_preprocessors = [
    "course_lib.grading.rebuild.RebuildFromRelease",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Each kernel would warn that loopback TCP is no cipher.
c.Execute.extra_arguments = ["--IPKernelApp.log_level=40"]

# nbgrader zip_collect: STUDENT_YEAR-MONTH-DAY-HOUR-MINUTE-SECOND_ASSIGNMENT.ipynb, where a browser
# may have added " (1)".
c.FileNameCollectorPlugin.named_regexp = (
    r".*[/\\](?P<student_id>[^/\\]+?)_(?P<timestamp>\d{4}(-\d\d){5})"
    r"_(?P<file_id>[^/\\]+?)(?: ?\(\d+\))?\.ipynb$"
)
