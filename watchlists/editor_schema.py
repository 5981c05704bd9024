"""The JSON schema with which editors check and complete a watchlist.

`python -m watchlists.editor_schema` writes it to `watchlist.schema.json`, beside
this file, from the models; a test keeps the two together.
"""

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from watchlists.schema import Watchlist

SCHEMA_FILE = Path(__file__).parent / "watchlist.schema.json"


class _FileSchema(GenerateJsonSchema):
    """What may stand in a file: there a value that is not wanted is left out, not null."""

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def editor_schema() -> str:
    """Return the JSON schema of a watchlist file."""
    schema = Watchlist.model_json_schema(schema_generator=_FileSchema)
    schema["$schema"] = _FileSchema.schema_dialect
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(editor_schema(), encoding="utf-8")
