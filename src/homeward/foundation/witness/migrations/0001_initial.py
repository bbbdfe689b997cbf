"""The tables of this room."""

import django.db.models.deletion
from django.db import migrations, models

from homeward.foundation.guard.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Exchange',
                fields=[
                    ('peer', models.CharField(max_length=2, primary_key=True, serialize=False)),
                    ('tried_at', models.DateTimeField(null=True)),
                    ('error', models.CharField(blank=True, max_length=60)),
                ],
            ),
            migrations.CreateModel(
                name='OwnHead',
                fields=[
                    ('hour', models.DateTimeField(primary_key=True, serialize=False)),
                    ('size', models.BigIntegerField()),
                    ('root', models.BinaryField()),
                    ('at', models.DateTimeField()),
                    ('statement', models.BinaryField()),
                ],
            ),
            migrations.CreateModel(
                name='Alarm',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('peer', models.CharField(max_length=2)),
                    ('kind', models.CharField(choices=[('peer_forked', 'Two different heads for the same number of entries'), ('peer_shrunk', 'Its journal became shorter'), ('peer_unproven', 'No proof that its journal was only added to'), ('own_forked', 'It keeps another head of our journal than ours'), ('own_shrunk', 'It has seen more entries of our journal than there are'), ('own_refused', 'It refuses our head and gives no ground'), ('promise_broken', 'A receipt promised an entry that its journal lacks')], max_length=14)),
                    ('opened_at', models.DateTimeField()),
                    ('last_at', models.DateTimeField()),
                    ('times', models.PositiveIntegerField(default=1)),
                    ('size', models.BigIntegerField(null=True)),
                    ('message', models.UUIDField(null=True)),
                    ('statement', models.BinaryField()),
                    ('earlier', models.BinaryField()),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('settled_by', models.CharField(blank=True, max_length=100)),
                    ('note', models.CharField(blank=True, max_length=500)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('peer', 'kind', 'message'), name='witness_alarm_open', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='Promise',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('receipt_id', models.BigIntegerField(unique=True)),
                    ('message', models.UUIDField()),
                    ('peer', models.CharField(max_length=2)),
                    ('entry', models.CharField(blank=True, max_length=64)),
                    ('due_at', models.DateTimeField()),
                    ('outcome', models.CharField(choices=[('waiting', 'Not checked yet'), ('kept', 'Kept'), ('broken', 'Broken'), ('none', 'Nothing was promised')], default='waiting', max_length=7)),
                    ('checked_at', models.DateTimeField(null=True)),
                    ('size', models.BigIntegerField(null=True)),
                    ('position', models.BigIntegerField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('outcome', 'waiting')), fields=['peer', 'due_at'], name='witness_promise_due')],
                },
            ),
            migrations.CreateModel(
                name='SeenHead',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('peer', models.CharField(max_length=2)),
                    ('size', models.BigIntegerField()),
                    ('root', models.BinaryField()),
                    ('at', models.DateTimeField()),
                    ('digest', models.CharField(max_length=64)),
                    ('statement', models.BinaryField()),
                    ('countersignature', models.BinaryField()),
                    ('seen_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['seen_at'], name='witness_seen_lately')],
                    'constraints': [models.UniqueConstraint(fields=('peer', 'digest'), name='witness_seen_once')],
                },
            ),
            migrations.CreateModel(
                name='Beginning',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('peer', models.CharField(max_length=2)),
                    ('accepted_at', models.DateTimeField()),
                    ('accepted_by', models.CharField(max_length=100)),
                    ('note', models.CharField(max_length=500)),
                    ('set_aside', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='beginning', to='witness.seenhead')),
                ],
            ),
            migrations.CreateModel(
                name='Countersigned',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('peer', models.CharField(max_length=2)),
                    ('size', models.BigIntegerField()),
                    ('statement', models.BinaryField()),
                    ('received_at', models.DateTimeField()),
                    ('own', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='countersignatures', to='witness.ownhead')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('peer', 'own'), name='witness_counter_once')],
                },
            ),
        ])
    ]
