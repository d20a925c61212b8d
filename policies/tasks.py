"""What runs by itself about the words: notices to staff. A lost task costs a minute."""

from celery import shared_task

from policies import notices


@shared_task(name="policies.send_owed_notices")
def send_owed_notices():
    """Find reviews that are near, and send every notice that is owed."""
    notices.find_reviews()
    notices.send_owed()
