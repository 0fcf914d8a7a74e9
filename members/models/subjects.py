"""What letters are about, read for many letters at once."""

from django.contrib.contenttypes.models import ContentType
from django.db import models

from members.columns import all_of
from members.models.member import Member

# In plain SQL, because building it by the ORM takes longer than anything else about it.
SUBJECTS = "SELECT ALL_OF_IT FROM TABLE AS subject WHERE subject.id = ANY(%s)"


def bring_subjects(letters, people):
    """Fill in `about` of all these letters, by one query for each kind of record.

    Who is among the `people`, {id: member}, need not be asked for by a subject again. What is gone
    stays unfilled.
    """
    by_kind = {}
    for letter in letters:
        if letter.about_id is not None:
            by_kind.setdefault(letter.about_type_id, []).append(letter)
    for kind, about_them in by_kind.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        found = read(model, {letter.about_id for letter in about_them}, people)
        for letter in about_them:
            if letter.about_id in found:
                letter.about = found[letter.about_id]


def read(model, ids, people):
    """{id: record} of this kind, each knowing those of the people whom it names."""
    statement = SUBJECTS.replace("ALL_OF_IT", all_of(model, "subject"))
    statement = statement.replace("TABLE", f'"{model._meta.db_table}"')
    rows = model._base_manager.fetch_mode(models.FETCH_PEERS).raw(statement, [list(ids)])
    found = {row.pk: row for row in rows}
    roles = [one for one in model._meta.concrete_fields if one.related_model is Member]
    for row in found.values():
        for role in roles:
            if (person := people.get(getattr(row, role.attname))) is not None:
                setattr(row, role.name, person)
    return found
