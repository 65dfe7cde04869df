"""Read PDF, HTML, DOCX and Markdown files into one text with its blocks."""
