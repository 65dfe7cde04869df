"""The first hour of somebody new, with the real model: on the page, and in the shell beside it."""

import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import scripted, until_drawn
from tests.browser.test_adding import drop, state
from tests.conftest import REPORTS
from tests.corpus.readers.pdf.pdf_files import PARAGRAPH, Drawing
from tests.service.http_client import until_ready
from tests.service.until import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REAL = REPORTS.parent.parent.parent / "shared" / "reports"
WAIT = 120_000.0
FERRY_PAGE = (
    "The ferry to Kestrel Bay carries forty cars and three hundred passengers on each crossing.",
    "The harbor master Ada Lindqvale was appointed in 2011 by the council of the islands.",
    "Repairs to the southern pier cost nine million dollars and ended in May 2019.",
)
TIDES_PAGE = (
    "The tide mill at Orle produces four megawatts of electricity in an ordinary winter.",
    "Its turbines were delivered from Norway in 2014 and replaced after a storm in 2018.",
    "The regulator ordered the operator to measure noise below the water every month.",
)
CRANE_PAGE = (
    "The new crane at the container terminal lifts nine hundred tons of cargo every day.",
    "Its drivers train for six months before they work without a supervisor.",
    "A committee of the port authority inspects the cables of the crane every week.",
)
DRAWN_QUESTIONS = (
    *("How many cars does the ferry carry?", "Who is the harbor master?"),
    *("When was Ada Lindqvale appointed?", "Who appointed the harbor master?"),
    *("How much did the repairs of the pier cost?", "When did the repairs end?"),
    *("How much electricity does the tide mill produce?", "Where is the tide mill?"),
    *("Where were the turbines delivered from?", "When were the turbines replaced?"),
    *("Who ordered the operator to measure noise?", "How often is noise measured?"),
    *("How much does the crane lift?", "How long do drivers of the crane train?"),
    *("Who inspects the cables?", "How often are the cables inspected?"),
    *("How many witnesses did the committee hear?", "When were the bridges built?"),
    *("What figures did the committee ask for?", "What is the capital of France?"),
)
REAL_QUESTIONS = (
    *("How long may duties under Section 122 stay in effect?", "Who controls the ESF?"),
    *("What is the maximum rate of a Section 122 surcharge?", "When was the ESF created?"),
    *("Who proclaimed the Section 122 surcharge?", "How large is the ESF?"),
    *("What is a balance-of-payments deficit?", "What are special drawing rights?"),
    *("Which court ruled on the tariffs?", "How much did the ESF lend to Argentina?"),
    *("What did Congress require about ESF loans?", "Which country mediated the ceasefire?"),
    *("What happened in the Strait of Hormuz?", "What did Israel say about Lebanon?"),
    *("When did the United States and Iran agree to a ceasefire?", "What may Congress do?"),
    *("Did the ESF guarantee money market funds?", "Is uranium enrichment addressed?"),
    *("What is the role of the President?", "What is the capital of France?"),
)


@dataclass(frozen=True)
class Story:
    """Three reports and a broken one, and what the first of them answers on its second page.

    Attributes:
        reports: name and content of each PDF file.
        refused, reason: the file that cannot be read, and why.
        questions: twenty; the first one is asked on the page.
        answer: words of the sentence that answers it.
    """

    reports: tuple[tuple[str, bytes], ...]
    refused: tuple[str, bytes]
    reason: str
    questions: tuple[str, ...]
    answer: str


def drawn() -> Story:
    def report(title: str, second_page: tuple[str, ...]) -> bytes:
        first = Drawing(title).line(title, 72, size=20).lines(PARAGRAPH, 120)
        return first.page().lines(second_page, 72).save()

    pages = {"Ferries": FERRY_PAGE, "Tide mills": TIDES_PAGE, "Cranes": CRANE_PAGE}
    reports = tuple(
        (f"{title}.pdf", report(f"{title} of the islands", page)) for title, page in pages.items()
    )
    broken = ("broken.pdf", reports[0][1][:700])
    return Story(reports, broken, "The file is damaged", DRAWN_QUESTIONS, "forty cars")


