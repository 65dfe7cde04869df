"""Take reports into the corpus folder, build the index in the background, watch the folder."""
