"""Check the quotations, citations and figures of a draft against the reports."""
