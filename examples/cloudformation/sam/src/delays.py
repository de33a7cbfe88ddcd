"""Stands in for the real function, which is not part of the example."""


def handler(event: dict[str, object], context: object) -> dict[str, object]:
    return {"statusCode": 202}
