"""Find the sentences nearest to a question in meaning and in words."""
