"""What people hand in, as an LMS or a disk has it, sorted into nbgrader's submitted/.

In the order of the work: `found` lists and opens files, `claims` reads their names, `matching` says
which notebook each is, `roster` whose, `times` from when; `planning` puts that together, `settling`
finds the latest of each student, `placing` writes, into `record` and submitted/. `collect` does it
all.
"""
