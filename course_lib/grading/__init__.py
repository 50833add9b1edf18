"""nbgrader's workflow on a course folder, a sample class to try it on, and what came of it."""
