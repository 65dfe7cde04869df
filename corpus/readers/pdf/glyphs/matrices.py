"""Transform the coordinates of shapes inside other objects of a page."""

from typing import Any

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def times(inner: Any, outer: Matrix) -> Matrix:
    """Return the matrix that has the effect of one matrix of PDFium and then of another."""
    a, b, c, d, e, f = outer
    return (
        inner.a * a + inner.b * c,
        inner.a * b + inner.b * d,
        inner.c * a + inner.d * c,
        inner.c * b + inner.d * d,
        inner.e * a + inner.f * c + e,
        inner.e * b + inner.f * d + f,
    )


def moved(edges: list[float], matrix: Matrix) -> tuple[float, float, float, float]:
    """Return the left, bottom, right and top of edges that a matrix moves."""
    left, bottom, right, top = edges
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
