"""Reading plans on somebody's behalf."""
