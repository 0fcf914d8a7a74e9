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


# Whether `other` is there for anybody at all; blocks are asked beside it.
PRESENT = "other.verified_at IS NOT NULL AND other.is_active AND other.suspended_at IS NULL"


def spelled_out(sql):
    """The statement with the words SHOWN and PRESENT as what they stand for."""
    return sql.replace("SHOWN", SHOWN).replace("PRESENT", PRESENT)


def all_of(model, table):
    """All columns of a model, in the order of its fields, for a table called so."""
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)
