"""Links for whoever has them, without an account: each names a row of one kind, signed with our key."""

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from library_exchange.core import security_log
from library_exchange.core.errors import NotFound
from library_exchange.core.security_log import Defence, LinkKind

LONGEST = 200


@dataclass(frozen=True)
class SignedLinks:
    """The links to rows of one kind; `kind`, their salt, tells them from those of other kinds and never changes."""

    kind: LinkKind

    def sign(self, row_id: int) -> str:
        """Return the token of the link to a row."""
        return str(self._signer().dumps(row_id))

    def read(self, token: str) -> int:
        """Return which row a token names; raises NotFound for one that we have not signed for this kind."""
        try:
            told = self._signer().loads(token) if len(token) <= LONGEST else None
        except BadData as error:
            security_log.note_defence(Defence.FORGED_LINK, self.kind)
            raise NotFound(f"{self.kind}-link") from error
        if not isinstance(told, int):
            raise NotFound(f"{self.kind}-link")
        return told

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=self.kind.value)
