"""What has ended stays ended: proposals never reopen, and settled coffees keep their state."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION meetups_refuse_to_reopen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % has ended as %', TG_TABLE_NAME, OLD.id, OLD.state
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE TRIGGER a_closed_proposal_stays_closed BEFORE UPDATE ON meetups_proposal
    FOR EACH ROW WHEN (OLD.state <> 'open' AND NEW.state <> OLD.state)
    EXECUTE FUNCTION meetups_refuse_to_reopen();

CREATE TRIGGER a_settled_coffee_stays_settled BEFORE UPDATE ON meetups_coffee
    FOR EACH ROW WHEN (OLD.state <> 'scheduled' AND NEW.state <> OLD.state)
    EXECUTE FUNCTION meetups_refuse_to_reopen();
"""

ALLOW = """
DROP TRIGGER a_settled_coffee_stays_settled ON meetups_coffee;
DROP TRIGGER a_closed_proposal_stays_closed ON meetups_proposal;
DROP FUNCTION meetups_refuse_to_reopen();
"""


class Migration(migrations.Migration):
    dependencies = [("meetups", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
