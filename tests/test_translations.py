"""The catalogues hold every text of the code, complete, with the same places to fill."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

HOUSE = Path(__file__).resolve().parent.parent
PLACES = re.compile(r"\{(\w*)\}")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory) -> Catalog:
    """Every text that the code marks for translation."""
    path = tmp_path_factory.mktemp("texts") / "dashboard.pot"
    CommandLineInterface().run(
        ["pybabel", "-q", "extract", "-F", str(HOUSE / "pyproject.toml"), "-k", "N_", "-o",
         str(path), str(HOUSE)]
    )  # fmt: skip
    with path.open("rb") as opened:
        return read_po(opened)


def catalogue(language: str) -> Catalog:
    path = HOUSE / "dashboard" / "locale" / language / "LC_MESSAGES" / "dashboard.po"
    with path.open("rb") as opened:
        return read_po(opened, locale=language)


def texts(found: Catalog) -> set[str]:
    return {message.id for message in found if message.id}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_catalogue_has_every_text_and_no_other(spoken, language):
    there = texts(catalogue(language))
    assert texts(spoken) - there == set()
    assert there - texts(spoken) == set()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_entry_is_empty_or_doubtful(language):
    for message in catalogue(language):
        if message.id:
            assert message.string, message.id
            assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_translation_fills_the_same_places(language):
    for message in catalogue(language):
        if message.id and isinstance(message.id, str):
            # A quarter's number is given in both ways of writing it; a language takes one.
            places, filled = (
                {"number" if place == "roman" else place for place in PLACES.findall(text)}
                for text in (message.id, message.string)
            )
            assert filled == places, message.id


def test_the_vietnamese_is_not_the_english():
    same = [
        message.id
        for message in catalogue("vi")
        if message.id
        and message.id == message.string
        and re.search(r"[a-z]{4,}", PLACES.sub("", message.id))
    ]
    assert same == []
