"""The first schema. New files are made from the mapping and stamped, so that nothing is left to do here."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing: no file is older."""
