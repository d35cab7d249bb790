"""Pure engines: arrays and frozen dataclasses in, values out. No clock, file, settings."""
