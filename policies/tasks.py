"""What runs by itself about the words: notices to staff, documents to read. A lost task costs a minute."""

from celery import shared_task

from policies import notices, stencil_store, uploads


@shared_task(name="policies.send_owed_notices")
def send_owed_notices():
    """Find reviews that are near, and send every notice that is owed."""
    notices.find_reviews()
    notices.send_owed()


@shared_task(name="policies.read_owed_uploads")
def read_owed_uploads():
    """Hand every document that waits to a worker."""
    for upload_id in uploads.owed().values_list("pk", flat=True):
        read_upload.apply_async(kwargs={"upload_id": upload_id}, expires=60)
    uploads.forget_the_undecided()


@shared_task(name="policies.read_upload")
def read_upload(upload_id):
    uploads.read(upload_id)


@shared_task(name="policies.forget_old_stencils")
def forget_old_stencils():
    """Those of words that nobody signs any more."""
    stencil_store.forget_old()
