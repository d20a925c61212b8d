"""What the reader notes on its way: what a person must look at, and what it left out. Nothing goes silently."""

from policies.importing.parsed import LeftOut, Look

LONGEST = 160


class Notes:
    """Two growing lists; the same remark about the same line is made once."""

    def __init__(self):
        self._looks, self._left = {}, {}

    def look(self, what, why, line=0):
        """A person must look at this."""
        self._looks[_short(what), str(why), line] = None

    def leave_out(self, what, why, line=0):
        """These words are not part of the code."""
        self._left[" ".join(what.split()), str(why), line] = None

    @property
    def looks(self):
        return tuple(Look(*each) for each in sorted(self._looks, key=lambda each: each[2]))

    @property
    def left_out(self):
        return tuple(LeftOut(*each) for each in sorted(self._left, key=lambda each: each[2]))


def _short(text):
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
