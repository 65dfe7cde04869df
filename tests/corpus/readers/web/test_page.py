import pytest

from corpus.errors import UnreadableFile
from corpus.readers.web.page import read_html
from corpus.report import Front
from tests.corpus.readers.check import blocks_of, texts_of
from tests.corpus.readers.web.pages import read


def test_headings_paragraphs_lists_and_rows_come_in_order() -> None:
    extracted = read(
        "<h1>The Alliance</h1><p>Troops are\n stationed <b>in Ja</b>pan.</p>"
        "<h2>Costs</h2><ul><li>Rent<ul><li>Land</li></ul></li><li><p>Wages</p></li></ul>"
        "<table><caption>Yen</caption><thead><tr><th>Year</th><th>Sum</th></tr></thead>"
        "<tr><td>2016</td><td></td><td>192<br>billion</td></tr></table>after<h3>Law</h3><div>End.</div>"
    )
    assert blocks_of(extracted) == [
        ("heading", None, "The Alliance"),
        ("text", None, "Troops are stationed in Japan."),
        ("heading", None, "Costs"),
        ("item", "Costs", "Rent"),
        ("item", "Costs", "Land"),
        ("item", "Costs", "Wages"),
        ("text", "Costs", "Yen"),
        ("row", "Costs", "Year Sum"),
        ("row", "Costs", "2016 192 billion"),
        ("text", "Costs", "after"),
        ("heading", "Costs", "Law"),
        ("text", "Costs > Law", "End."),
    ]


BOILERPLATE = [
    "<nav>Drop</nav>",
    "<script>Drop</script>",
    "<style>Drop</style>",
    "<noscript>Drop</noscript>",
    "<header>Drop <nav>me</nav><h1>Drop</h1></header>",
    "<footer><p>Drop</p></footer>",
    "<aside>Drop</aside>",
    "<button>Drop</button>",
    "<!-- Drop -->",
    "<svg><text>Drop</text></svg>",
    '<div class="cookie-banner">Drop</div>',
    '<div id="breadcrumbs">Drop</div>',
    '<div role="navigation">Drop</div>',
    '<div class="social-links"><a>Drop</a></div>',
    '<div><a href="/a">Drop</a> | <a href="/b">Drop</a></div>',
    '<ul><li><a href="/a">Drop</a></li><li><a>Drop</a></li><li><a>Drop</a></li></ul>',
    '<p style="display: none">Drop</p>',
    "<p hidden>Drop</p>",
    '<a class="skip-link" href="#main">Drop</a>',
]


@pytest.mark.parametrize("boilerplate", BOILERPLATE)
def test_what_frames_the_report_is_dropped(boilerplate: str) -> None:
    body = "<p>Troops are stationed in Japan under a treaty of mutual cooperation.</p>"
    extracted = read(f"{boilerplate}{body}{boilerplate}<p>It was signed in 1960.</p>")
    assert "Drop" not in extracted.text
    assert len(extracted.blocks) == 2


KEPT = [
    '<section id="navigation"><h2>Navigation</h2><p>Keep</p></section>',
    '<div class="social-security-benefits">Keep</div>',
    "<article><header><p>Keep</p></header></article>",
    "<blockquote><p>Quoted</p><footer>Keep</footer></blockquote>",
    "<article><aside><p>Keep this box of text.</p></aside></article>",
    "<form><p>Keep</p></form>",
    '<div class="menu"><h1>Title</h1><p>Keep</p></div>',
    "<header><h1>Keep</h1></header>",
    "<main><ul><li><a>Keep</a></li><li><a>GAO-05-1</a></li><li><a>GAO-05-2</a></li></ul></main>",
    '<table><tr><th>Base</th><td class="share">Keep</td></tr></table>',
    "<details><summary>More</summary>Keep</details>",
    "<dl><dt>Base</dt><dd>Keep</dd></dl>",
    "<figure><figcaption>Keep</figcaption></figure>",
]


@pytest.mark.parametrize("part", KEPT)
def test_nothing_of_the_report_is_dropped(part: str) -> None:
    extracted = read(f"<p>Troops are stationed in Japan.</p>{part}<p>It was signed in 1960.</p>")
    assert any("Keep" in text for text in texts_of(extracted))


def test_a_page_named_like_a_menu_is_read_all_the_same() -> None:
    assert read('<div class="menu"><p>All there is.</p></div>').text == "All there is."


def test_only_the_main_part_is_read_unless_it_is_the_smaller() -> None:
    aside = "<div>Related: a page.</div>"
    main = "<main><p>Troops are stationed in Japan.</p></main>"
    assert read(aside + main).text == "Troops are stationed in Japan."
    assert len(read("<main>Loading</main><p>Troops are stationed in Japan.</p>").blocks) == 2


