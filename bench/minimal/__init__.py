"""The least that a Django page can be: one query and a template of the same size as ours; a POST adds one row.

The baseline of the parents' pages, served by gunicorn like the portal, over the same database.
"""
