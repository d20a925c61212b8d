import re

import segno
from hypothesis import given
from hypothesis import strategies as st

from organisations import qr

BAR = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")


def drawn(code):
    """The dark modules that the path paints."""
    return {(int(x) + step, int(y)) for x, y, length, _back in BAR.findall(code.path) for step in range(int(length))}


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=120))
def test_the_path_paints_every_dark_module_and_no_other(text):
    code = qr.code(text)
    matrix = segno.make(text, error="m", mask=qr.MASK, micro=False, boost_error=False).matrix
    dark = {(x + qr.QUIET, y + qr.QUIET) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}

    assert drawn(code) == dark
    assert code.size == len(matrix) + 2 * qr.QUIET
    assert BAR.sub("", code.path) == ""


def test_an_address_fits_a_code_that_any_telephone_reads():
    assert qr.code("https://conduct.riverside-trust.example/check/1234567-9f3a77c10b2e4d51/").size <= 45
