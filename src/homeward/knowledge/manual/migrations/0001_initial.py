"""The tables of this room."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from homeward.foundation.guard.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='PlaybookVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40)),
                    ('number', models.PositiveIntegerField()),
                    ('base_version', models.PositiveIntegerField(help_text='of the shipped text it was made from')),
                    ('content', models.JSONField(help_text='null: back to the shipped text', null=True)),
                    ('reasons', models.JSONField(default=dict, help_text='why a step differs, by its id')),
                    ('reason', models.TextField(blank=True, help_text='why there is this version')),
                    ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, help_text='who may read it; or everybody', size=None)),
                    ('status', models.CharField(choices=[('draft', 'Draft'), ('approved', 'Approved'), ('discarded', 'Discarded')], default='draft', max_length=10)),
                    ('drafted_by', models.BigIntegerField()),
                    ('writers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, help_text='who wrote of it; none of them approves', size=None)),
                    ('drafted_at', models.DateTimeField()),
                    ('decided_by', models.BigIntegerField(null=True)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('changed_by', models.BigIntegerField(null=True)),
                    ('changed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'national version',
                    'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['roles'], name='manual_version_roles')],
                    'constraints': [models.UniqueConstraint(fields=('code', 'number'), name='manual_version_number'), models.UniqueConstraint(condition=models.Q(('status', 'draft')), fields=('code',), name='manual_version_one_draft'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'approved'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('drafted_by')), _negated=True)), _connector='OR'), name='manual_version_two_persons')],
                },
            ),
        ])
    ]
