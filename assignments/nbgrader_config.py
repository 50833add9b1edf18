"""nbgrader's configuration of this course folder; `nbgrader` run here reads it."""

from course_lib.grading.folder import find_own_scripts

c = get_config()

# Also where the environment is not active, and `nbgrader` was run by its path.
find_own_scripts()

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

# Students' code runs in a jail; what it is worth is judged outside.
c.Autograde.exporter_class = "course_lib.grading.in_nbgrader.DefensiveExporter"
c.Autograde.autograde_preprocessors = [
    "course_lib.grading.in_nbgrader.TrustedExecute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Late work costs nothing until a policy is chosen, for example:
#   c.LatePenalty.penalty_method = "per day"
#   c.LatePenalty.percent_per_day = 10
#   c.LatePenalty.grace_minutes = 60
#   c.LatePenalty.most_percent = 50
c.AssignLatePenalties.plugin_class = "course_lib.grading.returning.late.LatePenalty"

# What a student writes is shown to the instructor, and on the feedback page, without its scripts.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {
    "clean_html": "course_lib.grading.sanitise.clean",
    "markdown2html": "course_lib.grading.sanitise.clean_markdown",
}

# The feedback page names each exercise with what was found, and loads nothing from elsewhere.
c.GenerateFeedback.exporter_class = "course_lib.grading.feedback.FeedbackPage"

# nbgrader zip_collect: STUDENT_YEAR-MONTH-DAY-HOUR-MINUTE-SECOND_ASSIGNMENT.ipynb, where a browser
# may have added " (1)".
c.ZipCollectApp.collector_plugin = "course_lib.grading.dated_names.DatedNames"
c.FileNameCollectorPlugin.named_regexp = (
    r".*[/\\](?P<student_id>[^/\\]+?)_(?P<timestamp>\d{4}(-\d\d){5})"
    r"_(?P<file_id>[^/\\]+?)(?: ?\(\d+\))?\.ipynb$"
)
