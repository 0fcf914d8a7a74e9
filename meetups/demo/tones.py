"""Five quiet grounds, each with the few tones a portrait on it may use."""

from PIL import ImageColor

GROUNDS = {
    "sand": {
        "ground": "#E8D7BE",
        "ground_shade": "#E2D0B4",
        "pale": "#F6EAD6",
        "fair": "#BCA087",
        "mid": "#8D694D",
        "deep": "#543A2A",
        "dark": "#37241A",
        "skins": [("#F6EAD6", "#D9BD9E"), ("#DDB793", "#BC9069"), ("#946C4F", "#684934")],
    },
    "sage": {
        "ground": "#D4E0CD",
        "ground_shade": "#C9D8C3",
        "pale": "#F0F3E6",
        "fair": "#9DB39A",
        "mid": "#5D7F68",
        "deep": "#315241",
        "dark": "#1D382A",
        "skins": [("#F0F3E6", "#BECEB8"), ("#B6C8B0", "#8BA48D"), ("#678770", "#42614E")],
    },
    "rose": {
        "ground": "#EED2CA",
        "ground_shade": "#E9C8C0",
        "pale": "#FBEAE3",
        "fair": "#CB9C99",
        "mid": "#A25C5C",
        "deep": "#652D33",
        "dark": "#45121D",
        "skins": [("#FBEAE3", "#E3B8B0"), ("#DFB0A7", "#C18681"), ("#A86B64", "#7E4745")],
    },
    "slate": {
        "ground": "#D2D9DB",
        "ground_shade": "#C6D0D4",
        "pale": "#F0F1EE",
        "fair": "#93A4AA",
        "mid": "#5B7079",
        "deep": "#354751",
        "dark": "#20303A",
        "skins": [("#F0F1EE", "#BBC6C8"), ("#B4C1C4", "#8799A0"), ("#6E828B", "#4A5D67")],
    },
    "honey": {
        "ground": "#EDD9AB",
        "ground_shade": "#E8D09A",
        "pale": "#FAF0D8",
        "fair": "#C2A065",
        "mid": "#94703A",
        "deep": "#5A411E",
        "dark": "#3A280F",
        "skins": [("#FAF0D8", "#DEC390"), ("#D9BB84", "#B8955D"), ("#9C7842", "#6D522A")],
    },
}
SNOW = "#F6F5F1"


def mixed(one, two, part):
    """The colour `part` of the way from one to two."""
    return tuple(round(a + (b - a) * part) for a, b in zip(one, two, strict=True))


def tones(look):
    """Every tone's colour by name, for one Look."""
    named = GROUNDS[look.ground]
    found = {name: ImageColor.getrgb(colour) for name, colour in named.items() if name != "skins"}
    found["snow"] = ImageColor.getrgb(SNOW)
    lit, shade = named["skins"][look.skin]
    found["skin"], found["skin_shade"] = ImageColor.getrgb(lit), ImageColor.getrgb(shade)
    found["line"] = mixed(found["dark"], (0, 0, 0), (0.2, 0.3, 0.5)[look.skin])
    found["lips"] = mixed(found["skin_shade"], found["line"], 0.7)
    found["glint"] = mixed(found["skin"], found["pale"], 0.45)
    for part in ("hair", "cloth", "beneath", "wrap"):
        colour = found[getattr(look, part)]
        found[part] = colour
        found[f"{part}_shade"] = shaded(colour, found)
    found["beard"] = mixed(found["hair"], found["skin_shade"], 0.12)
    found["brow"] = mixed(found["line"], found["hair"], (0.35, 0.15, 0)[look.skin])
    found["age"] = mixed(found["skin_shade"], found["line"], 0.25)
    found["gem"] = found["pale"] if look.skin else found["mid"]
    dark_beard = sum(found["beard"]) < sum(found["mid"])
    found["bearded_lips"] = mixed(found["skin"], found["line"], 0.1 if dark_beard else 0.75)
    return found


def shaded(colour, found):
    """A neighbour of the colour: darker, or lighter where it is dark already."""
    if sum(colour) < sum(found["deep"]):
        return mixed(colour, found["fair"], 0.26)
    return mixed(colour, found["dark"], 0.16)
