"""What the importer refuses; the message is shown to the person as it is."""

from policies.errors import PolicyError


class CannotRead(PolicyError):
    """A file that no code of conduct can be read from: empty, too big, damaged, locked, or of another kind."""
