"""Compare a quotation with the text of a report."""
