"""National texts, decisions, progress, suggestions, packs, and what the search knows."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from homeward.foundation.guard.tables import CreateTables


class Migration(migrations.Migration):

    dependencies = [
        ('manual', '0003_writers'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='PracticeDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(db_index=True, max_length=40)),
                    ('choice', models.CharField(choices=[('adopt', 'Adopted'), ('adapt', 'Adapted'), ('reject', 'Rejected')], max_length=10)),
                    ('reason', models.TextField()),
                    ('decided_on', models.DateField()),
                    ('revision', models.PositiveIntegerField(help_text='of the text that was decided on')),
                    ('base', models.JSONField(default=dict, help_text='that text, by language')),
                    ('by', models.BigIntegerField()),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': 'decision on a practice',
                },
            ),
            migrations.CreateModel(
                name='PracticeProgress',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(db_index=True, max_length=40)),
                    ('stage', models.CharField(choices=[('planned', 'Planned'), ('begun', 'Begun'), ('partly', 'Partly in use'), ('in_use', 'In use everywhere'), ('stopped', 'No longer used')], max_length=10)),
                    ('note', models.TextField(blank=True)),
                    ('on', models.DateField()),
                    ('by', models.BigIntegerField()),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': 'progress of a practice',
                },
            ),
            migrations.CreateModel(
                name='PracticePack',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40)),
                    ('version', models.PositiveIntegerField()),
                    ('state', models.CharField(help_text='whose node signed it', max_length=2)),
                    ('title', models.JSONField(help_text='by language')),
                    ('restricted', models.BooleanField()),
                    ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, help_text='who may read it; or everybody', size=None)),
                    ('content', models.JSONField(help_text='its practices: source and text by language')),
                    ('digest', models.CharField(max_length=64)),
                    ('key_id', models.CharField(help_text='of the key that signed it', max_length=64)),
                    ('issued_at', models.DateTimeField()),
                    ('loaded_by', models.BigIntegerField()),
                    ('loaded_at', models.DateTimeField()),
                    ('removed_by', models.BigIntegerField(null=True)),
                    ('removed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'pack of practices',
                    'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['roles'], name='manual_pack_roles')],
                    'constraints': [models.UniqueConstraint(fields=('state', 'code', 'version'), name='manual_pack_version')],
                },
            ),
            migrations.CreateModel(
                name='PracticeText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('origin', models.CharField(max_length=60)),
                    ('code', models.CharField(max_length=40)),
                    ('language', models.CharField(max_length=2)),
                    ('fingerprint', models.CharField(help_text='of the text that was read', max_length=64)),
                    ('heads', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), help_text='normalised words of title and summary', size=None)),
                    ('words', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), help_text='normalised words of the sections', size=None)),
                    ('grams', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=4), help_text='n-grams of all of them', size=None)),
                    ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ],
                options={
                    'verbose_name': 'text of a practice in the search',
                    'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['grams'], name='manual_practicetext_grams'), django.contrib.postgres.indexes.GinIndex(fields=['roles'], name='manual_practicetext_roles')],
                    'constraints': [models.UniqueConstraint(fields=('origin', 'code', 'language'), name='manual_practicetext_once')],
                },
            ),
            migrations.CreateModel(
                name='PracticeVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40)),
                    ('number', models.PositiveIntegerField()),
                    ('own', models.BooleanField(help_text="not shipped, but the State's own addition")),
                    ('source', models.CharField(help_text='the language that it is written in', max_length=2)),
                    ('base_revision', models.PositiveIntegerField(help_text='of the shipped text; 0 for an own one')),
                    ('base', models.JSONField(default=dict, help_text='the shipped text that it was made from')),
                    ('files', models.JSONField(help_text='null: back to what is shipped, if anything', null=True)),
                    ('note', models.TextField(blank=True, help_text='the published change note')),
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
                    'verbose_name': 'national text of a practice',
                    'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['roles'], name='manual_practice_roles')],
                    'constraints': [models.UniqueConstraint(fields=('code', 'number'), name='manual_practice_number'), models.UniqueConstraint(condition=models.Q(('status', 'draft')), fields=('code',), name='manual_practice_one_draft'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'approved'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('drafted_by')), _negated=True)), _connector='OR'), name='manual_practice_two_persons')],
                },
            ),
            migrations.CreateModel(
                name='Suggestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(db_index=True, max_length=40)),
                    ('step', models.CharField(blank=True, help_text='the step it is about, if one', max_length=40)),
                    ('text', models.TextField()),
                    ('status', models.CharField(choices=[('open', 'Open'), ('taken', 'Taken up'), ('declined', 'Declined')], default='open', max_length=10)),
                    ('by', models.BigIntegerField()),
                    ('at', models.DateTimeField()),
                    ('answer', models.TextField(blank=True)),
                    ('answered_by', models.BigIntegerField(null=True)),
                    ('answered_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'suggestion to a practice',
                    'indexes': [models.Index(fields=['status', 'at'], name='manual_suggestion_open')],
                },
            ),
        ]),
    ]
