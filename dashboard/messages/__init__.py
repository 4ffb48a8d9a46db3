"""Sentences for people, made from what is kept: rules and parameters, never words."""
