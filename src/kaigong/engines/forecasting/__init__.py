"""Simple, stated estimates of where a year will end."""

from kaigong.engines.forecasting.year_end import YearEnd, estimated_year_end

__all__ = ["YearEnd", "estimated_year_end"]
