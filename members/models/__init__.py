from members.models.block import Block
from members.models.follow import Follow
from members.models.hush import Hush
from members.models.letter import Letter
from members.models.member import Member
from members.models.message import Message
from members.models.preferences import Preferences
from members.models.sweep import Sweep
from members.models.tie import Tie
from members.models.tie_side import TieSide
from members.models.unreachable import Unreachable

__all__ = [
    "Block",
    "Follow",
    "Hush",
    "Letter",
    "Member",
    "Message",
    "Preferences",
    "Sweep",
    "Tie",
    "TieSide",
    "Unreachable",
]
