"""Small dense linear algebra on numpy arrays of 77-digit numbers, for criterion.py."""

import numpy as np

from criterion_numbers import log, mpfr, sqrt

NEGLIGIBLE = mpfr(10) ** -30


def exact(values):
    """An array of numbers that equal the given doubles, strings or numbers."""
    array = np.array(values, dtype=object)
    return np.array([mpfr(v) for v in array.ravel()], dtype=object).reshape(array.shape)


def zeros(*shape):
    return exact(np.zeros(shape))


def identity(size):
    return exact(np.eye(size))


def cholesky(matrix):
    """Lower triangle L with L L' = matrix; a pivot that is not positive is an error."""
    left = zeros(*matrix.shape)
    for j in range(len(matrix)):
        column = matrix[j:, j] - (left[j:, :j] @ left[j, :j] if j else 0)
        if not column[0] > 0:
            raise ArithmeticError("the matrix is not positive definite")
        left[j:, j] = column / sqrt(column[0])
    return left


def log_det(left):
    """log|L L'|."""
    return 2 * sum(log(left[j, j]) for j in range(len(left)))


def solve(left, right):
    """(L L')^-1 right; right is a vector or a matrix."""
    x = right.copy()
    for j in range(len(left)):
        x[j] = (x[j] - (left[j, :j] @ x[:j] if j else 0)) / left[j, j]
    for j in reversed(range(len(left))):
        x[j] = (x[j] - (left[j + 1 :, j] @ x[j + 1 :] if j + 1 < len(left) else 0)) / left[j, j]
    return x


def null_space(matrix):
    """Orthonormal columns that span the null space of an exactly known matrix (complete pivoting, then Gram and Schmidt)."""
    work, order = matrix.copy(), list(range(matrix.shape[1]))
    rank, scale = 0, max(abs(v) for v in matrix.ravel())
    while rank < min(work.shape):
        i, j = divmod(max(range((work[rank:, rank:]).size), key=lambda k: abs(work[rank:, rank:].ravel()[k])), work.shape[1] - rank)
        if abs(work[rank + i, rank + j]) <= NEGLIGIBLE * scale:
            break
        work[[rank, rank + i]] = work[[rank + i, rank]]
        work[:, [rank, rank + j]] = work[:, [rank + j, rank]]
        order[rank], order[rank + j] = order[rank + j], order[rank]
        work[rank] = work[rank] / work[rank, rank]
        for r in range(len(work)):
            if r != rank and work[r, rank]:
                work[r] = work[r] - work[r, rank] * work[rank]
        rank += 1
    basis = zeros(len(order), len(order) - rank)
    for c in range(len(order) - rank):
        basis[order[rank + c], c] = mpfr(1)
        for r in range(rank):
            basis[order[r], c] = -work[r, rank + c]
    return orthonormal(basis)


def orthonormal(columns):
    """Gram and Schmidt, twice; columns that depend on earlier ones are left out."""
    kept = []
    for column in columns.T:
        length = sqrt(column @ column)
        for _ in range(2):
            for q in kept:
                column = column - (q @ column) * q
        rest = sqrt(column @ column)
        if rest > NEGLIGIBLE * length:
            kept.append(column / rest)
    return np.array(kept, dtype=object).T if kept else zeros(len(columns), 0)


def complement(basis):
    """Orthonormal columns that span what is orthogonal to orthonormal columns."""
    return orthonormal(np.concatenate([basis, identity(len(basis))], axis=1))[:, basis.shape[1] :]
