"""Sensitivity promises what holds: every request stays at its desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The words of the closed list."""

    dependencies = [("assistance", "0004_training_walls")]
    operations = [
        migrations.AlterField(
            model_name="assistancerequest",
            name="sensitivity",
            field=models.CharField(
                choices=[
                    ("ordinary", "Ordinary"),
                    ("sensitive", "Sensitive: not spoken of beyond its desk"),
                    ("high", "Highly sensitive: speak before you write"),
                ],
                max_length=10,
            ),
        ),
    ]
