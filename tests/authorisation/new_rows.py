"""Adds rows to the matrix for routes that have none yet, with the roles that the route lets in: `python -m tests.authorisation.new_rows`.

What each role may see is for whoever adds the route to say: a new row begins as `offices`, and its call is written in calls.py.
"""

from pathlib import Path

from service_runtime.identity import CallerMustBe
from tests.authorisation.matrix import FILE, read_matrix
from tests.contracts.http_services import NAMES, build


def main() -> None:
    """Prints what it added."""
    matrix, lines = read_matrix(), FILE.read_text(encoding="utf-8").splitlines()
    for name in NAMES:
        for route in build(name, Path("none.json")).router.routes:
            operation = getattr(route, "operation_id", None)
            if operation is None or not getattr(route, "include_in_schema", False) or operation in matrix[name]:
                continue
            guards = (one.dependency for one in getattr(route, "dependencies", ()))
            roles = sorted({role for guard in guards if isinstance(guard, CallerMustBe) for role in guard.roles})
            lines.insert(lines.index(f"{name}:") + 1, f"  {operation}: {{offices: [{', '.join(roles)}]}}")
            print(name, operation)
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
