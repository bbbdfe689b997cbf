"""A package that never got its proof says when that was given up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The moment at which a package was refused."""

    dependencies = [("cases", "0045_own_lists_walls")]

    operations = [
        migrations.AddField(
            model_name="evidenceexport",
            name="refused_at",
            field=models.DateTimeField(
                help_text="its maker's access ended before the proof was there", null=True
            ),
        ),
    ]
