"""Taking the pictures of the guide."""
