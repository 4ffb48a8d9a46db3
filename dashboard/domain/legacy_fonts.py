"""Text typed for the Vietnamese fonts from before Unicode, told from Unicode and turned into it.

Such a font draws "C«ng ®oµn" as "Công đoàn", so the letters alone do not say what was meant. A text
is turned only where exactly one reading of it is Vietnamese: every word is then a syllable that the
language has, or an abbreviation in capitals.
"""

import re
from collections.abc import Callable
from enum import Enum
from functools import lru_cache

from dashboard.domain.text import normalized

_LONGEST = 8_000  # letters of a text that is read word for word; no field takes as many
_LONGEST_NAME = 31  # letters of a font's name
_LONGEST_SYLLABLE = 8  # "nghiêng" has seven
_HIGH = re.compile("[\u00a1-\u00ff]")
_PIECE = re.compile("[A-Za-z\u00a1-\u00ff]+")
_OF_UNICODE = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0"
                         "\u1ea0-\u1ef9\u0300-\u0303\u0306\u0309\u031b\u0323]")  # fmt: skip
_LEADING, _TRAILING = "«¿¡§©·°\u00ad", "»®©·°¹²³ªº\u00ad"  # beside words of any language
_MEASURES = frozenset({"µ", "µm"})  # look like words of the old fonts
_USUAL = frozenset({"công", "không", "có"})  # a text that says them was meant to


class Scheme(Enum):
    """How a font maps letters; OTHER: in a way that is not known here."""

    TCVN3 = "TCVN3"
    VNI = "VNI"
    OTHER = "?"


_FONTS = (
    (Scheme.TCVN3, re.compile(r"\.vn", re.IGNORECASE)),
    (Scheme.VNI, re.compile(r"vni[-_ ]", re.IGNORECASE)),
    (Scheme.OTHER, re.compile(r"(vps|vntimes|vnarial|vntime|viscii|vi ?times|\.tmc|bk ?hcm)\b|"
                              r"(vps|vn|bk) (times|arial|helv|new)", re.IGNORECASE)),
)  # fmt: skip


def scheme_of(font: str) -> Scheme | None:
    """Return how a font of this name maps letters; None: as Unicode does."""
    return _scheme_of(font.strip()[:_LONGEST_NAME])


@lru_cache(maxsize=256)
def _scheme_of(name: str) -> Scheme | None:
    return next((scheme for scheme, named in _FONTS if named.match(name)), None)


def draws_capitals(font: str) -> bool:
    """Whether the font, one of TCVN3, draws small letters as capitals (".VnTimeH")."""
    return scheme_of(font) is Scheme.TCVN3 and font.strip().endswith("H")


