"""Check the claims of a draft: sentences with a number, a date or a name."""
