"""Text sources become notebooks; what is built, released and stored is proven.

    source       a py:percent text -> a notebook without outputs
    execute      run it in a kernel that depends on nothing but the environment installed
    outputs      what is stored of the outputs: no widget ids, no machine paths
    build        sources -> files, written whole or not at all; drift between the two
    leaks        no solution line, hidden test or output is left in a release
    nbval_strict what `pytest --nbval` lets through

Sources are jupytext's py:percent: `# %%` opens a code cell, `# %% [markdown]` one of text.

    notebooks/src/01_knn.py    -> notebooks/01_knn.ipynb                   executed, outputs stored
    assignments/src/01_knn.py  -> assignments/source/01_knn/01_knn.ipynb   for nbgrader, not run

Either may tag a cell: `# %% tags=["concept:knn-vote"]`. Tags that mean something here:

    concept:<id>         the cell teaches this concept of the syllabus
    interactive:<id>     the cell shows the interactive on this concept
    play                 an assignment's cell that nothing is graded by: a grader leaves it out
    raises-exception     the cell must raise (nbval, nbclient)
    nbval-stderr         the cell may write to stderr
    nbval-png-rms:<x>    its pictures may differ by this root mean square (0 to 255)

An assignment's cells say what nbgrader makes of them; one without a marker is read-only.

    # %% solution="pairwise-l2"              answer cell; ### BEGIN SOLUTION ... ### END SOLUTION
    # %% check="pairwise-l2"                 test cell, grade id check-pairwise-l2; its points are
                                             the exercise's, or points=3 where none has the id
    # %% [markdown] manual="why-l2"          answer marked by hand; points as above

Cell ids are the grade ids; elsewhere the slug of the last `#` or `##` heading and a running number
within that section, so that editing one section leaves the ids of all others alone. Hence no two
sections of a notebook share a heading.
"""
