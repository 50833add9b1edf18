"""A deep-learning course that checks itself.

Layers, top to bottom; each imports only what stands below it:

    cli         the `course` command
    widgets     the interactives: a view in JavaScript over pure functions below
    grading     nbgrader's workflow, the sample class, the grade table
    building    text sources -> notebooks; leak scan; syllabus; what nbval lets through
    exercises   what is asked, inputs, alternatives, mistakes: one package an assignment
    checking    Exercise, Case, Mistake, Verdict; compare, diagnose, count, render
    nn          layers, nets, a trainer, ensembles, transfer
    optim       optimisers, schedules, second order, search; surfaces and trajectories
    kernels     pure NumPy functions
    figures     how a figure is shown; style and colours
    data        real data, offline

Importing this costs NumPy and a few milliseconds: heavy things are imported where they are used.
"""