def real() -> Story:
    if not REAL.is_dir():
        pytest.skip("the real reports are not beside this folder")
    names = ("IF13199*.pdf", "IF13200*.pdf", "IN12678*.pdf")
    paths = [next((REAL / "crs").glob(name)) for name in names]
    secret = REAL / "awkward" / "unstructured_password.pdf"
    return Story(
        tuple((path.name, path.read_bytes()) for path in paths),
        (secret.name, secret.read_bytes()),
        "The file has a password",
        REAL_QUESTIONS,
        "for up to 150 days",
    )


@pytest.fixture(params=[drawn, real])
def story(request: pytest.FixtureRequest) -> Story:
    told: Story = request.param()
    return told


class Desk:
    """The folder of somebody new, and the commands that are typed there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.reports, self.index = folder, folder / "reports", folder / "index"
        self.log = folder / "log"
        self._environ = {**os.environ, "PINCITE_JOB_FOLDER": str(folder / "jobs")}

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "service", *arguments, "--index", str(self.index)]

    def type(self, *arguments: str, code: int = 0) -> str:
        """Run a command that exits with this code, and return what it says."""
        command = self._command(*arguments)
        done = subprocess.run(
            command, env=self._environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    @contextmanager
    def serving(self, *options: str) -> Iterator[str]:
        """Serve on a free port until Ctrl-C; gives the address."""
        with self.log.open("a") as log:
            process = subprocess.Popen(
                self._command("serve", "--port", "0", *options),
                env=self._environ,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        finally:
            process.kill()
            process.communicate()
        assert process.returncode == 0
        assert "Traceback" not in self.log.read_text()

    def verify(self, answers: Path) -> dict[str, int]:
        """Return how many citations are exact, moved and broken, as ``verify`` counts them."""
        said = self.type("verify", str(answers)).splitlines()[-1]
        return {verdict: int(count) for count, verdict in re.findall(r"(\d+) (\w+)", said)}


def bring(page: Page, files: Path, story: Story) -> None:
    """Drop every file on the page of an empty service, and wait until the good ones answer."""
    for name, content in (*story.reports, story.refused):
        (files / name).write_bytes(content)
    page.goto("/")
    page.get_by_role("link", name="Add reports").click()
    drop(page, [files / name for name, _ in (*story.reports, story.refused)])
    page.wait_for_url("**/builds/1")
    expect(page.locator("#build .state")).to_have_text("Ready", timeout=WAIT)
    for name, _ in story.reports:
        assert re.fullmatch(r"Ready, \d+ sentences", state(page, name))
    assert state(page, story.refused[0]).startswith(f"Not read\n{story.reason}")
    page.get_by_role("link", name="Ask a question").click()


def ask(page: Page, story: Story, number: int) -> None:
    """Ask, and find the answer first, on this page of its report."""
    page.goto("/")
    page.get_by_role("textbox", name="Your question").fill(story.questions[0])
    page.keyboard.press("Enter")
    expect(page.locator(".sentence").first).to_contain_text(story.answer)
    expect(page.locator(".source").first).to_contain_text(f"p. {number}, ")


def cite(page: Page, number: int) -> None:
    """Copy the citation of the first sentence: it has the sentence, and ends with the page."""
    page.get_by_role("button", name="Copy citation").first.click()
    expect(page.get_by_role("button", name="Copied").first).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").strip()
    quote = page.locator(".sentence").first.inner_text().strip()
    assert copied.startswith(f"“{quote}”")
    assert copied.endswith(f", {number}.")


def read(page: Page, story: Story, number: int) -> None:
    """Read the first sentence in its report, beside its page; then look at the file itself."""
    page.get_by_text("Read in the report").first.click()
    expect(page.locator("#viewed")).to_contain_text(f"Page {number} of ")
    image = page.locator(f"img[src^='/page-images/{number}/']")
    expect(image).to_be_visible()
    until_drawn(image, 550)
    source = page.get_by_role("link", name="Source file").get_attribute("href")
    assert source is not None
    sent = page.request.get(source)
    assert (sent.status, sent.body()) == (200, story.reports[0][1])
    page.get_by_role("link", name="Back to the answer").click()
    expect(page.locator(".sentence").first).to_contain_text(story.answer)


def keep_answers(page: Page, to: Path) -> Path:
    """Download the answers as JSON lines, the format that ``verify`` reads."""
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON Lines").click()
    download.value.save_as(to)
    return to


def change(desk: Desk, story: Story) -> Story:
    """Put a page into the first report, before the one that answers; return the story since."""
    name, content = story.reports[0]
    note = pypdfium2.PdfDocument(Drawing().line("Errata: none.", 72).save())
    edited, written = pypdfium2.PdfDocument(content), io.BytesIO()
    edited.import_pages(note, index=1)
    edited.save(written)
    (desk.reports / name).write_bytes(written.getvalue())
    reports = ((name, written.getvalue()), *story.reports[1:])
    return Story(reports, story.refused, story.reason, story.questions, story.answer)


def see_named_and_build(page: Page, name: str) -> None:
    """See the changed file named on the page, and build."""
    named = page.get_by_text("1 file changed since this index was built")

    def told() -> bool:
        page.goto("/reports")
        return named.is_visible()

    until(told)  # a comparison counts for five seconds
    page.get_by_text("Changed: 1 file").click()
    expect(page.get_by_text(name, exact=True)).to_be_visible()
    page.get_by_role("button", name="Build again").click()
    page.wait_for_url("**/builds/2")
    expect(page.locator("#build .state")).to_have_text("Ready", timeout=WAIT)
    assert state(page, name).startswith("Ready")
    expect(page.get_by_text("2 files did not change.")).to_be_visible()


def ask_twenty(desk: Desk, story: Story) -> Path:
    """Answer a file of all twenty questions in the shell."""
    questions, answers = desk.folder / "questions.txt", desk.folder / "answers.jsonl"
    questions.write_text("\n".join(story.questions))
    said = desk.type("batch", str(questions), "-o", str(answers))
    assert "failed" not in said
    assert len(set(story.questions)) == len(answers.read_text().splitlines()) == 20
    return answers


def test_reports_brought_to_the_page_answer_and_stay_exact_through_restart_and_change(
    browser: Browser, tmp_path: Path, story: Story
) -> None:
    desk, files, changed = Desk(tmp_path), tmp_path / "files", story.reports[0][0]
    files.mkdir()
    with (
        desk.serving("--corpus", str(desk.reports)) as site,
        scripted(browser, site, {503}) as page,
    ):
        bring(page, files, story)
        ask(page, story, 2)
        cite(page, 2)
        read(page, story, 2)
        before = keep_answers(page, tmp_path / "before.jsonl")
    counts = desk.verify(before)
    assert counts == {"citations": 5, "exact": 5, "moved": 0, "broken": 0}

    with desk.serving() as site:
        until_ready(site)
        with scripted(browser, site, ()) as page:
            ask(page, story, 2)
            read(page, story, 2)
            assert "No file has changed since." in desk.type("status")
            since = change(desk, story)
            assert f"changed: {changed}" in desk.type("status", code=1)
            see_named_and_build(page, changed)
            ask(page, since, 3)
            cite(page, 3)
            read(page, since, 3)
            after = keep_answers(page, tmp_path / "after.jsonl")
    assert desk.verify(after) == counts
    old = desk.verify(before)
    assert (old["citations"], old["broken"]) == (5, 0)
    assert old["moved"] > 0

    counts = desk.verify(ask_twenty(desk, since))
    assert counts == {"citations": 100, "exact": 100, "moved": 0, "broken": 0}
