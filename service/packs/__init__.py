"""Write and check evidence packs: answers with everything that confirms them, in one file."""
