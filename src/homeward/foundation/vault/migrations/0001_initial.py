"""The tables of this room."""

import django.contrib.postgres.fields
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
                name='Blob',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case_id', models.BigIntegerField(db_index=True, null=True)),
                    ('compartment', models.TextField()),
                    ('team_id', models.BigIntegerField(db_index=True, null=True)),
                    ('file_name', models.TextField()),
                    ('media_type', models.TextField()),
                    ('size', models.BigIntegerField(help_text='bytes before encryption')),
                    ('sha256', models.BinaryField(help_text='of the bytes before encryption')),
                    ('content', models.BinaryField(null=True)),
                    ('file_key', models.BinaryField(null=True)),
                    ('part_size', models.BigIntegerField(help_text='bytes of each part but the last', null=True)),
                    ('part_digests', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), help_text='SHA-256 of each part', null=True, size=None)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                ],
            ),
            migrations.CreateModel(
                name='CaseKey',
                fields=[
                    ('case_id', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('wrapped', models.BinaryField()),
                ],
            ),
            migrations.CreateModel(
                name='NodeKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key_id', models.TextField(unique=True)),
                    ('wrapped', models.BinaryField()),
                    ('hand_over', models.TextField(blank=True, db_default='', default='')),
                    ('signs_from', models.DateTimeField(null=True)),
                    ('ends_at', models.DateTimeField(help_text='until when the old key is good', null=True)),
                    ('retired_at', models.DateTimeField(null=True)),
                    ('destroyed_at', models.DateTimeField(null=True)),
                    ('public', models.JSONField()),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('is_current', models.BooleanField(default=True)),
                ],
            ),
            migrations.CreateModel(
                name='CustodyStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('blob_id', models.UUIDField()),
                    ('number', models.PositiveIntegerField()),
                    ('at', models.DateTimeField()),
                    ('action', models.CharField(max_length=32)),
                    ('state', models.CharField(max_length=2)),
                    ('by', models.CharField(max_length=200)),
                    ('source', models.CharField(blank=True, max_length=200)),
                    ('target', models.CharField(blank=True, max_length=200)),
                    ('purpose', models.CharField(blank=True, max_length=1000)),
                    ('condition', models.CharField(blank=True, db_default='', default='', max_length=500)),
                    ('seal', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('officer', models.BigIntegerField(null=True)),
                    ('recorded_at', models.DateTimeField(null=True)),
                    ('digest', models.CharField(blank=True, db_default='', default='', max_length=64)),
                ],
                options={
                    'ordering': ['number'],
                    'constraints': [models.UniqueConstraint(fields=('blob_id', 'number'), name='vault_custody_once')],
                },
            ),
        ])
    ]
