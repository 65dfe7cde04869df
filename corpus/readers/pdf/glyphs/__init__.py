"""Read what the signs on a page are: raised digits, hidden text, form fields, other scripts."""
