"""What the ground floor refuses; each message is shown to the person as it is."""


class OrganisationError(Exception):
    """A rule about organisations, staff or the roll says no."""
