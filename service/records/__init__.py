"""Records: JSON in one canonical form, named by its hash."""
