"""Time how a report of 1,000 pages opens in a browser: python -m bench.reading.

The report is made up: a PDF of 1,000 pages, some 20,000 sentences, whose index is
built by the first run. The real service serves it. Time runs from the start of the
navigation until the sentence stands in the window and a frame that shows it was drawn.
"""

import json
import os
import random
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from shutil import which
from statistics import median

from playwright.sync_api import Browser, sync_playwright
from reportlab.pdfgen.canvas import Canvas

from bench.peers.servers import our_service, serving
from bench.results import save
from corpus.settings import Settings, load_settings
from index.build.build import build_index

WORK = Path("var/bench/reading")
_REPORT = "thousand-pages"
_PAGES = 1000
_REPEATS = 5
_LINES = 42
_WORDS = (
    "agency", "audit", "border", "budget", "committee", "contract", "cost", "district", "energy",
    "evidence", "federal", "finding", "grant", "inspection", "maritime", "office", "oversight",
    "policy", "program", "regional", "report", "review", "schedule", "security", "service",
    "statute", "survey", "system", "transport", "treaty", "water",
)  # fmt: skip
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
# Resolves once the sentence stands in the window and a frame that shows it was drawn.
_WATCH = """window.inSight = new Promise((done) => {
  const look = () => {
    const box = document.getElementById(ID)?.getBoundingClientRect();
    if (box && box.top >= 0 && box.bottom <= innerHeight)
      requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    else requestAnimationFrame(look);
  };
  look();
});"""


def write_report(file: Path) -> None:
    """Write a PDF of 1,000 pages: a heading on every fourth, and paragraphs."""
    chance = random.Random(1)  # noqa: S311
    canvas = Canvas(str(file), pagesize=(612, 792), invariant=True)
    canvas.setTitle("A report of a thousand pages")
    for page in range(_PAGES):
        top = 720
        if page % 4 == 0:
            canvas.setFont("Helvetica-Bold", 15)
            canvas.drawString(72, top, f"{page // 4 + 1}. {_sentence(chance, 4)[:-1]}")
            top -= 30
        canvas.setFont("Times-Roman", 11)
        lines = _lines(chance)
        for line in lines[: (top - 60) // 15]:
            canvas.drawString(72, top, line)
            top -= 15
        canvas.showPage()
    canvas.save()


def _lines(chance: random.Random) -> list[str]:
    lines: list[str] = []
    line = ""
    while len(lines) < _LINES:
        for word in _sentence(chance, chance.randint(14, 28)).split():
            if len(line) + len(word) > 88:
                lines.append(line)
                line = ""
            line = f"{line} {word}".strip()
    return lines


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize() + "."


def build() -> Settings:
    """Bring the report and its index up to date; return the settings that name them."""
    corpus = WORK / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    file = corpus / f"{_REPORT}.pdf"
    if not file.is_file():
        write_report(file)
    # A busy machine is no reason to fail.
    settings = load_settings(
        corpus=corpus, index=WORK / "index", read_cpu_seconds=600, read_wall_seconds=3600
    )
    build_index(settings)
    return settings


def fetch(connection: HTTPConnection, address: str) -> tuple[int, float]:
    """Return the length of what an address gives, and the milliseconds it took."""
    started = time.perf_counter()
    connection.request("GET", address)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        sys.exit(f"{address} answered {response.status}: {body.decode()}")
    return len(body), (time.perf_counter() - started) * 1000


def opened(browser: Browser, address: str, sentence: int) -> float:
    """Open the report at a sentence in a new profile; return milliseconds until it is in sight."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(_WATCH.replace("ID", f'"s{sentence}"'))
    page.goto(f"{address}#s{sentence}", wait_until="commit")
    taken = float(page.evaluate("inSight"))
    context.close()
    return taken


def in_browser(address: str, sentences: int) -> dict[str, float]:
    """Open the report near its start, middle and end, several times each."""
    chromium = which("chromium") or which("chromium-browser") or which("google-chrome")
    places = {"start": 20, "middle": sentences // 2, "end": sentences - 20}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        opened(browser, address, 1)  # the browser's own first start
        taken = {
            f"opened near the {name}, ms": median(
                opened(browser, address, sentence) for _ in range(_REPEATS)
            )
            for name, sentence in places.items()
        }
        browser.close()
    return taken


def main() -> None:
    """Print a table and save the figures under bench/results."""
    settings = build()
    os.environ["PINCITE_CORPUS"] = str(settings.corpus)  # for the service, which gives the images
    load = os.getloadavg()[0]
    page = f"/reports/{_REPORT}"
    with serving(our_service(settings.index), "report") as server:
        connection = server.connection
        length, cold = fetch(connection, page)
        _, warm = fetch(connection, page)
        sentences = last_sentence(connection, page)
        _, drawn = fetch(connection, f"/page-images/{_PAGES // 2}/{_REPORT}?sentence=9000")
        _, kept = fetch(connection, f"/page-images/{_PAGES // 2}/{_REPORT}?sentence=9000")
        found = median(
            fetch(connection, f"{page}?find=treaty+budget&format=json")[1] for _ in range(_REPEATS)
        )
        address = f"http://{connection.host}:{connection.port}{page}"
        figures = {
            "sentences": float(sentences),
            "page, MB": length / 1e6,
            "page from the service, first time, ms": cold,
            "page from the service, ms": warm,
            **in_browser(address, sentences),
            "words found, ms": found,
            "page image, first time, ms": drawn,
            "page image, ms": kept,
        }
    print("| measure | value |\n|---|---|")
    for name, value in figures.items():
        print(f"| {name} | {value:.0f} |" if value >= 100 else f"| {name} | {value:.2f} |")
    results: dict[str, object] = {
        "pages": _PAGES,
        "load_before": round(load, 2),
        "figures": {name: round(value, 2) for name, value in figures.items()},
    }
    print(f"\nSaved in {save('reading', results)}")


def last_sentence(connection: HTTPConnection, page: str) -> int:
    """Return how many sentences the report has."""
    connection.request("GET", f"{page}?format=json")
    return len(json.loads(connection.getresponse().read())["sentences"])


if __name__ == "__main__":
    main()
