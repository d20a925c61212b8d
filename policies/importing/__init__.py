"""A document becomes a draft.

    parsed = importing.read(file, "code.docx")     # raises importing.CannotRead; writes nothing
    parsed.needs_look, parsed.left_out             # what a person must look at, and what is not part of the code
    version = importing.make_draft(parsed, organisation, by=user, source="code.docx")

`reader` turns plain text into structure and knows no file and no database; `files` turns files into text; `draft` is
the one door to the rest of the portal.
"""

from policies.importing.draft import make_draft, wording_of
from policies.importing.errors import CannotRead
from policies.importing.files import read
from policies.importing.parsed import ParsedCode

__all__ = ["CannotRead", "ParsedCode", "make_draft", "read", "wording_of"]
