"""Read PDF files: group characters into lines, columns, paragraphs, tables and sections."""
