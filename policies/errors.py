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


class NotReady(Incomplete):
    """The words themselves show that they are not finished; the pre-flight page says where."""


class DraftUnderWay(PolicyError):
    """An unfinished draft stands where another would go; whoever asks has to say that it may be replaced."""


class EditedMeanwhile(PolicyError):
    """Somebody else saved this draft after it was opened here."""


class OtherWords(PolicyError):
    """These are not the words that the person had in front of them."""


class OutOfOrder(PolicyError):
    """A version cannot take effect before one that was published earlier."""


class Locked(PolicyError):
    """A school does not change its trust's words."""


class CannotAdopt(PolicyError):
    """There is no master here that this school could adopt."""


class CannotPrint(PolicyError):
    """A PDF would not show these words as they are."""


class MissingFont(CannotPrint):
    """These letters would come out as boxes, because no font installed here has them."""

    def __init__(self, message, letters=()):
        super().__init__(message)
        self.letters = tuple(letters)
