"""SVM losses, as different students write them."""

import numpy as np

from .kept import kept

LOOPS, right, wrong = kept()


@right("as the course begins, with a loss and an array of margins")
def svm_loss_naive(W, X, y, reg):
    dW = np.zeros(W.shape)
    num_classes = W.shape[1]
    num_train = X.shape[0]
    loss = 0.0
    for i in range(num_train):
        scores = X[i].dot(W)
        correct_class_score = scores[y[i]]
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - correct_class_score + 1
            if margin > 0:
                loss += margin
                dW[:, j] += X[i, :].T
                dW[:, y[i]] -= X[i, :].T
    loss /= num_train
    dW /= num_train
    loss += reg * np.sum(W * W)
    dW += 2 * reg * W
    return loss, dW


@right("counts the violators and subtracts once at the end")
def count_then_subtract(W, X, y, reg):
    loss, dW = 0, np.zeros_like(W)
    for xi, yi in zip(X, y):
        s = xi @ W
        count = 0
        for j in range(len(s)):
            if j != yi and s[j] - s[yi] + 1 > 0:
                loss = loss + s[j] - s[yi] + 1
                dW[:, j] = dW[:, j] + xi
                count += 1
        dW[:, yi] -= count * xi
    return loss / len(X) + 0.5 * reg * (W**2).sum(), dW / len(X) + reg * W


@right("numbers in the loops, arrays only at the end")
def all_the_way_down(w, x, y, reg):
    N, D = x.shape
    C = w.shape[1]
    loss = 0.0
    dw = [[0.0] * C for _ in range(D)]
    for n in range(N):
        s = [sum(x[n, d] * w[d, c] for d in range(D)) for c in range(C)]
        for c in range(C):
            if c != y[n] and s[c] - s[y[n]] > -1:
                loss += 1 + s[c] - s[y[n]]
                for d in range(D):
                    dw[d][c] += x[n, d]
                    dw[d][y[n]] -= x[n, d]
    dw = np.array(dw) / N
    return loss / N + reg * 0.5 * np.sum(w**2), dw + reg * w


@wrong("the regularisation of dw forgotten", named="penalty-not-in-the-gradient")
def forgot_reg_dw(W, X, y, reg):
    dW = np.zeros(W.shape)
    loss = 0.0
    for i in range(X.shape[0]):
        s = X[i].dot(W)
        for j in range(W.shape[1]):
            m = s[j] - s[y[i]] + 1
            if j != y[i] and m > 0:
                loss += m
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return loss / X.shape[0] + 0.5 * reg * np.sum(W * W), dW / X.shape[0]


@wrong("the same, with the other convention", named="penalty-not-in-the-gradient")
def forgot_reg_dw_too(W, X, y, reg):
    dW, loss = np.zeros(W.shape), 0.0
    for i in range(X.shape[0]):
        s = X[i].dot(W)
        for j in range(W.shape[1]):
            m = s[j] - s[y[i]] + 1
            if j != y[i] and m > 0:
                loss += m
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return loss / X.shape[0] + reg * np.sum(W * W), dW / X.shape[0]


@wrong("reg * W**2 and reg * W", named="gradient-of-half-the-penalty")
def factor(W, X, y, reg):
    loss, dW = 0.0, np.zeros(W.shape)
    for i, yi in enumerate(y):
        s = X[i] @ W
        m = np.maximum(0, s - s[yi] + 1)
        m[yi] = 0
        loss += m.sum()
        dW += X[i][:, None] * (m > 0)
        dW[:, yi] -= X[i] * (m > 0).sum()
    return loss / len(y) + reg * (W * W).sum(), dW / len(y) + reg * W


@wrong("penalty within the loop over examples", named="penalty-for-every-example")
def reg_in_loop(W, X, y, reg):
    loss, dW = 0.0, np.zeros(W.shape)
    for i, yi in enumerate(y):
        s = X[i] @ W
        for j in range(len(s)):
            if j != yi and s[j] - s[yi] + 1 > 0:
                loss += (s[j] - s[yi] + 1) / len(y)
                dW[:, j] += X[i] / len(y)
                dW[:, yi] -= X[i] / len(y)
        loss += 0.5 * reg * np.sum(W**2)
        dW += reg * W
    return loss, dW


