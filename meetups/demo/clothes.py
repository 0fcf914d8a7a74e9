"""What our people wear, from the shoulders down."""

from typing import NamedTuple

from meetups.demo.pen import Shape

SHOULDERS = (
    "M4 250 C8 212 30 195 66 184 C75 181 79 180 81 176 L119 176 C121 180 125 181 134 184"
    " C170 195 192 212 196 250"
)
SOFT_SHOULDERS = (
    "M14 250 C17 215 36 198 68 186 C76 183 79 181 81 176 L119 176 C121 181 124 183 132 186"
    " C164 198 183 215 186 250"
)
COLLAR = "M80 176 L68 183 85 215 100 202 100 189"
LAPEL = "M79 178 L62 184.5 66 208 100 237 100 231 81.5 186"
SHIRT_FRONT = "M81 177 L100 233 119 177"
TIE = "M96 195 L104 195 106 203 111 227 100 245 89 227 94 203"
RING = "M69 184 C73 213 127 213 131 184 L120.5 178 C118 201 82 201 79.5 178"
BODY = Shape(SHOULDERS, "cloth")
SOFT_BODY = Shape(SOFT_SHOULDERS, "cloth")


class Outfit(NamedTuple):
    """The shapes below the neck, and those that lie over it."""

    body: list[Shape]
    over: list[Shape] = []


CLOTHES = {
    "suit": Outfit(
        [BODY, Shape(SHIRT_FRONT, "beneath")], [Shape(LAPEL, "cloth_shade", twice=True)]
    ),
    "suit_and_tie": Outfit(
        [BODY, Shape(SHIRT_FRONT, "beneath")],
        [
            Shape(TIE, "wrap"),
            Shape(LAPEL, "cloth_shade", twice=True),
            Shape("M80 176 L88 199 100 189.5", "beneath", twice=True),
        ],
    ),
    "bow_tie": Outfit(
        [BODY, Shape(SHIRT_FRONT, "beneath")],
        [
            Shape(LAPEL, "cloth_shade", twice=True),
            Shape("M80 176 L88 199 100 190", "beneath", twice=True),
            Shape("M100 197 L84 189 Q81 198 84 207", "wrap", twice=True),
            Shape("O100 198 4.5 4.5", "wrap_shade"),
        ],
    ),
    "shirt": Outfit([BODY], [Shape(COLLAR, "cloth_shade", twice=True)]),
    "open_shirt": Outfit(
        [BODY, Shape("M81 177 L100 222 119 177", "skin_shade")],
        [Shape("M80 176 L66 184 81 206 100 222 81.5 182", "cloth_shade", twice=True)],
    ),
    "jumper": Outfit([BODY], [Shape(RING, "cloth_shade")]),
    "soft_jumper": Outfit([SOFT_BODY], [Shape(RING, "cloth_shade")]),
    "roll_neck": Outfit(
        [BODY], [Shape("M78 164 Q100 176 122 164 L126 186 C118 201 82 201 74 186", "cloth_shade")]
    ),
    "v_neck": Outfit(
        [BODY, Shape("M81 177 L100 222 119 177", "beneath")],
        [
            Shape("M78 178 L69 184 100 234 100 224 80 184", "cloth_shade", twice=True),
            Shape("M80 176 L73 182 88 206 100 193 100 189", "beneath_shade", twice=True),
        ],
    ),
    "breton": Outfit(
        [
            SOFT_BODY,
            *(
                Shape(
                    f"M0 {y} Q100 {y + 10} 200 {y} L200 {y + 5} Q100 {y + 15} 0 {y + 5}",
                    "wrap",
                    inside=SOFT_SHOULDERS,
                )
                for y in (201, 215, 229, 243)
            ),
        ],
        [Shape(RING, "cloth")],
    ),
    "blouse": Outfit(
        [SOFT_BODY, Shape("M79 180 Q82 212 100 214 Q118 212 121 180", "skin_shade")],
        [
            Shape(
                "M76 182 Q79 217 100 219 Q121 217 124 182 L128 184 Q126 225 100 226 Q74 225 72 184",
                "cloth_shade",
            )
        ],
    ),
    "beads": Outfit(
        [SOFT_BODY],
        [
            Shape(RING, "cloth_shade"),
            *(
                Shape(f"O{x} {y} 3.9 3.9", "wrap", twice=True)
                for x, y in ((72, 195), (77, 203), (84, 209.5), (92, 213.5))
            ),
            Shape("O100 215 4 4", "wrap"),
        ],
    ),
    "cardigan": Outfit(
        [SOFT_BODY, Shape("M80 177 L92 250 108 250 120 177", "beneath")],
        [
            Shape("M78 178 L69 183 84 250 92 250 82 184", "cloth_shade", twice=True),
            Shape("M80 178 Q100 202 120 178 L123 182 Q100 210 77 182", "beneath_shade"),
        ],
    ),
    "scarf": Outfit(
        [BODY],
        [
            Shape("M104 192 L126 188 134 250 108 250", "wrap_shade"),
            Shape(
                "M70 180 Q74 168 80 166 Q100 186 120 166 Q126 168 130 180 Q128 200 100 202"
                " Q72 200 70 180",
                "wrap",
            ),
        ],
    ),
    "dungarees": Outfit(
        [
            Shape(SHOULDERS, "beneath"),
            Shape("M62 185 L72 182 80 214 120 214 128 182 138 185 136 250 64 250", "cloth"),
            Shape("M78 224 L122 224 122 228 78 228", "cloth_shade"),
            Shape("O76.5 210 3.4 3.4", "wrap", twice=True),
        ],
        [Shape(RING, "beneath_shade")],
    ),
    "hoodie": Outfit(
        [BODY],
        [
            Shape(
                "M62 186 Q64 172 78 168 L80 180 100 210 120 180 122 168 Q136 172 138 186"
                " Q128 218 100 224 Q72 218 62 186",
                "cloth_shade",
            ),
            Shape("M80 178 L100 210 120 178 100 189", "beneath"),
            Shape("M88 214 L91 214 91 236 88 236", "beneath", twice=True),
        ],
    ),
    "tunic": Outfit(
        [SOFT_BODY, Shape("M95 186 L105 186 105 244 95 244", "cloth_shade")],
        [
            Shape(
                "M77 180 L80 172 Q100 192 120 172 L123 180 Q112 199 104 199 L104 232 96 232"
                " 96 203 Q88 203 77 184",
                "wrap",
            )
        ],
    ),
    "sari": Outfit(
        [SOFT_BODY, Shape("M79 180 Q82 208 100 210 Q118 208 121 180", "skin_shade")],
        [
            Shape(
                "M128 183 C150 190 172 200 182 222 L188 250 30 250 C70 232 110 212 128 183",
                "wrap",
                inside=SOFT_SHOULDERS,
            ),
            Shape(
                "M126 182 L134 186 C116 216 76 238 42 252 L26 252 C66 234 108 212 126 182",
                "wrap_shade",
                inside=SOFT_SHOULDERS,
            ),
        ],
    ),
    "waistcoat": Outfit(
        [
            Shape(SHOULDERS, "beneath"),
            Shape("M60 186 L76 180 100 232 124 180 140 186 146 250 54 250", "cloth"),
        ],
        [Shape(COLLAR, "beneath_shade", twice=True)],
    ),
    "round_collar": Outfit(
        [SOFT_BODY],
        [Shape("M80 176 C66 182 66 198 78 204 C90 208 99 202 100 189", "beneath", twice=True)],
    ),
}
