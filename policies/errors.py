"""What the policies floor refuses; each message is shown to the person as it is."""


class PolicyError(Exception):
    """A rule about writing, approving or publishing says no."""


class WrongState(PolicyError):
    """The version is not at the step this act belongs to."""


class NotApproved(PolicyError):
    """Nothing is published that another person has not approved."""


class ApprovedByAuthor(PolicyError):
    """Whoever wrote the words does not approve them."""


class NothingChanged(PolicyError):
    """These are the words already in force."""


class LabelTaken(PolicyError):
    """New words need a new label."""


class Incomplete(PolicyError):
    """Something that parents need is missing."""
