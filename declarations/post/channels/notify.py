"""GOV.UK Notify, with a school's own key: e-mails, texts and letters. What it says later of the first two comes to
views/carriers.py; of letters it tells nothing by itself, so post/letter_states.py asks.

The school makes its templates at Notify. E-mail: subject ((subject)), body ((before)), ((link)) and ((after)) as three
paragraphs. Text message: ((text)). Letter: heading ((subject)), the same three, and a paragraph QR: ((link)).
"""

import re
import time

import jwt
import requests
from django.conf import settings
from django.utils.translation import gettext as _

from declarations.models import Message
from declarations.post.errors import NeverAsItIs, NotNow, OutOfReach, WrongAddress
from declarations.post.models import Way

TIMEOUT = 30  # seconds
LENGTH_OF_ID = 36  # a key is a name, the service's id and the secret, with hyphens between them
# How it begins to speak of an address, a number or a postal address: nothing will ever arrive there.
ADDRESSES = ("email_address", "phone_number", "personalisation address_line", "Must be a real", "Address ")
ADDRESSES += ("Last line of", "The first 2", "The last line")
NOT_LIVE = ("trial mode", "team-only")
LINES = 7  # of an address
QR_OF_OTHERS = re.compile(r"\bQR:", re.IGNORECASE)
# People's names stand in these; whoever chose one must not be able to put a link of theirs into a school's e-mail.
SANITISED = ["subject", "before", "after"]


class Notify:
    """One school's account."""

    def __init__(self, ways):
        self.ways, self.session = ways, requests.Session()
        self.name = f"notify-{ways.organisation_id}"
        key = ways.notify_key
        self.service, self.secret = key[-2 * LENGTH_OF_ID - 1 : -LENGTH_OF_ID - 1], key[-LENGTH_OF_ID:]

    def close(self):
        self.session.close()

    def send(self, message, rendered):
        """Notify's number for this message. Raises NotSent."""
        if not self.secret:
            raise OutOfReach(_("There is no key of GOV.UK Notify: type it under Settings, Messages, By which way."))
        if message.takeovers and (earlier := self._sent_before(message)):
            return earlier
        kind, notification = self._written(message, rendered)
        answer = self._call("POST", f"/v2/notifications/{kind}", json=notification)
        if not answer.ok:
            raise _refusal(answer)
        return _read(answer)["id"]

    def _sent_before(self, message):
        """Whether Notify has it already: the worker that sent it died before it could write that down."""
        answer = self._call("GET", "/v2/notifications", params={"reference": reference(message)})
        found = _read(answer).get("notifications", []) if answer.ok else []
        return found[0]["id"] if found else ""

    def _written(self, message, rendered):
        notification = {"reference": reference(message)}
        if message.way == Way.TEXT:
            template = {"template_id": self.ways.text_template, "phone_number": message.to}
            return "sms", notification | template | {"personalisation": {"text": rendered.text}}
        if message.way == Way.POST:
            return "letter", notification | self._letter(message, rendered)
        before, after = rendered.around_link()
        words = {"subject": rendered.subject, "before": before, "link": rendered.link, "after": after}
        notification |= {"template_id": self.ways.email_template, "email_address": message.to}
        notification |= {"personalisation": words, "sanitise_content_for": SANITISED}
        if self.ways.reply_to:
            notification["email_reply_to_id"] = self.ways.reply_to
        return "email", notification

    def _letter(self, message, rendered):
        """Notify knows no `sanitise_content_for` here: what could be read as a QR code or placeholder is defused."""
        words = {"subject": rendered.subject, "link": rendered.link}
        words |= dict(zip(("before", "after"), map(_harmless, rendered.around_link()), strict=True))
        lines = [message.adult.full_name, *message.to.splitlines()][:LINES]
        address = {f"address_line_{number}": line for number, line in enumerate(lines, 1)}
        return {"template_id": self.ways.letter_template, "personalisation": words | address}

    def state_of(self, message):
        """(what it calls the state of this message, since when), or None when it knows it no more."""
        answer = self._call("GET", f"/v2/notifications/{message.reference}")
        if answer.status_code == requests.codes.not_found:
            return None
        if not answer.ok:
            raise _refusal(answer)
        told = _read(answer)
        return str(told.get("status", "")), told.get("completed_at")

    def _call(self, method, path, **more):
        token = jwt.encode({"iss": self.service, "iat": int(time.time())}, self.secret, algorithm="HS256")
        headers = {"Authorization": f"Bearer {token}"}
        try:
            return self.session.request(method, settings.NOTIFY_URL + path, headers=headers, timeout=TIMEOUT, **more)
        except requests.RequestException as error:
            raise OutOfReach(_("GOV.UK Notify cannot be reached.")) from error


def reference(message):
    """Our name for a message at Notify, which sends it back to us."""
    return f"message-{message.pk}"


def referred_to(words):
    """The message that such a reference names, or None."""
    number = str(words).removeprefix("message-")
    return Message.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None


def _harmless(words):
    return QR_OF_OTHERS.sub("QR", words).replace("((", "( (")


def _read(answer):
    try:
        return answer.json()
    except ValueError as error:
        raise OutOfReach(_("GOV.UK Notify cannot be reached.")) from error


def _refusal(answer):
    if answer.status_code == requests.codes.too_many_requests:
        return NotNow(_("GOV.UK Notify takes no more messages just now."))
    if answer.status_code >= requests.codes.server_error:
        return OutOfReach(_("GOV.UK Notify cannot be reached."))
    if answer.status_code in (requests.codes.unauthorized, requests.codes.forbidden):
        return OutOfReach(_("GOV.UK Notify refuses the school's key."))
    said = " ".join(str(error.get("message", "")) for error in _read(answer).get("errors", []))
    if said.startswith(ADDRESSES):
        return WrongAddress(_("GOV.UK Notify says that this address or number is not one."))
    if any(words in said for words in NOT_LIVE):
        return OutOfReach(_("The account at GOV.UK Notify is in trial mode, or the key is for its team alone."))
    if "not allowed to send" in said:
        return NeverAsItIs(
            _("The account at GOV.UK Notify may not send this kind of message. Allow it in its settings.")
        )
    return NeverAsItIs(_("GOV.UK Notify refused the message. Look at the templates there."))
