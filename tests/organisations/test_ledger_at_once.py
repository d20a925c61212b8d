"""Many at the same moment write history and chain it, in a database of their own in which everything is committed."""

from collections import Counter

from django.core.files.storage import default_storage

from organisations import anchors, history, ledger
from organisations.models import Event
from tests import factories as make


def test_eight_workers_at_once_chain_every_event_once(at_once):
    school, other = make.SchoolFactory(), make.SchoolFactory()

    def write_and_chain():
        for number in range(10):
            history.record(school, "noted", school, number=number)
            history.record(other, "noted", other, number=number)
            ledger.chain_all()

    at_once(write_and_chain)
    ledger.chain_all()

    assert Event.objects.filter(hash=None).count() == 0
    for each in (school, other):
        numbers = each.events.order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, 81))
        assert list(ledger.flaws(each, Counter())) == []


def test_whoever_finds_the_chain_in_use_leaves_it_and_nothing_is_lost(at_once, monkeypatch):
    school = make.SchoolFactory()
    for number in range(40):
        history.record(school, "noted", school, number=number)
    monkeypatch.setattr(ledger, "BATCH", 5)

    got = at_once(ledger.chain_all)

    assert sum(got) <= 40
    ledger.chain_all()
    assert list(ledger.flaws(school, Counter())) == []


def test_eight_workers_at_once_write_one_anchor(at_once):
    school = make.SchoolFactory()
    history.record(school, "started", school)
    ledger.chain_all()

    at_once(anchors.drop_daily)

    assert sorted(name.rpartition(".")[2] for name in default_storage.listdir("anchors")[1]) == ["json", "p7s"]
    assert list(anchors.flaws({school.pk: school}, Counter())) == []
