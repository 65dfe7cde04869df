"""Read drafts, hold their checks and write their files, for the page, the API and the shell."""
