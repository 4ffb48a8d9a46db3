"""The documents tell the truth: settings, commands, rules, pictures and links."""

import ast
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from dashboard.cli import main
from dashboard.domain import checks
from dashboard.explain import SENTENCES as REFUSALS
from dashboard.i18n import CATALOGUES
from dashboard.settings import Settings
from dashboard.views import moves
from dashboard.workbooks.layout import MARKS_TAB
from dashboard.workbooks.reading import NO_RULE
from dashboard.workbooks.sentences import SENTENCES
from data_access.vocabulary import Severity
from tests.conftest import GIVEN

HOUSE = Path(__file__).resolve().parent.parent
GUIDE = HOUSE / "docs"
DOCUMENTS = (HOUSE / "README.md", HOUSE / "CHANGELOG.md", *sorted(GUIDE.glob("*.md")))
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")
WORDS = {Severity.ERROR: "Lỗi", Severity.WARNING: "Cảnh báo"}
LARGEST_PICTURE = 250_000  # bytes

# calls whose argument names a rule, wherever a refusal is made
REFUSING = {"Problem", "Refused", "WrongState", "error", "note", "refused", "problem", "_mismatch"}


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table row whose first cell is code."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def plain(cell: str) -> str:
    return cell.strip().strip("`")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(None):
        found = group.get_command(None, name)
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))
        else:
            yield " ".join((*path, name)), found


ALL_COMMANDS = dict(commands(main))


def test_every_setting_stands_in_the_readme_with_its_default():
    told = {}
    for line in (HOUSE / "README.md").read_text("utf-8").splitlines():
        found = re.match(r"\| `(TIENDO_\w+)` \|([^|]*)\|([^|]*)\|$", line)
        if found:
            told[found[1]] = plain(found[2])
            assert found[3].strip(), line
    assert set(told) == {f"TIENDO_{name.upper()}" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if field.default_factory is None:
            default = "" if field.default is None else str(field.default)
            expected = default.lower() if isinstance(field.default, bool) else default
            assert told[f"TIENDO_{name.upper()}"] == expected


def test_no_document_names_a_setting_that_is_none():
    known = {f"TIENDO_{name.upper()}" for name in Settings.model_fields} | {GIVEN}
    for document in DOCUMENTS:
        assert set(re.findall(r"TIENDO_[A-Z_]+[A-Z]", document.read_text("utf-8"))) <= known


@pytest.mark.parametrize("command", ALL_COMMANDS)
def test_every_command_stands_in_the_reference(command):
    assert f"tiendo {command}`" in (GUIDE / "dong-lenh.md").read_text("utf-8")


def examples() -> Iterator[tuple[str, str]]:
    for document in DOCUMENTS:
        for block in re.findall(r"```sh\n(.*?)```", document.read_text("utf-8"), re.DOTALL):
            for line in block.splitlines():
                found = re.search(r"(?:^|/)tiendo (.*?)(?: +# .*)?$", line)
                if found:
                    yield document.name, found[1]


@pytest.mark.parametrize(("document", "example"), sorted(set(examples())))
def test_an_example_uses_commands_and_options_that_there_are(document, example):
    name = max((each for each in ALL_COMMANDS if f"{example} ".startswith(f"{each} ")), key=len)
    taken = {option for each in ALL_COMMANDS[name].params for option in each.opts}
    assert set(re.findall(r"(?<= )--?[a-z][a-z-]*", example)) <= taken


def rules_in_force() -> set[str]:
    """Return every code under which something is refused or doubted."""
    named = {*checks.RULES, *SENTENCES, *REFUSALS, *NO_RULE.values()}
    for path in (HOUSE / "dashboard").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and _called(call) in REFUSING:
                named.update(filter(CODE.fullmatch, _texts(call)))
    explained = ast.parse((HOUSE / "dashboard" / "explain.py").read_text("utf-8"))
    problems_of = next(
        each for each in explained.body
        if isinstance(each, ast.FunctionDef) and each.name == "problems_of"
    )  # fmt: skip
    return named | {
        each.value.value
        for each in ast.walk(problems_of)
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
    }


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _texts(call: ast.Call) -> Iterator[str]:
    for argument in call.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def test_every_rule_has_its_line_and_no_line_lacks_its_rule():
    told = [plain(cells[0]) for cells in _rules()]
    assert len(told) == len(set(told))
    assert set(told) - rules_in_force() == set()
    assert rules_in_force() - set(told) == set()


def test_a_rules_line_gives_its_severity_its_meaning_and_its_cure():
    for cells in _rules():
        code, severity, meaning, cure = cells
        assert severity == WORDS[checks.RULES.get(plain(code), Severity.ERROR)], code
        assert meaning, code
        assert cure, code


def _rules() -> list[list[str]]:
    found = rows((GUIDE / "quy-tac.md").read_text("utf-8"))
    return [cells for cells in found if len(cells) == 4]


def test_the_guides_table_of_moves_is_the_one_that_is_enforced():
    enforced = moves.table()
    lines = (GUIDE / "huong-dan.md").read_text("utf-8").splitlines()
    told = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    assert moves.heading() in told
    first = told.index(moves.heading()) + 2
    assert told[first : first + len(enforced)] == enforced
    assert not lines[first + len(enforced)].startswith("|")


# Bold words of the guide that the catalogue has not: keys of the keyboard, the button of the other
# language, the sheet that a marked-up workbook begins with.
NOT_ON_A_SCREEN = {"Enter", "Tab", "Ctrl+V", "EN", MARKS_TAB}
PLACE = re.compile(r"\{\w*\}")


def is_read_on_a_screen(name: str, texts: Iterable[str]) -> bool:
    """Whether ``name`` is one of the texts, with at most half of it filled in."""
    for text in texts:
        parts = PLACE.split(text)
        if 2 * sum(map(len, parts)) >= len(name) and re.fullmatch(
            ".+".join(map(re.escape, parts)), name
        ):
            return True
    return False


def test_every_name_in_bold_is_what_the_screen_reads():
    guide = (GUIDE / "huong-dan.md").read_text("utf-8")
    bold = {name for name in re.findall(r"\*\*([^*\n]+)\*\*", guide) if not name.endswith(".")}
    with (CATALOGUES / "vi" / "LC_MESSAGES" / "dashboard.po").open("rb") as opened:
        texts = [str(each.string) for each in read_po(opened, locale="vi") if each.id]
    unknown = {name for name in bold if not is_read_on_a_screen(name, texts)}
    assert unknown - NOT_ON_A_SCREEN == set()
    assert bold >= NOT_ON_A_SCREEN


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_lead_somewhere(document):
    for target in LINK.findall(document.read_text("utf-8")):
        if target.startswith(("http:", "https:")):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        assert file.is_file(), target
        if anchor:
            assert anchor in anchors(file), target


def anchors(document: Path) -> set[str]:
    """Return the headings of a document as the addresses that readers of Markdown make of them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", heading).lower()).replace(" ", "-")
        for heading in headings
    }


def test_every_picture_is_shown_and_small():
    shown = {
        (document.parent / target).resolve()
        for document in DOCUMENTS
        for target in LINK.findall(document.read_text("utf-8"))
        if target.endswith(".png")
    }
    taken = set((GUIDE / "anh").glob("*.png"))
    assert shown == taken
    assert all(picture.stat().st_size <= LARGEST_PICTURE for picture in taken)


def test_every_picture_is_taken_by_make_guide():
    scripts = "".join(each.read_text("utf-8") for each in (GUIDE / "pictures").glob("*.py"))
    for picture in (GUIDE / "anh").glob("*.png"):
        assert f'"{picture.stem}"' in scripts
