"""What training needs on another machine, in parts small enough to send."""
