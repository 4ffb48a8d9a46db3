"""What each role may do where, entry by entry."""
