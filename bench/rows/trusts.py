"""The trust's table: every school with its figures."""

from statistics import median

from bench import crowd
from bench import stage as stages
from bench.figures import Figure


def figures(stage, sizes):
    """The table of the large trust, and that of a trust with one school."""
    trusts = [crowd.trust(adults, sizes.seed) for adults in sizes.trusts]
    single = next(trust for trust in reversed(trusts) if trust.schools.count() == 1)
    took = {trust: [] for trust in trusts}
    with stage.web() as (port, _child):
        for _turn in range(sizes.repeats + 1):
            for trust in trusts:
                told = {"port": port, "connections": 1, "seconds": 120, "cookie": crowd.cookie_of("head", trust)}
                page = [["GET", f"/o/{trust.slug}/schools/", {}]]
                took[trust].append(stages.in_another_process("bench.load", told | {"journeys": [page]})["took"][0])
    middle = {trust: 1000 * median(took[trust][1:]) for trust in trusts}
    large = trusts[-1]
    yield Figure(
        f"Trust's table, {large.schools.count()} schools",
        "Milliseconds for the page with every school of a trust and how far it is.",
        middle[large],
        middle[single],
        "the same page of a trust with one school",
        "ms",
        2,
        notes=[
            f"The first to look in a minute, for whom many schools are counted: {1000 * took[large][0]:.0f} ms.",
            ", ".join(f"{trust.schools.count()} schools: {middle[trust]:.0f} ms" for trust in trusts) + ".",
        ],
        growth=[(adults, middle[trust] / 1000) for adults, trust in zip(sizes.trusts, trusts, strict=True)],
    )
