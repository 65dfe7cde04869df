"""Answer questions with sentences and their citations."""
