"""Names as people type them about themselves."""

import re

from django import forms

# They turn the letters that follow round, on every page and paper that a name stands on. Joiners stay: names in
# Persian and in the scripts of India are spelt with them.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


class NameField(forms.CharField):
    """A name on one line, each space once, as it is typed but for what would turn the words around it."""

    def to_python(self, value):
        return " ".join(TURNING.sub("", super().to_python(value)).split())
