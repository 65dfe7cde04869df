"""Read files and encode texts as actors of Ray, on this machine or on those of a cluster."""
