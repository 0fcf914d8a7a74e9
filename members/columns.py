"""Columns by name, for those who ask in plain SQL.

Never `*`: statements stay prepared on kept connections, and PostgreSQL refuses one whose answer
another column, from a migration beside the running site, would change.
"""

# What lists and reasons need of a member, in a table called `other`: each row makes a Member that
# answers all that a face, a name, a line or a reason asks. Whatever else is asked of it costs a
# query of its own.
SHOWN = ", ".join(
    f"other.{column}"
    for column in (
        "id",
        "handle",
        "name",
        "headline",
        "face",
        "area_name",
        "time_zone",
        "looking_for",
        "can_help",
        "verified_at",
        "is_active",
        "suspended_at",
    )
)


def all_of(model, table):
    """All columns of a model, in the order of its fields, for a table called so."""
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)
