"""A document is read, and a draft can be made of it.

    parsed = importing.read(file, "code.docx")    # raises importing.CannotRead; writes nothing
    parsed.needs_look, parsed.left_out            # what a person must look at, and what is no part of the code
    version = draft.make_draft(parsed, organisation, by=user, source="code.docx")

`files` turns a file into plain text and `reader` turns that into structure; neither knows the database. `draft` is the
one door to the rest of the portal and is imported by itself, because publishing looks through some of these eyes too.
"""

from policies.importing.errors import CannotRead
from policies.importing.files import read
from policies.importing.parsed import ParsedCode

__all__ = ["CannotRead", "ParsedCode", "read"]
