"""Where an answer leads: to its lasting receipt, and from there on to what else waits."""

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

from declarations import links
from declarations.models import Link

# The receipt's address holds no sign token, so the way on to the next code goes along in a cookie.
NEXT, NEXT_LASTS = "next-code", 60 * 60


def to_receipt(receipt_token, sign_token, *, others_wait):
    """To the receipt; when other codes wait, with the way to them in a cookie for that page alone."""
    response = redirect("parents:receipt", receipt_token)
    if others_wait:
        response.set_cookie(
            NEXT,
            sign_token,
            max_age=NEXT_LASTS,
            path=reverse("parents:receipt", args=["-"]).removesuffix("-/"),
            secure=settings.HTTPS,
            httponly=True,
            samesite="Strict",
        )
    return response


def way_on(request, link):
    """The sign token of the same adult, when this browser has just answered with it."""
    token = request.COOKIES.get(NEXT, "")
    found = token and links.find(token, Link.Purpose.SIGN)
    return token if found and found.adult_id == link.adult_id else ""
