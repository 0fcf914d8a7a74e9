"""What letters draw of a tie: six table cells and the one sentence."""

from django import template

from members import ladder
from members.templatetags.look import GROUNDS

register = template.Library()


@register.inclusion_tag("letters/_ladder.html")
def ladder_cells(tie, reader):
    """The ladder for a page twin, in the active language and time zone; nothing when apart."""
    return rungs(tie, reader)


@register.inclusion_tag("letters/_ladder.txt")
def ladder_line(tie, reader):
    """The ladder's sentence for a text twin; nothing when apart."""
    return rungs(tie, reader)


@register.inclusion_tag("letters/_face.html", takes_context=True)
def letter_face(context, member, size=72):
    """A member's picture where the letter carries it, else their initials on their own ground."""
    return {
        "member": member,
        "content_id": context.get("faces", {}).get(member.pk),
        "ground": member.pk % GROUNDS,
        "size": size,
        "height": size * 5 // 4,
    }


def rungs(tie, reader):
    """The sentence in its two halves and, for each station, done, now, met or ahead."""
    if tie.stage not in ladder.STATIONS:
        return {}
    beginning, rest = ladder.sentence(tie, reader)
    here = ladder.STATIONS.index(tie.stage)
    met = tie.stage == ladder.Stage.MET
    steps = ["done"] * here + ["met" if met else "now"]
    steps += ["ahead"] * (len(ladder.STATIONS) - len(steps))
    return {"steps": steps, "beginning": beginning, "rest": rest}
