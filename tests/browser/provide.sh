#!/bin/sh
# Provide a browser for the page tests: one that is there, else Debian's, else Playwright's own.
set -u
find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
playwright_has_one() {
    "$RUN" -c 'import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p: sys.exit(not os.path.exists(p.chromium.executable_path))'
}

find_browser >/dev/null && exit 0
playwright_has_one && exit 0
if command -v apt-get >/dev/null; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    echo "Installing Chromium for the page tests …"
    $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium >/dev/null
    find_browser >/dev/null && exit 0
fi
"$RUN" -m playwright install chromium && playwright_has_one && exit 0
echo "make test: the page tests need Chromium and none could be installed:" >&2
echo "  install it (apt-get install chromium, or your system's package) and run make test again" >&2
exit 1
