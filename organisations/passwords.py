"""Words that everybody would try first at this portal: a password may have them, but not be made of them."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = (
    "conduct portal code school academy trust primary secondary college office head teacher headteacher parent carer"
    " governor trustee welcome password passwort letmein login secret admin changeme spring summer autumn winter"
    " january february march april june july august september october november december"
).split()
KNOWN = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
LEAST = 6  # letters that are left


class NotOurWordsValidator:
    """Refuses what is mostly made of WORDS and figures, for example “ConductPortal2026!”."""

    def validate(self, password, user=None):
        left = re.sub(r"[\W\d_]", "", KNOWN.sub("", password.lower()))
        if len(set(left)) < LEAST and KNOWN.search(password.lower()):
            raise ValidationError(
                _("Words like these are the first that somebody would try. Take others."), "our_words"
            )

    def get_help_text(self):
        return _("Not made of words like “school”, “portal” or a month.")
