"""Our e-mails are the very bytes that Django would write, but for the line between the parts."""

import email
import email.policy
import re

import pytest
from django.core.mail import EmailMultiAlternatives

from declarations.post import mime

WORDS = ["Plain words.\n", "Zoë’s “words”.\n\n.\nFrom the school\n.. two dots\n", "王小明 reads\r\nother\rends\n"]


def an_email(text="Hello\n", to="sam@home.example", subject="Please read", name="Larkrise School"):
    headers = {"Message-ID": "<message-7@portal.example>", "Auto-Submitted": "auto-generated"}
    told = {"from_email": f"{name} <portal@portal.example>", "to": [to], "reply_to": ["office@larkrise.example"]}
    written = EmailMultiAlternatives(subject, text, headers=headers, **told)
    written.attach_alternative(f"<p>{text}</p>", "text/html")
    return written


def both(written):
    """Django's bytes and ours, with one boundary."""
    theirs, ours = written.message().as_bytes(linesep="\r\n"), mime.written(written)
    used = [re.search(rb'boundary="(.*?)"', each)[1] for each in (theirs, ours)]
    return theirs.replace(*used), ours


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("subject", ["Please read", "Please read “Being kind” " * 5, "long words " * 18])
@pytest.mark.parametrize("name", ["Larkrise School", '"St Anne’s, Łódź"'])
@pytest.mark.parametrize("to", ["sam@home.example", '"odd name"@home.example', "sam@bücher.example"])
def test_the_bytes_are_those_of_django(text, subject, name, to, time_machine):
    time_machine.move_to("2026-11-21T10:00Z", tick=False)
    theirs, ours = both(an_email(text, to, subject, name))
    assert ours == theirs
    assert b"\n" not in ours.replace(b"\r\n", b"")


def test_a_line_longer_than_mail_may_have_arrives_whole():
    text = "Zoë’s words = “kind” \n" + "x" * 400 + " ŵ" * 400 + "\nend\n"
    sent = mime.written(an_email(text))
    assert max(map(len, sent.split(b"\r\n"))) < 998
    read = email.message_from_bytes(sent, policy=email.policy.default)
    plain, html = (read.get_body([kind]).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    assert (plain, html) == (text, f"<p>{text}</p>")


@pytest.mark.parametrize("field", ["subject", "name", "to"])
def test_nobody_puts_a_header_into_it(field):
    with pytest.raises(ValueError):
        mime.written(an_email(**{field: "sam@home.example\r\nBcc: everybody@home.example"}))


@pytest.mark.parametrize("to", ["sam@home.example, noah@home.example", "sam@", "@home.example"])
def test_nothing_but_one_address_is_an_address(to):
    with pytest.raises(ValueError):
        mime.address(to)
