"""Find tables on pages, and tell what their rows mean."""
