"""The rule of a password's length, in the reader's language."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator

from kaigong.wording import said


class LongEnoughValidator(MinimumLengthValidator):
    """Django's rule in our words: its own refusal has no Chinese."""

    def get_error_message(self) -> str:
        return said(
            f"密码太短：至少 {self.min_length} 个字符。",
            f"This password is too short; take {self.min_length} characters or more.",
        )
