"""What a browser shows of a page's text: struck out, hidden, raised, quoted, numbered."""

import pytest

from tests.corpus.readers.check import blocks_of, drawn_of, left_out, texts_of
from tests.corpus.readers.web.pages import read

STYLE = (
    "<style>/* .kept */ .old { color: red; TEXT-DECORATION: line-through } p.void, #gone "
    "{display:none} @media print { .printed { display: none } } "
    "@media screen { .shown-not { display: none } } .a .b { display: none }</style>"
)


@pytest.mark.parametrize(
    "struck",
    [
        "<del>$450</del>",
        "<s>$450</s>",
        "<strike>$450</strike>",
        "<span style='text-decoration: line-through'>$450</span>",
        "<span style='text-decoration-line:line-through'>$450</span>",
        "<b style='text-decoration:underline line-through red'>$4<i>50</i></b>",
        "<span class='red old'>$450</span>",
        "<span class='text-red line-through'>$450</span>",
        "<del>$<sup>4</sup>50</del>",
    ],
)
def test_what_is_struck_out_is_left_out_and_counted(struck: str) -> None:
    extracted = read(f"<p>The fee is {struck} <ins>$610</ins> from 1 May 2026.</p>", STYLE)
    assert texts_of(extracted) == ["The fee is $610 from 1 May 2026."]
    assert left_out(extracted) == {"struck_out": 1}


def test_struck_headings_items_cells_and_paragraphs_are_left_out_too() -> None:
    extracted = read(
        "<h2><s>Old</s> Locks</h2><ul><li><del>Gone.</del></li><li>The lock.</li></ul>"
        "<del><p>One.</p><p>Two.</p></del><h2><s>Void</s></h2>"
        "<table><tr><th>Fee</th><td><s>$3</s> $4</td></tr></table>"
    )
    assert blocks_of(extracted) == [
        ("heading", None, "Locks"),
        ("item", "Locks", "The lock."),
        ("row", "Locks", "Fee $4"),
    ]
    assert extracted.front.title == "Locks" or extracted.front.title is None
    assert left_out(extracted) == {"struck_out": 6}


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Nobody sees this.</p>",
        "<p style='display: none'>Nobody sees this.</p>",
        "<div style='visibility:hidden'>Nobody sees this.</div>",
        "<p class='void'>Nobody sees this.</p>",
        "<div id='gone'><p>Nobody sees this.</p></div>",
        "<p class='shown-not'>Nobody sees this.</p>",
        "<p><span style='color: #fff'>Nobody sees this.</span></p>",
        "<p style='color:rgb(255, 255, 255);background:#fff'>Nobody sees this.</p>",
        "<div style='background-color:#000'><p style='color:black'>Nobody sees this.</p></div>",
        "<p style='font-size:0'>Nobody sees this.</p>",
    ],
)
def test_what_nobody_sees_is_left_out_and_counted(hidden: str) -> None:
    extracted = read(
        f"<main><p>Troops are stationed in Japan.</p>{hidden}<p>End.</p></main>", STYLE
    )
    assert texts_of(extracted) == ["Troops are stationed in Japan.", "End."]
    assert left_out(extracted) == {"hidden": 1}


@pytest.mark.parametrize(
    ("shown", "head"),
    [
        ("<p class='printed'>Shown.</p>", STYLE),
        ("<p class='b'>Shown.</p>", STYLE),
        ("<div style='background:navy'><p style='color:white'>Shown.</p></div>", ""),
        (
            "<div class='hero'><p style='color:#fff'>Shown.</p></div>",
            "<link rel=stylesheet href=x>",
        ),
        (
            "<table><tr><th bgcolor='#003366'><font color='white'>Shown.</font></th></tr></table>",
            "",
        ),
        ("<div style='font-size:0'><p style='font-size:1rem'>Shown.</p></div>", ""),
        ("<noscript><style>p {display:none}</style></noscript><p>Shown.</p>", ""),
    ],
)
def test_what_is_seen_is_read(shown: str, head: str) -> None:
    extracted = read(f"<p>Text.</p>{shown}", head)
    assert texts_of(extracted) == ["Text.", "Shown."]
    assert left_out(extracted) == {}


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav hidden>Menu</nav>",
        "<div class='menu' style='display:none'>Menu</div>",
        "<ul hidden><li><a href='/a'>Menu</a></li><li><a href='/b'>More</a></li></ul>",
        "<span aria-hidden='true'>Menu</span>",
        "<div hidden> </div>",
        "<script>hidden()</script>",
        "<template>Menu</template>",
    ],
)
def test_hidden_menus_and_scripts_are_not_counted(furniture: str) -> None:
    extracted = read(f"<p>{'Troops are stationed in Japan. ' * 5}</p>{furniture}")
    assert len(extracted.blocks) == 1
    assert left_out(extracted) == {}


