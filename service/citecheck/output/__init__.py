"""Write a checked draft as JSON, CSV, HTML and a summary."""
