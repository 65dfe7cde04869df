"""Write, verify and read the files that every generation has, whichever store keeps it."""
