"""ISO dates everywhere: the ledger and the paper beside it say the same."""

DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
SHORT_DATE_FORMAT = "n-j"
