"""What the ground floor does by itself: files on their way to the roll, e-mails that nobody should wait for."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError

from organisations import invitations
from organisations.mailing import NOT_SENT
from organisations.models import User
from organisations.roll import imports

MAY_TAKE = 60 * 60  # seconds, for the largest file of the largest trust


@shared_task(name="organisations.finish_imports")
def finish_imports():
    """Hand every file that waits to a worker; throw away those nobody has decided on."""
    for roll_import_id in imports.under_way().values_list("pk", flat=True):
        finish_import.apply_async(kwargs={"roll_import_id": roll_import_id}, expires=60)
    imports.forget_the_undecided()


@shared_task(name="organisations.finish_import", time_limit=MAY_TAKE)
def finish_import(roll_import_id):
    imports.finish(roll_import_id)


@shared_task(name="organisations.send_new_password_link", autoretry_for=(*NOT_SENT, OperationalError, InterfaceError))
def send_new_password_link(user_id):
    """The link is made here, so that it never stands in the queue."""
    invitations.send_new_link(User.objects.get(pk=user_id))


@shared_task(name="organisations.forget_ended_sessions")
def forget_ended_sessions():
    """Nobody can use them, but names stand in some of them."""
    SessionStore.clear_expired()
