from django.db import migrations

# Nudges left before the column was there: the one of the pair who isn't the reader.
NAME_THEM = """
UPDATE meetups_nudge AS nudge
    SET other_id = CASE pair.one WHEN nudge.recipient_id THEN pair.other ELSE pair.one END
    FROM django_content_type AS type, {pairs} AS pair
    WHERE nudge.other_id IS NULL AND nudge.about_type_id = type.id AND nudge.about_id = pair.id
    AND type.app_label = 'meetups' AND type.model = '{model}'
"""
OFFERS = "(SELECT id, proposer_id AS one, invitee_id AS other FROM meetups_proposal)"
COFFEES = (
    "(SELECT coffee.id, tie.low_id AS one, tie.high_id AS other FROM meetups_coffee AS coffee"
    " JOIN members_tie AS tie ON tie.id = coffee.tie_id)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("meetups", "0004_about_whom"),
        ("members", "0005_words_and_looks"),
    ]

    operations = [
        migrations.RunSQL(
            NAME_THEM.format(pairs=pairs, model=model), migrations.RunSQL.noop, elidable=True
        )
        for pairs, model in [(OFFERS, "proposal"), (COFFEES, "coffee")]
    ]
