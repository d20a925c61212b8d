"""What a letter says, whoever prints it."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from declarations import emails
from declarations.models import Message
from declarations.post import kinds, wording

FIRST_LINES = {Message.Purpose.REMINDER: "emails/_still_waiting.txt"}


def first_line(purpose):
    """The file with the sentence that says who asks for what."""
    return FIRST_LINES.get(purpose, "emails/_first_line.txt")


def render(message, token, own=None):
    """A letter with its link in it, in `own` words of the school where it has any."""
    with emails.spoken(own):
        context = emails.context_of(message, token) | {"first_line": first_line(message.purpose)}
        return written(context, own)


def written(context, own=None):
    """A letter: the portal's words, or the school's with what always stands below them."""
    kind = kinds.KINDS["letter"]
    template = kind.template
    if own:
        template = "letters/own_words"
        context = context | {"rest": kind.rest, **wording.filled(own, context)}
    subject = _("Letter to %(name)s") % {"name": context["adult"]}
    return emails.Rendered(subject, emails.tidy(render_to_string(f"{template}.txt", context)), "", context["link"])
