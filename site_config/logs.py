"""What must not be in logs: private links, which stand for whoever holds them, and rows of people."""

import logging
import re


PRIVATE = re.compile(r"(/(?:suivi|confirmer|participation|gerer|arreter|receipts)/)[^/\s?\"']+")
# PostgreSQL says which row it refused ("DETAIL:  Failing row contains (12 rue …"): all of it, up to
# the error that followed, whose traceback begins at the margin.
ROW = re.compile(
    r"^(DETAIL|CONTEXT):.*?(?=^(?:The above exception was|During handling of)|\Z)",
    re.DOTALL | re.MULTILINE,
)
_FORMATTER = logging.Formatter()


class HidePrivateLinks(logging.Filter):
    """Writes ``-`` where the path of a private link says which one it is, or an error which row."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(value) for value in record.args)
        if record.exc_info and not record.exc_text:
            # A formatter takes this text and makes none of its own.
            record.exc_text = _FORMATTER.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = str(_hidden(record.exc_text))
        return True


def _hidden(value: object) -> object:
    text = str(value) if isinstance(value, BaseException) else value
    if not isinstance(text, str):
        return value
    return ROW.sub(r"\1: -\n\n", PRIVATE.sub(r"\1-", text))
