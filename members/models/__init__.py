from members.models.block import Block
from members.models.feedback import Feedback
from members.models.follow import Follow
from members.models.hush import Hush
from members.models.letter import Letter
from members.models.member import Member
from members.models.message import Message
from members.models.preferences import Preferences
from members.models.stop import Stop
from members.models.sweep import Sweep
from members.models.tally import Tally
from members.models.tie import Tie
from members.models.tie_side import TieSide
from members.models.unreachable import Unreachable

__all__ = [
    "Block",
    "Feedback",
    "Follow",
    "Hush",
    "Letter",
    "Member",
    "Message",
    "Preferences",
    "Stop",
    "Sweep",
    "Tally",
    "Tie",
    "TieSide",
    "Unreachable",
]
