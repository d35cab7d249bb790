"""Minutes 会议纪要 of a meeting: gathered once, written as Word, shown for print."""
