"""What webhooks may tell, and how a letter is signed."""

from __future__ import annotations

import hashlib
import hmac

from django.utils.crypto import salted_hmac

from kaigong.wording import say

# A slice above enters its own when the app is ready.
EVENTS = {
    "issue.raised": say("提出问题", "An issue was raised"),
    "issue.moved": say("推进问题", "An issue moved"),
    "issue.remarked": say("问题下有留言", "Somebody remarked on an issue"),
    "help.asked": say("请部门配合", "A department was asked to help"),
    "help.answered": say("答复配合", "A department answered"),
    "question.asked": say("问企业", "A firm was asked"),
    "question.answered": say("企业答复", "A firm answered"),
    "decision.decided": say("会议议定", "A meeting decided"),
    "decision.moved": say(
        "议定事项报完成、退回、撤销、另行议定", "A decision was claimed done, sent back or ended"
    ),
    "decision.due-moved": say("议定事项改期", "A decision got another day"),
    "decision.late": say("议定事项逾期", "A decision passed its day"),
    "decision.done": say("议定事项完成", "A decision was kept"),
}


def secret_of(salt: str) -> str:
    """The secret that a webhook's letters are signed with, 64 hexadecimal digits."""
    return salted_hmac("kaigong.coordination.webhook", salt, algorithm="sha256").hexdigest()


def signature_of(body: str, *, timestamp: int, secret: str) -> str:
    """HMAC-SHA256 over `timestamp.body`, in hexadecimal digits."""
    words = f"{timestamp}.{body}".encode()
    return hmac.new(secret.encode(), words, hashlib.sha256).hexdigest()
