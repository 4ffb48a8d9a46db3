"""What the figures of the record mean, and everything people see and do with them."""

from dashboard import errors
from dashboard.messages import problems

errors.make_sentences_with(problems.sentence)
