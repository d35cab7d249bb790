"""What can be wrong with a decision."""

from __future__ import annotations

from kaigong.errors import KaigongError


class NoOptionsError(KaigongError):
    code = "cockpit.no-options"
    zh = "「{title}」没有可选的答复；至少写一个，例如「同意」。"
    en = "“{title}” offers no answer; write at least one, such as “Agree”."


class UnknownAnswerError(KaigongError):
    code = "cockpit.unknown-answer"
    zh = "没有「{answer}」这个答复；可选：{known}。"
    en = "“{answer}” is not one of the answers; choose from: {known}."


class AlreadyDecidedError(KaigongError):
    code = "cockpit.already-decided"
    zh = "{who} 在 {at} 已经答复「{title}」，不能再改；要改请另提一件。"
    en = "{who} already answered “{title}” at {at}; ask anew if it has to change."


class NotAskedError(KaigongError):
    code = "cockpit.not-asked"
    zh = "「{title}」提请的是{whom}，请由其答复。"
    en = "“{title}” was put to {whom}, who has to answer it."


class NoReasonError(KaigongError):
    code = "cockpit.no-reason"
    zh = "退回「{title}」要写明理由，好让提请人知道改什么。"
    en = "Say why “{title}” is returned, so that the asker knows what to change."
