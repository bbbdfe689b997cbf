"""A public alert is approved by members with a place of their own; a broken glass is not enough."""

from django.db import migrations

from homeward.foundation.access.walls import in_compartment
from homeward.foundation.guard.policies import Protect

OWN_PLACE = f"""({in_compartment()} and by = (select guard.user_id()) and exists (
  select from access_casemember m
  where m.case_id = response_alertapproval.case_id
    and m.compartment = response_alertapproval.compartment
    and m.user_id = (select guard.user_id())
))"""
WALLS = f"alter policy may_insert on response_alertapproval with check ({OWN_PLACE});"


class Migration(migrations.Migration):
    """Two who broke a glass would otherwise alert the public of a case that nobody gave them."""

    dependencies = [("response", "0004_alert_walls"), ("access", "0003_glass_walls")]
    operations = [Protect(WALLS, "response_alertapproval")]
