"""How far something came: how many of those asked agreed, and where the others stand."""

from declarations.standing import DONE, State


class Share:
    """Some of those asked agreed."""

    @property
    def percent(self):
        """Whole per cent, rounded down: 100 means every one."""
        return 100 * self.agreed // self.asked if self.asked else 0


class ByState(Share):
    """So many stand in each state: `counts`."""

    @property
    def asked(self):
        return sum(self.counts.values())

    @property
    def agreed(self):
        return self.sum(DONE)

    @property
    def unreached(self):
        return self.sum((State.NO_DETAILS, State.BOUNCED))

    def sum(self, states):
        return sum(self.counts.get(state, 0) for state in states)
