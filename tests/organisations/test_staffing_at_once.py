"""Posts change while something else goes on."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections, transaction

from organisations import staffing
from organisations.models import StaffMember
from tests import factories as make


def test_a_post_ends_while_a_file_of_the_trust_is_applied(own_database):
    """Whoever brings children to a school holds its row until the end, and a large file takes its time."""
    school = make.SchoolFactory(trust=make.TrustFactory())
    head, _other = make.head_of(school), make.head_of(school)

    def end():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1s'")
            staffing.leave(head.posts.get(), by=head)
        finally:
            connections.close_all()

    with transaction.atomic(), ThreadPoolExecutor(1) as beside:
        make.ChildFactory(school=school)
        beside.submit(end).result()

    assert StaffMember.objects.filter(user=head, left_at__isnull=False).exists()
