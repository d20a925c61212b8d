"""What a password must not be, in our words; and the words that everybody would try first at this portal: a
password may have them, but not be made of them.
"""

import re

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = (
    "conduct portal code school academy trust primary secondary college office head teacher headteacher parent carer"
    " governor trustee welcome password passwort letmein login secret admin changeme spring summer autumn winter"
    " january february march april june july august september october november december"
).split()
KNOWN = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
LEAST = 6  # letters that are left


class LengthValidator(password_validation.MinimumLengthValidator):
    """Long enough that trying takes too long."""

    def get_error_message(self):
        return _("Make it longer: at least %(n)s characters.") % {"n": self.min_length}

    def get_help_text(self):
        return _("At least %(n)s characters: three or four words that belong together for you alone.") % {
            "n": self.min_length
        }


class LikeThemselvesValidator(password_validation.UserAttributeSimilarityValidator):
    """Not what anybody who knows them would try."""

    def __init__(self):
        super().__init__(user_attributes=("full_name", "email"))

    def get_error_message(self):
        return _("It is too much like your name or your e-mail address. Take something else.")

    def get_help_text(self):
        return _("Not like your name or your e-mail address.")


class CommonValidator(password_validation.CommonPasswordValidator):
    """Not what many have taken before."""

    def get_error_message(self):
        return _("Many people have taken this one, so it is tried first. Take another.")

    def get_help_text(self):
        return _("Not one that many people use.")


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
