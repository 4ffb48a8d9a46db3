"""The house keeps its plan: pages only compose, every page is registered, names are ours."""

import ast
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from dashboard.navigation import REGISTER

HOUSE = Path(__file__).resolve().parent.parent
PAGES = HOUSE / "pages"
SCRIPTS = sorted(PAGES.glob("*.py"))


@pytest.mark.parametrize("page", SCRIPTS, ids=lambda page: page.stem)
def test_a_page_only_composes(page):
    source = page.read_text("utf-8")
    tree = ast.parse(source)
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert {name.split(".")[0] for name in imported} <= {"streamlit", "dashboard"}
    assert not [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert len(source.splitlines()) <= 60
    assert ast.get_docstring(tree)


def test_every_page_is_registered_and_every_entry_has_a_page():
    assert {entry.file for entry in REGISTER} == {page.name for page in SCRIPTS}


def test_no_page_folder_stands_beside_the_entry_script():
    assert not (HOUSE / "dashboard" / "pages").exists()


def test_no_other_distribution_brings_our_import_names():
    owners = packages_distributions()
    for name in ("dashboard", "pages", "data_access"):
        assert set(owners.get(name, [])) <= {"tien-do"}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_the_pins_name_no_registry(name):
    text = (HOUSE / name).read_text("utf-8")
    assert "http://" not in text
    assert "https://" not in text
    assert "--index" not in text
    lines = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert all("==" in line and line.endswith("\\") for line in lines)