@wrong("penalty added before dividing", named="penalty-divided-by-examples")
def reg_before(W, X, y, reg):
    loss, dW = 0.0, np.zeros(W.shape)
    for i, yi in enumerate(y):
        s = X[i] @ W
        for j in range(len(s)):
            if j != yi and s[j] - s[yi] + 1 > 0:
                loss += s[j] - s[yi] + 1
                dW[:, j] += X[i]
                dW[:, yi] -= X[i]
    loss = (loss + 0.5 * reg * np.sum(W**2)) / len(y)
    dW = (dW + reg * W) / len(y)
    return loss, dW


@wrong("subtracted outside of the inner loop", named="true-class-subtracted-always")
def outside(W, X, y, reg):
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(len(X)):
        s = X[i] @ W
        for j in range(W.shape[1]):
            if j == y[i]:
                continue
            if s[j] - s[y[i]] + 1 > 0:
                loss += s[j] - s[y[i]] + 1
                dW[:, j] += X[i]
        dW[:, y[i]] -= X[i]
    return loss / len(X) + 0.5 * reg * np.sum(W**2), dW / len(X) + reg * W


@wrong("no continue for the true class", named="true-class-counted")
def no_continue(W, X, y, reg):
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(len(X)):
        s = X[i] @ W
        for j in range(W.shape[1]):
            if s[j] - s[y[i]] + 1 > 0:
                loss += s[j] - s[y[i]] + 1
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return loss / len(X) + 0.5 * reg * np.sum(W**2), dW / len(X) + reg * W


@wrong("dW of the shape of its transpose")
def transposed(W, X, y, reg):
    dW = np.zeros((W.shape[1], W.shape[0]))
    loss = 0.0
    for i in range(len(X)):
        s = X[i] @ W
        for j in range(W.shape[1]):
            m = s[j] - s[y[i]] + 1
            if j != y[i] and m > 0:
                loss += m
                dW[j] += X[i]
                dW[y[i]] -= X[i]
    return loss / len(X) + 0.5 * reg * np.sum(W**2), dW / len(X) + reg * W.T


@wrong("as many classes as features")
def classes_from_x(W, X, y, reg):
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(len(X)):
        s = X[i] @ W
        for j in range(X.shape[1]):
            m = s[j] - s[y[i]] + 1
            if j != y[i] and m > 0:
                loss += m
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return loss / len(X) + 0.5 * reg * np.sum(W**2), dW / len(X) + reg * W


@wrong("only the loss")
def loss_only(W, X, y, reg):
    s = X @ W
    m = np.maximum(0, s - s[np.arange(len(y)), y][:, None] + 1)
    m[np.arange(len(y)), y] = 0
    return m.sum() / len(y) + 0.5 * reg * np.sum(W**2)


@wrong("dw first")
def other_order(W, X, y, reg):
    loss, dW = svm_loss_naive(W, X, y, reg)
    return dW, loss


ARRAYS, right, wrong = kept()


@right("a mask of ones, and a copy of it")
def svm_loss_vectorized(W, X, y, reg):
    num_train = X.shape[0]
    scores = X.dot(W)
    correct = scores[np.arange(num_train), y].reshape(-1, 1)
    margins = np.maximum(0, scores - correct + 1.0)
    margins[np.arange(num_train), y] = 0
    loss = np.sum(margins) / num_train + reg * np.sum(W * W)
    binary = margins
    binary[margins > 0] = 1
    row_sum = np.sum(binary, axis=1)
    binary[np.arange(num_train), y] = -row_sum.T
    dW = np.dot(X.T, binary) / num_train + 2 * reg * W
    return loss, dW


@right("one-hot labels, no index")
def one_hots(W, X, y, reg):
    Y = np.eye(W.shape[1])[y]
    S = X @ W
    M = np.clip(S - (S * Y).sum(1, keepdims=True) + 1, 0, None) * (1 - Y)
    G = np.sign(M)
    G = G - Y * G.sum(1, keepdims=True)
    return M.sum(1).mean() + 0.5 * reg * np.linalg.norm(W) ** 2, X.T @ G / len(X) + reg * W


@right("the rivals' scores with the true ones deleted")
def heaviside(W, X, y, reg):
    n = np.arange(len(X))
    S = X @ W
    M = S - S[n, y, np.newaxis] + 1
    H = np.heaviside(M, 0)
    H[n, y] = 0
    loss = (M * H).sum() / len(X) + 0.5 * reg * (W * W).sum()
    H[n, y] -= H.sum(axis=1)
    return loss, (X.T @ H) / len(X) + reg * W


