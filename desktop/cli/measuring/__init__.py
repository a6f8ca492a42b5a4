"""The figures of `canbo bench`: each measured in turn with its reference, several times, in one run."""
