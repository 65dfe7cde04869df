"""Cut text into the terms that the search by words matches."""