def test_embedded_documents_of_the_report_are_named() -> None:
    extracted = read(
        "<iframe src='https://ads.example'></iframe><main><p>Troops are stationed in Japan.</p>"
        "<iframe src='/map'></iframe><iframe src='/pixel' width='1' height='1'></iframe>"
        "<object data='annex.pdf'></object><embed type='application/pdf' src='/b'></main>"
    )
    assert left_out(extracted) == {"an embedded page (iframe)": 1, "an embedded PDF document": 2}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("10<sup>6</sup> and 10<sup>&minus;<b>3</b></sup>", "10⁶ and 10⁻³"),
        ("3<sup>1</sup>/<sub>2</sub> hours", "3¹/₂ hours"),
        ("3<sup>1/2</sup> hours", "3¹⁄₂ hours"),
        ("H<sub>2</sub>O, log<sub>2</sub>8, 101<sub>2</sub>", "H2O, log₂8, 101₂"),
        ("cost $45<sup>2,3</sup>", "cost $45²,³"),
        ("the 5<sup>th</sup> year", "the 5th year"),
    ],
)
def test_raised_and_lowered_digits_make_no_other_number(markup: str, text: str) -> None:
    assert texts_of(read(f"<p>{markup}</p>")) == [text]


@pytest.mark.parametrize(
    ("equation", "text"),
    [
        ("<mfrac><mi>a</mi><mi>b</mi></mfrac>", "a/b"),
        ("<mn>3</mn><mfrac><mn>1</mn><mn>2</mn></mfrac>", "3 1/2"),
        ("<mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac>", "n¦k"),
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x²"),
        ("<msup><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow><mi>n</mi></msup>", "(x+1)ⁿ"),
        ("<msub><mi>x</mi><mn>1</mn></msub>", "x₁"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_i²"),
        ("<msqrt><mi>x</mi><mo>-</mo><mn>1</mn></msqrt>", "√(x-1)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "∛x"),
        (
            (
                "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi>"
                "</munderover><mi>i</mi>"
            ),
            "∑_(i=1)ⁿ i",
        ),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a,b)"),
        ("<mn>2</mn><mo>&#x2062;</mo><mn>3</mn>", "2 3"),
        ("<mi>sin</mi><mo>&#x2061;</mo><mi>x</mi>", "sin x"),
        (
            "<semantics><mi>x</mi><annotation encoding='TeX'>y</annotation></semantics>",
            "x",
        ),
    ],
)
def test_equations_stand_in_one_line(equation: str, text: str) -> None:
    page = read(f"<p>The rate <math>{equation}</math> is small.</p>")
    assert texts_of(page) == [f"The rate {text} is small."]


def test_a_hidden_equation_beside_its_picture_is_read() -> None:
    math = "<math alttext='a'><semantics><msup><mi>x</mi><mn>2</mn></msup></semantics></math>"
    extracted = read(
        f"<p>The area <span style='display: none'>{math}</span><img src='x'> is it.</p>"
    )
    assert texts_of(extracted) == ["The area x² is it."]
    assert left_out(extracted) == {}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "He said “the dam ‘holds’ now” and left."),
        ("de-AT", "He said „the dam ‚holds‘ now“ and left."),
        ("es", "He said «the dam “holds” now» and left."),
    ],
)
def test_quotations_have_the_marks_of_their_language(lang: str, text: str) -> None:
    said = f"<p lang='{lang}'>He said <q>the dam <q>holds</q> now</q> and left.</p>"
    assert texts_of(read(said)) == [text]


def test_what_the_page_sets_apart_as_a_block_is_one() -> None:
    style = "<style>.line { display: block }</style>"
    extracted = read(
        "<div><span class='line'>Pier 7</span><b style='display:flex'>Open</b></div>", style
    )
    assert texts_of(extracted) == ["Pier 7", "Open"]


def test_items_of_ordered_lists_have_the_numbers_that_browsers_draw() -> None:
    extracted = read(
        "<ol start='4'><li>Four<li>Five<ol type='a'><li>Sub</ol><li value='9'><p>Nine</p>"
        "<p>more</p><li hidden>gone<li>Ten</ol><ol reversed type='I'><li>Two<li>One</ol>"
        "<ol style='list-style-type: lower-roman'><li><ol><li>Deep</ol></ol>"
        "<ul><li>Bullet</ul>"
    )
    assert texts_of(extracted) == [
        *("4. Four", "5. Five", "a. Sub", "9. Nine", "more", "10. Ten", "II. Two", "I. One"),
        *("i. 1. Deep", "Bullet"),
    ]
    assert drawn_of(extracted) == ["4.", "5.", "a.", "9.", "10.", "II.", "I.", "i. 1."]


@pytest.mark.parametrize(
    ("items", "texts"),
    [
        ("<ol style='list-style: none'><li>Plain</ol>", ["Plain"]),
        ("<ol><li>1. Own<li>(2) Own<li>4 cups</ol>", ["1. Own", "(2) Own", "3. 4 cups"]),
        ("<ol class='footnotes'><li>1 Ibid.<li>See it.</ol>", ["1 Ibid.", "2. See it."]),
        ("<ol style='list-style-type: square'><li>Square</ol>", ["Square"]),
    ],
)
def test_a_number_that_the_page_does_not_draw_is_not_added(items: str, texts: list[str]) -> None:
    assert texts_of(read(items)) == texts


def test_a_numbered_heading_has_its_number_in_the_section() -> None:
    extracted = read("<ol><li><h3>Locks</h3><p>Two gates.</p></li></ol>")
    assert blocks_of(extracted) == [
        ("heading", None, "1. Locks"),
        ("item", "1. Locks", "Two gates."),
    ]
