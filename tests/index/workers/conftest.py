"""Remember whether somebody asked for the tests that need Ray."""

import os

REQUIRED = "PINCITE_TEST_RAY"
"""Set by ``make test-ray``, which installs Ray."""
ASKED = bool(os.environ.pop(REQUIRED, ""))  # a build refuses variables that are no settings
