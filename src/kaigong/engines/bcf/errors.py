"""Archives of building issues that cannot be taken in."""

from __future__ import annotations

from kaigong.errors import KaigongError


class NotBcfError(KaigongError):
    code = "bcf.not-bcf"
    zh = "「{name}」不是 BCF 文件（{what}）；请从建模软件里重新导出 .bcf 或 .bcfzip。"
    en = "“{name}” is no BCF archive ({what}); export a .bcf or .bcfzip from the model again."


class TooLargeBcfError(KaigongError):
    code = "bcf.too-large"
    zh = "「{name}」解开后超过 {most} MB 或 {count} 个文件，没有读取；请分批导出。"
    en = "“{name}” unpacks to more than {most} MB or {count} files and was not read; export parts."
