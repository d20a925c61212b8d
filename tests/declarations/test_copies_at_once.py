"""Eight workers and one copy, in a database of their own in which everything is committed."""

from pathlib import Path

from declarations import copies
from declarations.models import Declaration, SignedCopy, UnfinishedCopy
from tests import factories as make


def test_eight_workers_at_once_make_one_copy(at_once):
    declaration = make.answer(make.asked())

    got = at_once(lambda: copies.store(Declaration.objects.get(pk=declaration.pk)))

    copy = SignedCopy.objects.get()
    assert set(got) <= {copy, None}
    assert list(Path(copy.file.path).parent.iterdir()) == [Path(copy.file.path)]
    assert not UnfinishedCopy.objects.exists()
