"""What a command found when it looked at something: a line for people, a row for programs."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what, how it is, and what to do."""

    part: str
    state: str
    """`ok`, `note`, `warn` or `wrong`."""
    text: str
    todo: str = ""

    @property
    def needs_a_person(self) -> bool:
        """Whether it keeps Tocsin from doing its job."""
        return self.state == "wrong"

    def row(self) -> dict[str, Any]:
        """Return it as a row for `--json`."""
        return asdict(self)

    def __str__(self) -> str:
        todo = f"\n{'':18}→ {self.todo}" if self.todo else ""
        return f"{self.state:<6} {self.part:<10} {self.text}{todo}"
