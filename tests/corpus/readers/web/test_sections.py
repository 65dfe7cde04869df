"""Which headings and statements of a page belong to its report."""

import pytest

from tests.corpus.readers.check import blocks_of
from tests.corpus.readers.web.pages import read

TEXT = "<p>" + "The harbor board met in the old hall. " * 5 + "</p>"


@pytest.mark.parametrize(
    "heading",
    [
        'Harbor guide<a class="headerlink" href="#x" title="Link">¶</a>',
        'Harbor guide<span class="mw-editsection"><span>[</span><a href="e">edit</a>]</span>',
        '<a id="user-content-x" class="anchor" href="#x"></a>Harbor guide <a href="#x">#</a>',
        '<a href="#x">§</a> Harbor guide',
        'Harbor guide <a class="hash-link" href="#x">Direct link to Harbor guide</a>',
        'Harbor guide [<a href="/edit">edit</a>]',
        'Harbor guide <small><a href="/edit">[edit source]</a></small>',
        '<a class="anchor" href="#x">Harbor guide</a>',
    ],
)
@pytest.mark.parametrize("level", [1, 2])
def test_signs_and_edit_buttons_are_in_no_title_heading_or_section(
    heading: str, level: int
) -> None:
    extracted = read(f"<h{level}>{heading}</h{level}><h3>Locks</h3><p>Two gates.</p>")
    assert blocks_of(extracted)[0] == ("heading", None, "Harbor guide")
    section = "Locks" if level == 1 else "Harbor guide > Locks"
    assert blocks_of(extracted)[2] == ("text", section, "Two gates.")
    assert extracted.front.title == ("Harbor guide" if level == 1 else None)


def test_a_heading_may_be_about_editing_and_a_text_may_link_to_a_sign() -> None:
    extracted = read("<h2><a href='/edit'>Edit</a></h2><p>See note <a href='#n1'>*</a>.</p>")
    assert blocks_of(extracted) == [("heading", None, "Edit"), ("text", "Edit", "See note *.")]


def test_a_note_loses_its_link_back() -> None:
    note = "<ol class='footnotes'><li><a href='#a'>^</a> Lee, Dams. <a href='#b'>↩</a></li></ol>"
    assert blocks_of(read(note)) == [("note", None, "1. Lee, Dams.")]


RELATED = [
    "<h2>Explore more</h2><ul><li><a href='/a'>Ships</a></li><li><a href='/b'>Rivers</a></li></ul>",
    "<div><h2>Most viewed</h2></div><div><a href='/a'>Ships</a><a href='/b'>Rivers</a></div>",
    "<h2>In brief</h2><ul><li><p><a href='/a'>Ships</a></p><li><p><a href='/b'>Rivers</a></p></ul>",
    "<aside><h2>About the author</h2><p>Ann Lee wrote three books about harbors.</p></aside>",
    "<section><h2>Author information</h2><p>Ann Lee is at the harbor.</p></section>",
    "<div role='complementary'><h2>In this series</h2><p>Part one was about ships.</p></div>",
]


@pytest.mark.parametrize("box", RELATED)
def test_a_box_is_no_section_of_what_follows_it(box: str) -> None:
    extracted = read(f"<article><h2>Locks</h2>{TEXT}{box}<p>The trial goes on.</p></article>")
    assert blocks_of(extracted)[-1] == ("text", "Locks", "The trial goes on.")
    assert len(blocks_of(extracted)) >= 4


@pytest.mark.parametrize(
    "part",
    [
        "<h2>Locks</h2><p>Two gates.</p>",
        "<div><h2>Locks</h2></div><p>Two gates.</p>",
        "<section><h2>Locks</h2></section><p>Two gates.</p>",
        "<h2>Locks</h2><p><a href='/a'>One link</a> in a sentence about locks.</p><p>More.</p>",
    ],
)
def test_a_heading_stands_over_the_text_below_it(part: str) -> None:
    assert blocks_of(read(f"<article>{TEXT}{part}</article>"))[-1][1] == "Locks"


def head(site: str, address: str, more: str = "") -> str:
    canonical = f'<link rel="canonical" href="{address}">'
    return f'<meta property="og:site_name" content="{site}">{canonical}{more}'


LINKED = (
    '<script type="application/ld+json">'
    '{"@type": "NewsArticle", "publisher": {"name": "%s"}}</script>'
)


@pytest.mark.parametrize(
    ("site", "address", "more", "publisher"),
    [
        ("U.S.", "https://www.reuters.com/world/us/dam-2024", LINKED % "Reuters", "Reuters"),
        ("U.S.", "https://www.reuters.com/legal/dam-2024", LINKED % "Reuters", "Reuters"),
        ("U.S.", "https://www.reuters.com/world/us/dam-2024", "", None),
        ("Business", "https://www.example-news.com/business/dam", "", None),
        (
            "Business",
            "https://news.example.com/2024/dam",
            '<meta property="article:section" content="Business">',
            None,
        ),
        ("U.S.", "https://www.reuters.com/dam-2024", "", None),
        ("Heron", "https://h.example.com/dam", "<title>Dam fails | Heron</title>", "Heron"),
        ("Reuters", "https://www.reuters.com/world/us/dam-2024", "", "Reuters"),
        ("The Guardian", "https://www.theguardian.com/us-news/dam", "", "The Guardian"),
        (
            "World Health Organization",
            "https://www.who.int/news/dam",
            "",
            "World Health Organization",
        ),
        ("BBC News", "https://www.bbc.co.uk/news/dam", "", "BBC News"),
        ("HM Treasury", "https://www.gov.uk/reports/dam", "", "HM Treasury"),
    ],
)
def test_a_part_of_the_site_is_not_the_publisher(
    site: str, address: str, more: str, publisher: str | None
) -> None:
    assert read("<p>Text.</p>", head(site, address, more)).front.publisher == publisher
