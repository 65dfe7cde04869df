"""Tell what stands around the text of a page from the text."""
