"""What must not be in logs: private links, which stand for whoever holds them."""

import logging
import re


PRIVATE = re.compile(r"(/(?:suivi|confirmer|participation|gerer|arreter|receipts)/)[^/\s?\"']+")


class HidePrivateLinks(logging.Filter):
    """Writes ``-`` where the path of a private link says which one it is."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(value) for value in record.args)
        return True


def _hidden(value: object) -> object:
    return PRIVATE.sub(r"\1-", value) if isinstance(value, str) else value