@pytest.mark.parametrize(
    "note",
    [
        '<div class="footnotes"><p>1 Ibid.</p></div>',
        '<section role="doc-endnotes"><ol><li>1 Ibid.</li></ol></section>',
        '<aside role="doc-footnote">1 Ibid.</aside>',
        '<footer class="footnotes"><ol><li id="fn:1">1 Ibid.</li></ol></footer>',
        '<p class="MsoFootnoteText">1 Ibid.</p>',
    ],
)
def test_footnotes_are_notes_wherever_they_stand(note: str) -> None:
    extracted = read(f"<h2>Law</h2><p>See the treaty.</p>{note}<p>It was signed.</p>")
    assert blocks_of(extracted)[1:] == [
        ("text", "Law", "See the treaty."),
        ("note", None, "1 Ibid."),
        ("text", "Law", "It was signed."),
    ]


def test_superscripts_stay_above() -> None:
    text = "<p>10<sup>6</sup> yen.<sup><a href='#n'>12</a></sup> The 5<sup>th</sup> year</p>"
    assert read(text).text == "10⁶ yen.¹² The 5th year"


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    extracted = read("<div>441 G Street<br>Washington<br> <br/>Call us.</div>")
    assert texts_of(extracted) == ["441 G Street Washington", "Call us."]


def test_preformatted_text_is_parted_at_empty_lines() -> None:
    extracted = read("<pre>wrapped\ntext\n\n  - item</pre>")
    assert texts_of(extracted) == ["wrapped text", "- item"]


def test_a_table_that_only_arranges_the_page_is_no_table() -> None:
    extracted = read(
        "<table><tr><td><h2>Bases</h2><p>One.</p><p>Two.</p>"
        "<table><tr><td>Okinawa</td><td>32</td></tr></table></td></tr></table>"
    )
    assert blocks_of(extracted) == [
        ("heading", None, "Bases"),
        ("text", "Bases", "One."),
        ("text", "Bases", "Two."),
        ("row", "Bases", "Okinawa 32"),
    ]


def test_the_front_is_what_the_metadata_states() -> None:
    head = (
        '<title>x</title><meta name="citation_title" content="The Alliance">'
        '<meta property="og:site_name" content="CRS"><meta name="DC.date" content="May 2016">'
        '<meta property="article:published_time" content="2016-05-09T10:00:00Z">'
        '<meta name="citation_technical_report_number" content="RL33740">'
    )
    assert read("<p>Text.</p>", head).front == Front("The Alliance", "CRS", "RL33740", "2016-05-09")


@pytest.mark.parametrize(
    ("page_title", "heading", "title"),
    [
        ("The Alliance — CRS Reports", "<h1>The Alliance</h1>", "The Alliance"),
        (
            "The Alliance: An Overview | U.S. GAO",
            "<h1>GAO</h1><h1>x</h1>",
            "The Alliance: An Overview",
        ),
        ("", "<h1>The Alliance</h1>", "The Alliance"),
        ("", "", None),
    ],
)
def test_the_title_loses_the_name_of_the_site(
    page_title: str, heading: str, title: str | None
) -> None:
    assert read(f"{heading}<p>Text.</p>", f"<title>{page_title}</title>").front.title == title


def test_number_and_date_are_taken_from_the_lines_below_the_title() -> None:
    line = "<div>GAO-05-927 Published 2005-09-01</div>"
    front = read(f"<h1>Grants</h1>{line}<p>{'Text. ' * 40} GAO-01-1</p>").front
    assert (front.number, front.date) == ("GAO-05-927", "2005-09")


