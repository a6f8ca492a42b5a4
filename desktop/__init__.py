"""CanBo: staff records, mentoring, training, Party work, deadlines and reports of a public health unit, offline."""

__version__ = "0.1.0"
