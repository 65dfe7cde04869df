"""Write the editions of a report as files of one format."""
