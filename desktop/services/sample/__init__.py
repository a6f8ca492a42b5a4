"""The sample unit: invented people of a hospital, a health centre or a station, of any size, the same for one seed."""
