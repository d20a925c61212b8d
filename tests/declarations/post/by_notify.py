"""A school that sends by GOV.UK Notify with its own key, for tests of each way it sends."""

from declarations.post import hidden
from declarations.post.models import MessageWays
from tests import factories as make

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"conduct-{SERVICE}-{SECRET}"


def school_with(**ways):
    """A school with a key and these ways."""
    school = make.SchoolFactory()
    MessageWays.objects.create(organisation=school, **({"hidden_key": hidden.hide(KEY)} | ways))
    return school
