"""The signs of symbol fonts as Unicode characters.

Sources: for Symbol, Adobe's encoding of the font with the names of the Adobe Glyph List, and the
bracket pieces and angle brackets of Unicode 3.2; for Wingdings, Wingdings 2 and Webdings, the
characters that Unicode 7.0 and earlier versions took from these fonts, or the plain arrow, box or
disc of the same meaning.
"""

_FIRST = 0x20
_PRIVATE = 0xF000
"""Word writes a sign as its code in the font, in a part of Unicode for private use."""

_SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧ∆ΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "‾αβχδεφγηιϕκλµνοπθρστυϖωξψζ{|}∼" + " " * 33 + "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵"
    "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ ⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭ "
)
_WINGDINGS = (
    " ✏✂✁👓🔔📖🕯☎✆✉🖃📪📫📬📭📁📂📄🗏🗐🗄⌛⌨🖰🖲💻🖴💾🖬✇✍"
    "🖎✌👌👍👎☜☞☝☟✋☺😐☹💣☠⚐🚩✈☼💧❄🕆✞🕈✠✡☪☯ॐ☸♈♉"
    "♊♋♌♍♎♏♐♑♒♓&&●❍■□◻❑❒⬧⧫◆❖⬥⌧⍓⌘❀✿❝❞ "
    "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿        ·•"
    "▪○○○◉◎○▪□ ✦★✶✴✹✵  ⟡⌑ ✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘"
    "🕙🕚🕛                  ⌫⌦ ➢   ➲  ←"
    "→↑↓↖↗↙↘←➔↑↓↖↗↙↘⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂▫▫✗✓☒☑ "
)
_SIGNS = {
    "symbol": {_FIRST + at: sign for at, sign in enumerate(_SYMBOL)},
    "wingdings": {_FIRST + at: sign for at, sign in enumerate(_WINGDINGS)},
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□"},
    "webdings": {0x61: "✔", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✖"},
}
SYMBOL_FONTS = {*_SIGNS, "wingdings 3", "symbolps", "mt extra", "zapfdingbats", "zapf dingbats"}
"""Fonts, in lower case, whose codes mean signs of their own."""


def sign(font: str, code: int) -> str | None:
    """Return the character for a sign of a font, or None when it is unknown.

    Args:
        font: the name of the font.
        code: the sign's code in the font, also as a character for private use; for a font of
            letters, the character.
    """
    name = font.casefold().strip()
    in_font = code - _PRIVATE if _PRIVATE <= code <= _PRIVATE + 0xFF else code
    if name in SYMBOL_FONTS:
        found = _SIGNS.get(name, {}).get(in_font, " ")
        return found if found != " " or in_font in (0x20, 0xA0) else None
    is_character = code == in_font and 0x20 <= code < 0x110000 and not 0xD800 <= code <= 0xF8FF
    return chr(code) if is_character else None
