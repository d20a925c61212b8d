"""Why a message did not go out; each error's words are for the office and quote nobody's address."""


class NotSent(Exception):
    """It did not go out. `words` say why."""

    def __init__(self, words):
        super().__init__(words)
        self.words = str(words)


class WrongAddress(NotSent):
    """Nothing will ever arrive there."""


class NeverAsItIs(NotSent):
    """The message itself is refused: sending it again would not help."""


class NotNow(NotSent):
    """Later it may go."""


class OutOfReach(NotNow):
    """Nothing can go out this way at present, to anybody."""
