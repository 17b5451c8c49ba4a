"""When to publish: hours and weekdays, from a channel's own history drawn towards its kind."""
