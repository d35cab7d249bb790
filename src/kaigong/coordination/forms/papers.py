"""Photos and papers in a form: several at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from kaigong.wording import said, say

MOST_AT_ONCE = 20
TAKEN = "image/jpeg,image/png,image/webp,image/heic,.pdf,.docx,.xlsx"


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PapersField(forms.FileField):
    """Several files under one name; what each is, the service looks at."""

    widget = SeveralFiles

    def __init__(self) -> None:
        super().__init__(label=say("照片和文件", "Photos and papers"), required=False)

    def clean(self, data: Any, initial: Any = None) -> Sequence[UploadedFile]:
        files = [each for each in data or [] if each]
        if len(files) > MOST_AT_ONCE:
            raise forms.ValidationError(
                said(
                    f"一次最多 {MOST_AT_ONCE} 个文件，这里有 {len(files)} 个；请分几次提交。",
                    f"At most {MOST_AT_ONCE} files at once, these are {len(files)}; send two lots.",
                )
            )
        for each in files:
            super().clean(each, initial)
        return files
