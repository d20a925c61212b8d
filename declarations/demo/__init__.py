"""A made-up trust, a made-up school and what happened there, for whoever wants to see the portal at work.

Nothing here is written to the database directly that a rule could write: the portal's own rules live through
the last weeks, with the clock set back.
"""
