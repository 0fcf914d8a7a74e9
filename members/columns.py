"""What lists and reasons need of a member, for those who ask in plain SQL."""

# Of a table called `other`: each row makes a Member that answers all that a face, a name, a line
# or a reason asks. Whatever else is asked of it costs a query of its own.
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
