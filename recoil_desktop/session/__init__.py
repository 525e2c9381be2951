"""One open project: its services, its models, and every verb that actions may ask for."""