_TCVN3 = dict(
    zip(
        "\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xb5\xb6\xb7\xb8\xb9\xbb\xbc\xbd"
        "\xbe\xc6\xc7\xc8\xc9\xca\xcb\xcc\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xdc\xdd\xde"
        "\xdf\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xf5\xf6"
        "\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)


def _vni() -> dict[str, str]:
    """Return what one or two letters of VNI stand for: a letter, or one and a mark after it."""
    tones = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
    marked = (
        *((letter, letter, "-ùøûõï") for letter in "aeouy"),
        *(("ô", "ơ", "-ùøûõï"), ("ö", "ư", "-ùøûõï")),
        *((letter, f"{letter}\u0302", "âáàåãä") for letter in "aeo"),
        ("a", "a\u0306", "êéèúüë"),
    )
    found = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị",
             "î": "ỵ"}  # fmt: skip
    for letter, base, marks in marked:
        for mark, tone in zip(marks, tones, strict=True):
            if mark != "-":
                found[letter + mark] = normalized("NFC", base + tone)
    found |= {unit[0].upper() + unit[1:]: letter.upper() for unit, letter in found.items()}
    return found | {unit[0] + unit[1:].upper(): letter for unit, letter in found.items()}


_VNI = _vni()
_VNI_UNIT = re.compile("|".join([*sorted(_VNI, key=len, reverse=True), "."]), re.DOTALL)


def _from_tcvn3(piece: str) -> str:
    return "".join(_TCVN3.get(letter, letter if letter.isascii() else "?") for letter in piece)


def _from_vni(piece: str) -> str:
    def read(found: re.Match[str]) -> str:
        return _VNI.get(found[0], found[0] if found[0].isascii() else "?")

    return _VNI_UNIT.sub(read, piece)


_DECODERS: dict[Scheme, Callable[[str], str]] = {
    Scheme.TCVN3: _from_tcvn3,
    Scheme.VNI: _from_vni,
}
"""What a word says in each scheme, "?" for a letter that it does not have."""

_ALPHABET = frozenset("abcdeghiklmnopqrstuvxy" + "".join(_TCVN3.values()).lower())
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOPPED = ("c", "ch", "p", "t", "k")  # such syllables have one of two tones
_SPELT = """
    a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu
    im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng
    oăt oc oe oen oeo oet oi om on ong oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u
    ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya
    uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu
    ưt ưu y ych yêm yên yêng yêt yêu yn ynh yt
"""
_RIMES = frozenset(_SPELT.split())
_BEFORE_FRONT = ("ngh", "gh", "k")  # before e, ê, i and y only, as these never are: c, g, ng
_ONSETS = ("ngh", "ng", "nh", "gh", "gi", "g", "kh", "k", "ph", "th", "tr", "ch", "c", "qu", "b",
           "d", "đ", "h", "l", "m", "n", "p", "r", "s", "t", "v", "x", "")  # fmt: skip


def _is_syllable(word: str) -> bool:
    """Whether the language has such a syllable, in letters of either case."""
    return len(word) <= _LONGEST_SYLLABLE and _is_spelt_so(word.lower())


@lru_cache(maxsize=4096)
def _is_spelt_so(small: str) -> bool:
    if not _ALPHABET.issuperset(small):
        return False
    apart = normalized("NFD", small)
    tones = [letter for letter in apart if letter in _TONES]
    bare = normalized("NFC", "".join(each for each in apart if each not in _TONES))
    if len(tones) > 1:
        return False
    return any(_fit(onset, bare[len(onset) :], tones) for onset in _ONSETS
               if bare.startswith(onset))  # fmt: skip


def _fit(onset: str, rime: str, tones: list[str]) -> bool:
    if rime not in _RIMES:
        return False
    front = rime[0] in "eêiy"
    if (onset in _BEFORE_FRONT and not front) or (onset in ("c", "ng") and front):
        return False
    stopped = rime.endswith(_STOPPED)
    return not stopped or tones in (["\u0301"], ["\u0323"])


def _is_word(word: str) -> bool:
    """Whether a word is a syllable, or an abbreviation of capitals only ("QĐ", "HĐND")."""
    if not word.isalpha():
        return False
    return _is_syllable(word) or (word.isupper() and len(word) <= 5)


def _is_of_unicode(piece: str) -> bool:
    """Whether a word may stand so in a text of today."""
    if piece in _MEASURES or not any(map(str.isalpha, piece)):
        return True
    bare = piece.lstrip(_LEADING).rstrip(_TRAILING)
    return not _HIGH.search(bare) or _is_syllable(bare)


def turned(text: str, font: str = "") -> str | None:
    """Return the text in Unicode; ``font`` is the name of the one that it stands in.

    None: it was typed for an old font, or may have been, and nobody can be certain what it says.
    """
    scheme = scheme_of(font) if font else None
    if not _HIGH.search(text):
        return text.upper() if text.isascii() and draws_capitals(font) else text
    if len(text) > _LONGEST:
        return text if _OF_UNICODE.search(text) else None
    pieces = _PIECE.findall(text)
    strange = [piece for piece in pieces if not _is_of_unicode(piece)]
    if _OF_UNICODE.search(text):
        return None if any(map(_is_evidence, strange)) else text
    if scheme is None:
        return _without_font(text, pieces, strange)
    if scheme is Scheme.OTHER:
        return None if strange else text
    if not _reads_whole(scheme, pieces):
        return None if strange else text
    found = _decoded(scheme, text)
    if not strange and found != text:  # both can be read: usual words decide
        usual = [_USUAL.isdisjoint(each.lower().split()) for each in (text, found)]
        if usual[0] == usual[1]:
            return None
        if usual[1]:
            return text
    return found.upper() if draws_capitals(font) else found


def _without_font(text: str, pieces: list[str], strange: list[str]) -> str | None:
    """Return what a text says of which only the letters are known."""
    if not strange:
        return text
    fitting = [
        scheme for scheme in _DECODERS
        if _reads_whole(scheme, pieces) and any(_is_read(scheme, each) for each in strange)
    ]  # fmt: skip
    if len(fitting) == 1:
        return _decoded(fitting[0], text)
    return None if fitting or any(map(_is_evidence, strange)) else text


def _is_read(scheme: Scheme, piece: str) -> bool:
    return _is_word(_DECODERS[scheme](piece))


def _reads_whole(scheme: Scheme, pieces: list[str]) -> bool:
    return all(_is_read(scheme, piece) for piece in pieces if _HIGH.search(piece)
               and not _is_beside(scheme, piece))  # fmt: skip


def _is_beside(scheme: Scheme, piece: str) -> bool:
    """Whether a word has only signs beside it which the scheme does not know ("m²")."""
    bare = piece.lstrip(_LEADING).rstrip(_TRAILING)
    return not _HIGH.search(bare) and "?" in _DECODERS[scheme](piece)


def _decoded(scheme: Scheme, text: str) -> str:
    def read(found: re.Match[str]) -> str:
        return found[0] if _is_beside(scheme, found[0]) else _DECODERS[scheme](found[0])

    return _PIECE.sub(read, text)


_SIGN_WITHIN = re.compile("[A-Za-z][¡-¬®¯±´-¶¸»-¿×÷][A-Za-z]")
_CAPITAL_WITHIN = re.compile("[a-z][\u00c0-\u00de]")


def _is_evidence(piece: str) -> bool:
    """Whether a word that is none of today's looks like one typed for an old font."""
    return (
        any(_is_read(scheme, piece) for scheme in _DECODERS)
        or _SIGN_WITHIN.search(piece) is not None
        or _CAPITAL_WITHIN.search(piece) is not None
    )
