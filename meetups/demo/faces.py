"""Heads and what is on them: ears, brows, eyes, glasses, beards, a kind mouth."""

from meetups.demo.pen import Shape

# Half the width at the temples, how far the jaw reaches, and how low the chin lies.
SHAPES = {
    "oval": (42, 27, 168),
    "round": (43, 34, 166),
    "long": (40, 27, 172),
    "square": (42, 38, 167),
    "small": (40, 24, 165),
}
BROWS = {
    "arched": ("M72 100 Q81 93 92 98.5", 3),
    "straight": ("M73 98.5 Q82 95.5 92 97.5", 3.2),
    "fine": ("M74 99.5 Q82 94 91 98", 2),
    "bushy": ("M72 100 Q81 93 93 98", 4.4),
}
MOUTHS = {
    "calm": "M89 141.5 Q100 147.5 111 141.5",
    "smile": "M87 140 Q100 150.5 113 140",
    "dry": "M90 143 Q102 147 111 140.5",
}
BEARDS = {
    "full": (
        "M55 110 C60 124 65 134 70 134 C80 125 92 124.5 100 126 C108 124.5 120 125 130 134"
        " C135 134 140 124 145 110 C145 146 128 171 100 171 C72 171 55 146 55 110"
    ),
    "trimmed": (
        "M55 128 C64 128 76 130 83 127.5 C92 125.5 108 125.5 117 127.5 C124 130 136 128 145 128"
        " C142 154 124 171 100 171 C76 171 58 154 55 128"
    ),
    "long": (
        "M55 110 C60 124 65 134 70 134 C80 125 92 124.5 100 126 C108 124.5 120 125 130 134"
        " C135 134 140 124 145 110 C146 146 140 166 130 180 C122 192 110 198 100 198"
        " C90 198 78 192 70 180 C60 166 54 146 55 110"
    ),
    "goatee": (
        "M83 150 C82 132 90 129.5 100 130.5 C110 129.5 118 132 117 150 C117 164 110 171 100 171"
        " C90 171 83 164 83 150"
    ),
    "moustache": (
        "M80 141 C83 131 94 128.5 100 131.5 C106 128.5 117 131 120 141 C111 137.5 106 138 100 138"
        " C94 138 89 137.5 80 141"
    ),
}
# Below the chin only a long beard may hang.
JAW = "M40 100 L160 100 160 175 40 175"
LENSES = {
    "square": (
        "M70 107 Q70 103 74 103 L91 103 Q95 103 95 107 L95 117 Q95 123 89 123 L76 123"
        " Q70 123 70 117 L70 105.5"
    ),
    "round": "O82.5 112.5 12.5 12.5",
    "soft": "M68 104 Q82 100.5 96 105 Q96.5 122.5 83.5 123.5 Q69 123.5 68 103",
}


def head(look):
    """The outline of this Look's head."""
    half, jaw, chin = SHAPES[look.shape]
    left, right = 100 - half, 100 + half
    return (
        f"M{left} 96 C{left} 70 {left + 15} 52 100 52 C{right - 15} 52 {right} 70 {right} 96"
        f" C{right} 131 {100 + jaw} {chin} 100 {chin} C{100 - jaw} {chin} {left} 131 {left} 96"
    )


def draw_head(pen, look, with_ears):
    """The head, its right half in shade with the nose on the line between, and the beard."""
    outline = head(look)
    half, _, _ = SHAPES[look.shape]
    if with_ears:
        pen.fill(Shape(f"O{99 - half} 117 7 12.5", "skin"))
        pen.fill(Shape(f"O{101 + half} 117 7 12.5", "skin_shade"))
    pen.fill(Shape(outline, "skin"))
    nose = "M102 40 L102 94 C103 104 106 114 110 124 Q110.5 130.5 102 131 L102 180 160 180 160 40"
    pen.fill(Shape(nose, "skin_shade", inside=outline))
    if look.beard == "long":
        pen.fill(Shape(BEARDS["long"], "beard"))
    elif look.beard == "stubble":
        pen.fill(Shape(BEARDS["trimmed"], "hair", inside=outline, strength=0.28))
    elif look.beard:
        pen.fill(Shape(BEARDS[look.beard], "beard", inside=outline))


def draw_features(pen, look):
    """What looks at us: brows, eyes, mouth, and glasses over them."""
    if "freckles" in look.extras:
        pen.fill(Shape("O73 126 1 1 O78.5 129 1 1 O84 126 1 1", "lips", twice=True, strength=0.5))
    if "lines" in look.extras:
        pen.line("M78 133 Q80 139 78 145", 1.4, "age", twice=True)
        pen.line("M92 82 Q100 80 108 82", 1.4, "age")
    path, width = BROWS[look.brows]
    pen.line(path, width, "brow", twice=True)
    pen.fill(Shape("O83 112 3.5 3.7", "line", twice=True))
    if "lashes" in look.extras:
        pen.line("M78.5 110.5 Q82 106.5 87 109.5", 1.7, "line", twice=True)
    draw_mouth(pen, look)
    if look.glasses:
        draw_glasses(pen, look)
    if "studs" in look.extras:
        pen.fill(Shape("O56.5 131 3 3", "gem", twice=True))
    if "drops" in look.extras:
        pen.fill(Shape("O56.5 131 2 2 M56.5 132 L61 144 Q56.5 149 52 144", "gem", twice=True))
    if "hoops" in look.extras:
        pen.line("O56 136 6 7", 1.8, "gem", twice=True)


def draw_mouth(pen, look):
    """A mouth, light where a dark beard surrounds it."""
    tone = "lips"
    if look.beard in ("full", "trimmed", "long", "goatee"):
        tone = "bearded_lips"
    if look.mouth == "laugh":
        pen.fill(Shape("M87 139 Q100 143 113 139 Q110 151 100 151 Q90 151 87 139", tone))
        pen.fill(Shape("M90 140.6 Q100 143.4 110 140.6 L109 143.6 Q100 145.8 91 143.6", "pale"))
        return
    pen.line(MOUTHS[look.mouth], 3.2 if tone == "bearded_lips" else 2.6, tone)


def draw_glasses(pen, look):
    """Two lenses with a little light in them, a bridge and two arms."""
    lens = LENSES[look.glasses]
    pen.fill(Shape(lens, "glint", twice=True, strength=0.3))
    pen.line(lens, 2.3, "line", twice=True)
    pen.line("M94.5 109.5 Q100 106.5 105.5 109.5", 2.3, "line")
    pen.line("M70 107.5 L60.5 105.5", 2.3, "line", twice=True)
