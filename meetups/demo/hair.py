"""Hair, scarves, hats and a turban: what frames a face."""

from meetups.demo.locks import Style, hair
from meetups.demo.long_hair import LONG
from meetups.demo.pen import Shape
from meetups.demo.short_hair import SHORT

WRAPPED = {
    "hijab": Style(
        [
            Shape(
                "M100 42 C64 42 46 66 46 102 C46 146 44 178 33 204 C70 214 130 214 167 204"
                " C156 178 154 146 154 102 C154 66 136 42 100 42",
                "wrap",
            )
        ],
        [
            Shape(
                "M56 126 C48 70 66 46 100 46 C134 46 152 70 144 126 L139 120 C141 86 126 68 100 68"
                " C74 68 59 86 61 120",
                "wrap",
            )
        ],
        ears=False,
        under=[
            Shape("M47 96 C47 150 60 184 100 194 C140 184 153 150 153 96", "wrap"),
            Shape(
                "M52 76 C44 110 56 160 78 178 C90 187 104 190 116 180 C92 180 66 156 60 118 L62 80",
                "wrap_shade",
            ),
        ],
    ),
    "turban": Style(
        [],
        [
            Shape(
                "M50 108 C46 60 66 34 104 35 C140 36 156 66 150 108 C146 88 124 84 102 72"
                " C84 82 58 90 50 108",
                "wrap",
            ),
            Shape(
                "M62 92 C76 66 104 48 136 48 C150 64 152 86 150 108 C146 88 124 84 102 72"
                " C86 78 74 84 62 92",
                "wrap_shade",
            ),
            Shape("M74 82 C90 64 116 54 141 55", "wrap_shade", strength=0),
        ],
    ),
    "headwrap": Style(
        [Shape("O92 44 30 24 O120 46 24 20", "wrap_shade")],
        [
            Shape(
                "M54 100 C48 62 66 40 100 40 C134 40 152 62 146 100 C132 82 68 82 54 100", "wrap"
            ),
            Shape("M56 88 C72 62 110 54 144 74 L147 84 C112 66 78 72 54 98", "wrap_shade"),
        ],
    ),
    "flat_cap": Style(
        [],
        [
            hair("M57 112 C53 100 54 90 58 84 L62 90 60.5 112", twice=True),
            Shape("M50 84 C46 54 72 42 104 42 C138 42 156 62 152 84 C120 74 80 74 50 84", "wrap"),
            Shape("M48 88 C60 68 128 66 140 82 C118 78 76 80 48 88", "wrap_shade"),
        ],
    ),
    "beret": Style(
        [],
        [
            hair("M57 124 C53 104 54 90 60 78 L68 84 C62 96 60 108 60 124", twice=True),
            Shape("M52 80 C34 60 64 36 104 38 C144 38 168 60 150 80 C120 70 80 70 52 80", "wrap"),
            Shape("M52 80 C80 68 120 68 150 80 L148 86 C120 75 82 75 54 86", "wrap_shade"),
        ],
    ),
}
HAIR = SHORT | LONG | WRAPPED
