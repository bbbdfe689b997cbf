"""Further reasons for which a row of a file is kept apart."""

from django.db import migrations, models

REASONS = (
    "no_area",
    "bad_period",
    "not_a_number",
    "negative",
    "two_values",
    "repeated",
    "other_definition",
    "unknown_flag",
    "unknown_area",
    "other_name",
    "not_this_size",
    "not_whole",
    "other_frequency",
    "too_long",
    "too_large",
    "only_a_part",
)


class Migration(migrations.Migration):
    """The list of a rejection's reasons."""

    dependencies = [("trends", "0002_walls")]
    operations = [
        migrations.AlterField(
            model_name="apart",
            name="reason",
            field=models.CharField(choices=[(one, one) for one in REASONS], max_length=20),
        ),
    ]
