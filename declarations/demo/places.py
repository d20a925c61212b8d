"""The organisations of the demo and who works there."""

import tomllib
from pathlib import Path

from django.contrib.auth.hashers import make_password

from organisations.models import Organisation, StaffMember, User

PLACES = tomllib.loads((Path(__file__).parent / "places.toml").read_text())
SLUGS = [place["slug"] for place in PLACES["organisations"]]


def build():
    """Open the organisations, and give their staff a login: ({slug: organisation}, {e-mail: user})."""
    schools = {}
    for place in PLACES["organisations"]:
        trust = schools.get(place.get("trust"))
        schools[place["slug"]] = Organisation.objects.create(**(place | {"trust": trust}))
    return schools, _staff(schools)


def _staff(schools):
    password = make_password(PLACES["password"])  # made once: it takes half a second by design
    people = {}
    for person in PLACES["staff"]:
        user = User.objects.create(email=person["email"], full_name=person["name"], password=password)
        people[user.email] = user
        for slug, role in person["posts"].items():
            StaffMember.objects.create(user=user, organisation=schools[slug], role=role)
    return people


def log_ins():
    """Who may log in, as lines to read."""
    names = {place["slug"]: place["name"] for place in PLACES["organisations"]}
    lines = [f"  Log in with the password  {PLACES['password']}  as one of:"]
    last = None
    for person in PLACES["staff"]:
        first = next(iter(person["posts"]))
        if first != last:
            lines += ["", f"  {names[first]}"]
        last = first
        lines.append(f"    {person['email']:<30}{person['does']}")
    return "\n".join(lines)