@wrong("the mask left as True and False", named="count-in-a-mask")
def bool_mask(W, X, y, reg):
    n = np.arange(len(X))
    S = X @ W
    M = np.maximum(S - S[n, y][:, None] + 1, 0)
    M[n, y] = 0
    mask = M > 0
    mask[n, y] = -mask.sum(axis=1)
    return M.sum() / len(X) + 0.5 * reg * np.sum(W**2), X.T.dot(mask) / len(X) + reg * W


@wrong("true column forgotten", named="true-class-never-subtracted")
def no_true_column(W, X, y, reg):
    n = np.arange(len(X))
    S = X @ W
    M = np.maximum(S - S[n, y][:, None] + 1, 0)
    M[n, y] = 0
    dW = X.T @ np.where(M > 0, 1, 0)
    return M.sum() / len(X) + 0.5 * reg * np.sum(W**2), dW / len(X) + reg * W


@wrong("the true margin counted before it is zeroed", named="true-class-counted-in-the-gradient")
def minus_count_and_one(W, X, y, reg):
    n = np.arange(len(X))
    S = X @ W
    M = np.maximum(S - S[n, y][:, None] + 1, 0)
    count = (M > 0).sum(axis=1)
    M[n, y] = 0
    G = (M > 0).astype(int)
    G[n, y] = -count
    return M.sum() / len(X) + 0.5 * reg * np.sum(W**2), X.T @ G / len(X) + reg * W


@wrong("brackets missing", named="half-of-the-gradient-divided")
def precedence(W, X, y, reg):
    n = np.arange(len(X))
    S = X @ W
    M = np.maximum(S - S[n, y][:, None] + 1, 0)
    M[n, y] = 0
    V = (M > 0) * 1.0
    T = np.zeros_like(V)
    T[n, y] = V.sum(axis=1)
    dW = X.T @ V - X.T @ T / len(X)
    return M.sum() / len(X) + 0.5 * reg * np.sum(W**2), dW + reg * W


@wrong("a strange mixture", named="in-another-mixture")
def mixture(W, X, y, reg):
    n = np.arange(len(X))
    S = X @ W
    M = np.maximum(S - S[n, y][:, None] + 1, 0)
    M[n, y] = 0
    V = (M > 0) * 3.0
    V[n, y] = -V.sum(axis=1) + 1
    return M.sum() / len(X) + 0.5 * reg * np.sum(W**2), X.T @ V / len(X) + reg * W


@wrong("sum of W.T @ W", named="product-of-matrices-summed")
def matrix_product(W, X, y, reg):
    n = np.arange(len(X))
    S = X @ W
    M = np.maximum(S - S[n, y][:, None] + 1, 0)
    M[n, y] = 0
    V = (M > 0) * 1.0
    V[n, y] = -V.sum(axis=1)
    return M.sum() / len(X) + 0.5 * reg * np.sum(W.T.dot(W)), X.T @ V / len(X) + reg * W


@wrong("still goes through the examples", named="still-a-loop")
def loop_left(W, X, y, reg):
    S = X @ W
    M = np.maximum(S - S[np.arange(len(X)), y][:, None] + 1, 0)
    for i in range(len(X)):
        M[i, y[i]] = 0
    V = np.where(M > 0, 1.0, 0)
    for i in range(len(X)):
        V[i, y[i]] = -V[i].sum()
    return M.sum() / len(X) + 0.5 * reg * np.sum(W**2), X.T @ V / len(X) + reg * W


@wrong("dw of a sum", named="gradient-not-divided")
def sum_gradient(W, X, y, reg):
    n = np.arange(len(X))
    S = X @ W
    M = np.maximum(S - S[n, y][:, None] + 1, 0)
    M[n, y] = 0
    V = (M > 0) * 1.0
    V[n, y] = -V.sum(axis=1)
    return M.sum() / len(X) + reg * np.sum(W**2), X.T @ V + 2 * reg * W


@wrong("a loss of its own with its own gradient", named="forward-to-mend")
def margin_of_two(W, X, y, reg):
    n = np.arange(len(X))
    S = X @ W
    M = np.maximum(S - S[n, y][:, None] + 2, 0)
    M[n, y] = 0
    V = (M > 0) * 1.0
    V[n, y] = -V.sum(axis=1)
    return M.sum() / len(X) + 0.5 * reg * np.sum(W**2), X.T @ V / len(X) + reg * W
