"""All trainings one after another, from a pack alone."""
