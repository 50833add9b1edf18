"""Ensembles: the probabilities of several nets averaged."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def ensemble_probabilities(scores):
    raise NotImplementedError


def opinions(rng):
    """Nets that disagree: one loud, the others sure of something else."""
    three = np.array([[[4.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [2.0, 0.0]], [[0.0, 1.5], [0.0, 0.5]]])
    loud = rng.normal(size=(4, 5, 3)) * np.array([8, 1, 1, 1]).reshape(4, 1, 1)
    large = rng.normal(size=(3, 5, 2)) + 1000
    apart = rng.normal(size=(2, 4, 3)) + np.array([1000.0, -1000.0]).reshape(2, 1, 1)
    return (
        Case((three[:, :1],), "3 nets, 1 example, 2 classes"),
        Case((rng.normal(size=(3, 2, 4)) * 2,), "3 nets, 2 examples, 4 classes"),
        Case((loud,), "4 nets, one of them with large scores"),
        Case((rng.normal(size=(6, 7, 9)),), "6 nets, 7 examples, 9 classes"),
        Case((rng.normal(size=(1, 3, 5)),), "a single net", "generality"),
        Case((large,), "scores about 1000", "stability"),
        Case((apart,), "one net's scores about 1000, the other's about -1000", "stability"),
    )


def mean_of_softmax(scores):
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    return (e / e.sum(axis=2, keepdims=True)).mean(axis=0)


def net_by_net(scores):
    total = np.zeros(scores.shape[1:])
    for s in scores:
        shifted = s - s.max(axis=1)[:, None]
        total += np.exp(shifted) / np.exp(shifted).sum(axis=1)[:, None]
    return total / len(scores)


def by_logarithms(scores):
    shifted = scores - scores.max(axis=-1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return np.exp(logs).sum(axis=0) / scores.shape[0]


def softmax_of_mean_scores(scores):
    s = scores.mean(axis=0)
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def not_shifted(scores):
    e = np.exp(scores)
    return (e / e.sum(axis=2, keepdims=True)).mean(axis=0)


def shifted_by_one_number(scores):
    e = np.exp(scores - scores.max())
    return (e / e.sum(axis=2, keepdims=True)).mean(axis=0)


def votes_counted(scores):
    C = scores.shape[2]
    return np.eye(C)[scores.argmax(axis=2)].mean(axis=0)


def sum_of_softmax(scores):
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    return (e / e.sum(axis=2, keepdims=True)).sum(axis=0)


def product_of_softmax(scores):
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    p = (e / e.sum(axis=2, keepdims=True)).prod(axis=0)
    return p / p.sum(axis=1, keepdims=True)


def over_the_examples(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True)).mean(axis=0)


def over_the_nets(scores):
    e = np.exp(scores - scores.max(axis=0, keepdims=True))
    return (e / e.sum(axis=0, keepdims=True)).mean(axis=0)


def scores_averaged(scores):
    return scores.mean(axis=0)


def classes_for_probabilities(scores):
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    return (e / e.sum(axis=2, keepdims=True)).mean(axis=0).argmax(axis=1)


def largest_probability(scores):
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    return (e / e.sum(axis=2, keepdims=True)).max(axis=0)


def middle_probability(scores):
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    return np.median(e / e.sum(axis=2, keepdims=True), axis=0)


def first_net_alone(scores):
    e = np.exp(scores[0] - scores[0].max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def nets_and_examples_mixed(scores):
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    return (e / e.sum(axis=2, keepdims=True)).mean(axis=1)


ENSEMBLE_PROBABILITIES = Exercise(
    id="ensemble-probabilities",
    title="Ask several nets",
    points=1,
    concepts=("ensembles",),
    stub=ensemble_probabilities,
    reference=mean_of_softmax,
    cases=opinions,
    alternatives=(net_by_net, by_logarithms),
    mistakes=(
        Mistake(
            softmax_of_mean_scores,
            "You average the scores. A net with large scores then has more to say than the others."
            " The probabilities should be averaged: softmax first.",
        ),
        Mistake(
            not_shifted,
            "exp overflows in yours where scores are large. The largest of each row should be"
            " subtracted first, which changes no probability.",
        ),
        Mistake(
            shifted_by_one_number,
            "You subtract the largest of all scores. A net whose scores are far below that has only"
            " zeros left after exp: each row should have its own largest subtracted.",
        ),
        Mistake(
            votes_counted,
            "You count votes. It should be the probabilities that are averaged: a net that is"
            " nearly undecided should not count as much as one that is sure.",
        ),
        Mistake(sum_of_softmax, "Yours is the sum over the nets; it should be the mean."),
        Mistake(
            product_of_softmax,
            "You multiply the probabilities; they should be averaged. (In a product one net that"
            " is wrong and sure can veto all the others.)",
        ),
        Mistake(
            over_the_examples,
            "Your softmax goes over the examples; it should go over the classes, axis 2.",
        ),
        Mistake(
            over_the_nets,
            "Your softmax goes over the nets; it should go over the classes, axis 2.",
        ),
        Mistake(scores_averaged, "Yours are mean scores. Softmax is missing, and it comes first."),
        Mistake(
            classes_for_probabilities,
            "You return classes; it should be the probabilities, (N, C).",
        ),
        Mistake(largest_probability, "You take the largest over the nets; it should be the mean."),
        Mistake(middle_probability, "You take the median over the nets; it should be the mean."),
        Mistake(first_net_alone, "Yours asks the first net only; it should be the mean of all."),
        Mistake(
            nets_and_examples_mixed,
            "You average over the examples; it should be over the nets, axis 0.",
        ),
    ),
    hints=(
        "Softmax along the last axis, for each net. Which axis are the nets?",
        "Subtract scores.max(axis=2, keepdims=True) before exp, then divide by the sum along"
        " axis 2.",
        "The mean over axis 0 is what is asked for.",
    ),
)
