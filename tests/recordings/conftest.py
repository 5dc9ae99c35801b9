from hypothesis import settings

# How long an example takes says nothing on a busy machine; what fails is printed, and stays in no folder.
settings.register_profile("maigu", deadline=None, database=None)
settings.load_profile("maigu")
