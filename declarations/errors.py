"""What the top floor refuses; each message is shown to the person as it is."""


class DeclarationError(Exception):
    """A rule about asking, answering or sending says no."""


class VersionReplaced(DeclarationError):
    """The words on this parent's screen are not in force any more."""


class AlreadyAnswered(DeclarationError):
    """The same answer stands already; nothing was written."""


class NothingToWithdraw(DeclarationError):
    """There is no signature here to withdraw."""


class ToldOften(DeclarationError):
    """So much was told about the roll today that somebody should rather speak to the office."""


class CannotRemind(DeclarationError):
    """This adult cannot be reminded now."""


class CannotSendAgain(DeclarationError):
    """This message is not one that failed, or there is nowhere to send it."""


class CannotMatch(DeclarationError):
    """Who came by the school link cannot be matched to this person."""


class ScanRefused(DeclarationError):
    """A file that cannot be used as the scan of a paper."""


class AlreadyKept(DeclarationError):
    """The paper of an answer is added once."""


class PageSettled(DeclarationError):
    """A page that came back on paper has been filed or put away already."""
