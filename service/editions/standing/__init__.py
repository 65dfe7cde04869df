"""Ask standing questions again, and tell what became of the answers that were accepted."""
