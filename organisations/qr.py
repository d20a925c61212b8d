"""QR codes as one path of an SVG: `<svg viewBox="0 0 {{ qr.size }} {{ qr.size }}"><path d="{{ qr.path }}"/></svg>`."""

from dataclasses import dataclass

import segno

# Any of the eight masks can be read; trying all of them to find the neatest takes seven times as long.
MASK = 0
QUIET = 4  # the empty border that a reader needs, in modules


@dataclass(frozen=True)
class QrCode:
    """`size` counts the modules of a side, the quiet border included; `path` draws the dark ones."""

    size: int
    path: str


def code(text, error="m"):
    """The QR code of an address; with `error` "q" a quarter of it may be torn or written over."""
    matrix = segno.make(text, error=error, mask=MASK, micro=False, boost_error=False).matrix
    path = "".join(_bar(*bar) for y, row in enumerate(matrix) for bar in _bars(row, y))
    return QrCode(size=len(matrix) + 2 * QUIET, path=path)


def _bars(row, y):
    """The runs of dark modules in a row: (x, y, length)."""
    start = None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, y, x - start
            start = None


def _bar(x, y, length):
    return f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z"
