"""Read a draft: its text, its notes and what it sets apart."""
