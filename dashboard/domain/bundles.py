"""Files received together: why one of them waits for a person."""

NOT_READ = "not-read"
"""Rule of a file that could not be read through a fault here: it can be tried again as it is."""

STILL_BACK = "still-sent-back"
"""Rule of a return that was sent back and comes again unchanged: taken with a word beside it."""
