"""Readers: what each kind of file says, as one text with its blocks."""
