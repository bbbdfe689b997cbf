"""The tables of this room."""

import django.contrib.postgres.indexes
import uuid
from django.db import migrations, models

from homeward.foundation.guard.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Head',
                fields=[
                    ('size', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('root', models.BinaryField()),
                    ('at', models.DateTimeField()),
                    ('statement', models.BinaryField()),
                ],
            ),
            migrations.CreateModel(
                name='Pending',
                fields=[
                    ('entry_number', models.BigIntegerField(primary_key=True, serialize=False)),
                ],
            ),
            migrations.CreateModel(
                name='Place',
                fields=[
                    ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('entry_number', models.BigIntegerField(unique=True)),
                ],
            ),
            migrations.CreateModel(
                name='Verification',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('entries', models.BigIntegerField()),
                    ('sound', models.BooleanField()),
                    ('position', models.BigIntegerField(null=True)),
                    ('reason', models.TextField(blank=True)),
                ],
            ),
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('number', models.BigAutoField(primary_key=True, serialize=False)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('at', models.DateTimeField()),
                    ('actor_kind', models.TextField()),
                    ('actor_id', models.BigIntegerField(null=True)),
                    ('actor_name', models.TextField()),
                    ('verb', models.TextField()),
                    ('subject_kind', models.TextField(blank=True)),
                    ('subject_id', models.TextField(blank=True)),
                    ('case_id', models.BigIntegerField(null=True)),
                    ('compartment', models.TextField(blank=True)),
                    ('data', models.JSONField(default=dict)),
                    ('salt', models.BinaryField()),
                    ('commitment', models.BinaryField()),
                ],
                options={
                    'indexes': [models.Index(fields=['case_id', 'number'], name='journal_entry_case'), models.Index(fields=['actor_id', 'number'], name='journal_entry_actor')],
                },
            ),
            migrations.CreateModel(
                name='Fact',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                    ('kind', models.CharField(max_length=60)),
                    ('case_id', models.BigIntegerField()),
                    ('data', models.JSONField(default=dict)),
                ],
                options={
                    'indexes': [models.Index(fields=['kind', 'at'], name='journal_fact_kind')],
                },
            ),
            migrations.CreateModel(
                name='TreeHash',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.SmallIntegerField()),
                    ('index', models.BigIntegerField()),
                    ('hash', models.BinaryField()),
                ],
                options={
                    'indexes': [django.contrib.postgres.indexes.HashIndex(condition=models.Q(('level', 0)), fields=['hash'], name='journal_leaf')],
                    'constraints': [models.UniqueConstraint(fields=('level', 'index'), name='journal_treehash_once')],
                },
            ),
        ])
    ]
