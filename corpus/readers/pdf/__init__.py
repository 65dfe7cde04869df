"""Read PDF files: characters to lines, columns, paragraphs, tables and sections."""
