"""What the tests of pre-flight ask: which findings a code with these words meets."""

from datetime import date

from organisations.models import Organisation
from policies import preflight
from policies.models import Policy, PolicyVersion

TODAY = date(2026, 11, 21)
NO_LIST = {"undertakings": [], "undertakings_lead_in": ""}
ROUTE = "<p>Our complaints policy says how to complain.</p>"


def found(body="", today=TODAY, **fields):
    """Findings about a code that says this, and otherwise says nothing wrong."""
    settings = {name: fields.pop(name) for name in ("asks", "review_months") if name in fields}
    policy = Policy(owner=Organisation(name="Larkrise"), title="Kindness", **settings)
    words = {"declaration": "I have read this code and agree to it.", "label": "2", "title": "Kindness"}
    version = PolicyVersion(policy=policy, body=body + ROUTE, **(words | fields))
    return preflight.check(version, today=today)


def rules(*args, **fields):
    return [(finding.rule, finding.quote) for finding in found(*args, **fields)]


def listed(lead_in, *items):
    return f"<p>{lead_in}</p><ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
