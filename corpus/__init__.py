"""What was said, and where: reports, their sentences, and their readable form."""
