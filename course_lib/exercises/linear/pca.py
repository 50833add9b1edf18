"""Principal components: learned from the training set, judged by what is kept of another."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def pca_reconstruct(x_train, x, k):
    raise NotImplementedError


def clouds(rng):
    """Data longer in some directions than in others; never k = D alone."""

    def cloud(N, M, D, k):
        turn = np.linalg.qr(rng.normal(size=(D, D)))[0] * np.linspace(5, 0.4, D)
        mean = rng.normal(scale=4, size=D)
        return rng.normal(size=(N, D)) @ turn.T + mean, rng.normal(size=(M, D)) @ turn.T + mean, k

    line = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])
    return (
        Case((line, np.array([[2.0, 1.0]]), 1), "three points in a row, one beside it"),
        Case(cloud(9, 3, 4, 2), "4 features, 2 directions kept"),
        Case(cloud(15, 7, 5, 3), "5 features, 3 directions kept"),
        Case(cloud(12, 4, 6, 1), "one direction kept"),
        Case(cloud(10, 6, 3, 3), "all directions kept", "generality"),
        Case(cloud(20, 1, 7, 4), "one example", "generality"),
    )


def by_svd(x_train, x, k):
    mean = x_train.mean(axis=0)
    directions = np.linalg.svd(x_train - mean, full_matrices=False)[2][:k]
    return (x - mean) @ directions.T @ directions + mean


def by_covariance(x_train, x, k):
    mean = np.mean(x_train, axis=0)
    covariance = np.cov(x_train, rowvar=False)
    _, vectors = np.linalg.eigh(covariance)
    kept = vectors[:, ::-1][:, :k]
    return np.dot(np.dot(x - mean, kept), kept.T) + mean


def by_sorted_eigenvalues(x_train, x, k):
    centred = x_train - x_train.mean(axis=0)
    values, vectors = np.linalg.eig(centred.T @ centred)
    kept = vectors.real[:, np.argsort(-values.real)[:k]]
    return (x - x_train.mean(axis=0)) @ kept @ kept.T + x_train.mean(axis=0)


def not_centred_before(x_train, x, k):
    directions = np.linalg.svd(x_train, full_matrices=False)[2][:k]
    return x @ directions.T @ directions


def mean_not_added_again(x_train, x, k):
    mean = x_train.mean(axis=0)
    directions = np.linalg.svd(x_train - mean, full_matrices=False)[2][:k]
    return (x - mean) @ directions.T @ directions


def coordinates_only(x_train, x, k):
    mean = x_train.mean(axis=0)
    directions = np.linalg.svd(x_train - mean, full_matrices=False)[2][:k]
    return (x - mean) @ directions.T


def directions_of_x(x_train, x, k):
    mean = x.mean(axis=0)
    directions = np.linalg.svd(x - mean, full_matrices=False)[2][:k]
    return (x - mean) @ directions.T @ directions + mean


def least_directions(x_train, x, k):
    mean = x_train.mean(axis=0)
    _, vectors = np.linalg.eigh(np.cov(x_train, rowvar=False))
    kept = vectors[:, :k]
    return (x - mean) @ kept @ kept.T + mean


def rows_for_columns(x_train, x, k):
    mean = x_train.mean(axis=0)
    _, vectors = np.linalg.eigh(np.cov(x_train, rowvar=False))
    kept = vectors[::-1][:k]
    return (x - mean) @ kept.T @ kept + mean


def first_features(x_train, x, k):
    mean = x_train.mean(axis=0)
    out = np.tile(mean, (len(x), 1))
    out[:, :k] = x[:, :k]
    return out


PCA_RECONSTRUCT = Exercise(
    id="pca-reconstruct",
    title="PCA: keep k directions",
    points=2,
    concepts=("preprocessing",),
    stub=pca_reconstruct,
    reference=by_svd,
    cases=clouds,
    alternatives=(by_covariance, by_sorted_eigenvalues),
    mistakes=(
        Mistake(
            not_centred_before,
            "The data are not centred: the first direction then points at the mean. Take off the"
            " mean of x_train first, and add it at the end.",
        ),
        Mistake(mean_not_added_again, "At the end the mean is missing: add it again."),
        Mistake(
            coordinates_only,
            "Yours are the k coordinates along the directions; go back to the D features:"
            " times the directions, plus the mean.",
        ),
        Mistake(
            directions_of_x,
            "Your mean and directions are those of x; they should be those of x_train.",
        ),
        Mistake(
            least_directions,
            "Yours are the directions of *least* variance: eigh sorts from small to large."
            " Take the last k columns.",
        ),
        Mistake(
            rows_for_columns,
            "You take rows; the eigenvectors of eigh are the columns of its matrix. (svd"
            " gives rows, in vt.)",
        ),
        Mistake(
            first_features,
            "Yours are the first k features as they are; the directions should be found in"
            " the data.",
        ),
    ),
    hints=(
        "Three steps: take off the mean of x_train; find the k directions in x_train; project x on"
        " them and come back.",
        "np.linalg.svd(x_train - mean, full_matrices=False)[2] has the directions as rows, the most"
        " variance first.",
        "(x - mean) @ v.T are k coordinates; times v they are D features again; plus the mean.",
    ),
)
