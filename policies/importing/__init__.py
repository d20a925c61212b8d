"""Turning the plain text of a code of conduct into structure. Pure: no Django, no database, no file.

`draft.py` is the one door to the rest of the portal; nothing else here imports it.
"""

from policies.importing.parsed import ParsedCode
from policies.importing.reader import read

__all__ = ["ParsedCode", "read"]
