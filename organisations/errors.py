"""What the ground floor refuses; each message is shown to the person as it is."""


class OrganisationError(Exception):
    """A rule about organisations, staff or the roll says no."""


class RollError(OrganisationError):
    """A rule about the roll says no."""


class Namesake(RollError):
    """Somebody of this name is there already; `found` is who."""

    def __init__(self, message, found):
        super().__init__(message)
        self.found = found


class FileRefused(RollError):
    """A file cannot be used, for a reason that its sender can mend."""


class RollHasMoved(RollError):
    """The roll is not as it was when a file was checked against it."""


class NotNow(RollError):
    """Something was done already, or something else has to be done first."""


class StillNeeded(RollError):
    """What an import brought is needed by now; `reasons` says by what."""

    def __init__(self, message, reasons=()):
        super().__init__(message)
        self.reasons = list(reasons)


class CannotSeal(OrganisationError):
    """There is no seal, or it must not be used any more."""


class BackupError(OrganisationError):
    """A backup cannot be made, is not whole, or would replace what is there."""
