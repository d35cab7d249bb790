"""Giving a form the choices that its reader has."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet


def offer(form: forms.Form, name: str, choices: QuerySet[Any]) -> None:
    """Let a field choose among some rows; it is a field of such choices by its declaration."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (as the forms declare them)
    field.queryset = choices
