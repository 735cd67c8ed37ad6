"""Settings for all tests."""

from hypothesis import settings

# How long an example takes is a matter of the machine, not of the code.
settings.register_profile("patient", parent=settings(), deadline=None)
settings.load_profile("patient")
