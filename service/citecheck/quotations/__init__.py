"""Check the quotations of a draft: find the words in the reports, and compare them."""
