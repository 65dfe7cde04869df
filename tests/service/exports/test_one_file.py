"""Claims about pages that are one file, written by each room that has one."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from service.absence import document
from service.citecheck.output import html
from service.editions import page as editions
from service.editions.page import watch_html
from service.exports.one_file import TEMPLATES, one_file, pieces_of_file
from service.packs.page import TEMPLATES as PACKS

FOLDERS = [document.TEMPLATES, html.TEMPLATES, editions.TEMPLATES, PACKS]
VALUES: dict[str, Any] = {"title": "<b>", "compared": [], "record_id": "0" * 64, "site": None}


def hashed(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def test_the_policy_allows_the_style_of_the_page_and_nothing_else() -> None:
    page = watch_html("<b>", [], "0" * 64, None)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy
    assert style
    assert policy[1] == (
        f"default-src 'none'; style-src '{hashed(style[1])}'; base-uri 'none'; form-action 'none'"
    )
    assert "<title>&lt;b&gt;</title>" in page


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_the_head_is_written_once(folder: Path) -> None:
    heads = [one.name for one in folder.glob("*.html") if "<head>" in one.read_text()]
    assert heads == []
    assert [one.name for one in TEMPLATES.glob("*.html") if "<head>" in one.read_text()] == [
        "one_file.html"
    ]


def test_the_pieces_of_a_page_allow_its_script_and_its_images(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        '{% extends "one_file.html" %}{% block title %}{{ title }}{% endblock %}'
        "{% block body %}{% for one in range(500) %}<p>{{ one }}</p>{% endfor %}{% endblock %}"
    )
    whole = one_file(template, [], VALUES)
    pieces = list(pieces_of_file(template, [], VALUES, "alert(1)"))
    assert len(pieces) > 5
    allowed = f"script-src '{hashed('alert(1)')}'; img-src data:; "
    assert allowed in pieces[0]
    assert "".join(pieces).replace(allowed, "") == whole
