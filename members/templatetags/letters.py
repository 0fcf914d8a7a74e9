"""What letters draw of a tie: six table cells and the one sentence."""

from django import template

from members import ladder

register = template.Library()


@register.inclusion_tag("letters/_ladder.html")
def ladder_cells(tie, reader):
    """The ladder for a page twin, in the active language and time zone; nothing when apart."""
    return rungs(tie, reader)


@register.inclusion_tag("letters/_ladder.txt")
def ladder_line(tie, reader):
    """The ladder's sentence for a text twin; nothing when apart."""
    return rungs(tie, reader)


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