def test_what_is_not_stated_is_unknown() -> None:
    front = read("<p>In 2005-09-01 GAO wrote.</p>", '<meta name="dc.date" content="soon">').front
    assert front == Front()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b'<meta charset="windows-1252"><p>\x93caf\xe9\x94', "“café”"),
        (b'<meta charset="iso-8859-1"><p>\x93caf\xe9\x94', "“café”"),
        (b'<meta charset="utf-8"><p>caf\xe9 au lait, un caf\xe9', "café au lait, un café"),
        (b'<meta charset="zlib"><p>caf\xc3\xa9', "café"),
        (b"\xff\xfe" + '<meta charset="utf-8"><p>café'.encode("utf-16-le"), "café"),
        (b'<?xml version="1.0" encoding="shift_jis"?><p>\x93\xfa\x96{', "日本"),
        (b"<p>caf&eacute; &#8211; R&amp;D", "café – R&D"),
    ],
)
def test_a_declared_charset_is_honoured_where_it_is_true(content: bytes, text: str) -> None:
    assert read_html(content).text == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (
            b"<html><body><script>1</script><nav>Home</nav></body></html>",
            "the file contains no text",
        ),
        (b"<!-- nothing -->", "the file contains no text"),
        (b"%PDF-1.7 \x00", "this is a PDF file: change its extension"),
        (b"<div>" * 200_000 + b"deep", "nested too deeply: save the page's text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_remedy(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_html(content)


@pytest.mark.parametrize("element", ["div", "span", "sup", 'div class="nav"', "aside", "table"])
def test_deep_pages_are_read(element: str) -> None:
    content = f"<{element}>" * 700 + "<p>Deep.</p>" * 100
    assert read(f"<article>{content}</article>").text.startswith("Deep.")


def test_control_characters_do_no_harm() -> None:
    assert read("<p>a&#1;b\x02c&#xFFFE;<nav>x</nav>d\x03</p>").text.startswith("abc")


@pytest.mark.parametrize(
    "head",
    [
        (
            '<meta name="citation_author" content="Lee, Ann"><meta name="citation_author" '
            'content="Orr, Bo">'
        ),
        '<meta name="DC.creator" content="Lee, Ann; Orr, Bo">',
        (
            '<meta property="article:author" content="https://example.org/ann">'
            '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "author": '
            '"Cy Ash"}, {"@type": "Report", "author": [{"name": "Lee, Ann"}, "Orr, Bo"]}]}</script>'
        ),
    ],
)
def test_authors_are_what_the_metadata_states(head: str) -> None:
    assert read("<p>Text.</p>", head).front.authors == ("Lee, Ann", "Orr, Bo")


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("<p>Text.</p>", '<meta name="author" content="Tara Smith">'),
        ("<p>Text.</p>", ('<meta name="citation_author" content="Ann Lee">'
                         '<meta name="citation_author" content="Board of Bread">')),
        ("<p>Text.</p>", ('<script type="application/ld+json">{"@type": "Report", "author": '
                         '[{"name": "Ann Lee"}, {"name": "Office of Salt"}]}</script>')),
        ("<p>Text.</p>", '<script type="application/ld+json">{"@type": </script>'),
    ],
)  # fmt: skip
def test_an_author_who_may_be_none_is_not_stated(body: str, head: str) -> None:
    assert read(body, head).front.authors == ()


def test_the_author_of_a_page_counts_where_the_page_credits_the_same() -> None:
    head = '<meta name="author" content="Ann Lee">'
    assert read("<h1>Bread</h1><p>By Ann Lee, May 2016</p>", head).front.authors == ("Ann Lee",)


def test_linked_data_states_what_no_meta_element_does() -> None:
    head = (
        '<link rel="canonical" href="https://example.org/bread">'
        '<script type="application/ld+json">{"@type": ["Article"], "headline": "Bread", '
        '"datePublished": "2016-05", "publisher": {"name": "Ash & Co."}}</script>'
    )
    assert read("<p>Text.</p>", head).front == Front(
        "Bread", "Ash & Co.", date="2016-05", url="https://example.org/bread"
    )


@pytest.mark.parametrize(
    ("stated", "text", "date"),
    [
        ("2005-09-01", "September 2005", "2005-09"),
        ("2005-09-01", "September 1, 2005", "2005-09-01"),
        ("2005-01-01", "Text", "2005"),
        ("2005-09-01T08:30:00Z", "Text", "2005-09-01"),
        ("2005-09-01T00:00:00Z", "Text", "2005-09"),
        ("2005-09-09", "Text", "2005-09-09"),
        ("2005", "Text", "2005"),
    ],
)
def test_the_first_of_a_month_is_believed_where_it_is_printed(
    stated: str, text: str, date: str
) -> None:
    head = f'<meta name="citation_publication_date" content="{stated}">'
    assert read(f"<p>{text}.</p>", head).front.date == date


def test_publisher_and_address_are_taken_from_the_head_of_the_page() -> None:
    front = read(
        '<nav><a href="https://www.gao.gov/products/gao-05-927">View</a></nav>'
        "<h1>Bread</h1><div><span>GAO-05-927</span> <span>Published 2005-09-07</span> "
        "<span>U.S. Government Accountability Office</span></div>"
        '<p>See <a href="https://www.gao.gov/products/gao-05-9">another</a>.</p>'
    ).front
    assert front.publisher == "United States Government Accountability Office"
    assert front.url == "https://www.gao.gov/products/gao-05-927"
