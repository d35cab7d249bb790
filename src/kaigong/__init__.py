"""Kaigong 开工: the command platform of a development zone."""

__version__ = "0.1.0"
