from members.models.block import Block
from members.models.follow import Follow
from members.models.member import Member
from members.models.tie import Tie

__all__ = ["Block", "Follow", "Member", "Tie"]
