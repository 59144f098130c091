"""Hypothesis without its deadline: how long an example took says more about the machine than about the code."""

from hypothesis import settings

settings.register_profile("no_deadline", deadline=None)
settings.load_profile("no_deadline")
