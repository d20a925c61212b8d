"""Makes the tables of the minimal pages, and people to show on them; told how many as JSON."""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.minimal.settings"
django.setup()

from django.db import connection

from bench.minimal.models import Note, Person


def main():
    """Both tables, and the people."""
    told = json.load(sys.stdin)
    with connection.schema_editor() as editor:
        editor.create_model(Person)
        editor.create_model(Note)
    Person.objects.bulk_create(Person(name=f"{told['name']} {number}") for number in range(told["number"]))
    print("{}")


if __name__ == "__main__":
    main()
