"""The web application: pages, the JSON API and its guards."""
