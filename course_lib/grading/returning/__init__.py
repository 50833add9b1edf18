"""Grades and feedback, back to where the work came from: an LMS, nbgrader's pages, a short text.

`grades` reads what each student has, `words` says it, `late` is what lateness costs; `gradebooks`
fills the LMS's own tables, with `whose` telling the rows; `archives` packs feedback; `give_back`
does it all.
"""
