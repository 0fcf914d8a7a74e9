"""Shifts that are counted and not timed."""

from members.shift import Shift


class Pieces(Shift):
    """So many pieces of work, however long each of them takes."""

    def __init__(self, how_many):
        super().__init__()
        self.left = how_many

    def goes_on(self):
        self.left -= 1
        self.is_cut_short = self.left < 0
        return not self.is_cut_short
