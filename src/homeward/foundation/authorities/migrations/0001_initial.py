"""The tables of this room."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
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
                name='State',
                fields=[
                    ('code', models.CharField(max_length=2, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=100)),
                    ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=21), default=list, size=None)),
                ],
            ),
            migrations.CreateModel(
                name='Directory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('directory_id', models.CharField(max_length=32, unique=True)),
                    ('name', models.CharField(max_length=100)),
                    ('fingerprint', models.CharField(max_length=100)),
                    ('url', models.CharField(blank=True, max_length=500)),
                    ('root', models.BinaryField()),
                    ('newest_root', models.BinaryField()),
                    ('root_version', models.BigIntegerField(default=0)),
                    ('version', models.BigIntegerField(default=0)),
                    ('expires_at', models.DateTimeField(null=True)),
                    ('first_reader', models.CharField(max_length=100)),
                    ('second_reader', models.CharField(max_length=100)),
                    ('added_at', models.DateTimeField(auto_now_add=True)),
                    ('added_by', models.CharField(max_length=100)),
                    ('is_followed', models.BooleanField(default=True)),
                    ('refreshed_at', models.DateTimeField(null=True)),
                    ('tried_at', models.DateTimeField(null=True)),
                    ('problem', models.CharField(blank=True, max_length=60)),
                    ('problem_text', models.TextField(blank=True)),
                ],
                options={
                    'ordering': ['name', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='OwnRevocation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key_id', models.CharField(max_length=64, unique=True)),
                    ('at', models.DateTimeField()),
                    ('reason', models.CharField(max_length=200)),
                ],
                options={
                    'ordering': ['at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Announced',
                fields=[
                    ('state', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='authorities.state')),
                    ('content', models.JSONField()),
                    ('message_id', models.UUIDField()),
                    ('issued_at', models.DateTimeField()),
                    ('taken_at', models.DateTimeField(null=True)),
                    ('problem', models.CharField(blank=True, max_length=60)),
                ],
            ),
            migrations.CreateModel(
                name='NotTold',
                fields=[
                    ('state', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='authorities.state')),
                    ('since', models.DateTimeField()),
                    ('tried_at', models.DateTimeField()),
                    ('problem', models.CharField(max_length=60)),
                ],
            ),
            migrations.CreateModel(
                name='Authority',
                fields=[
                    ('code', models.CharField(max_length=20, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=200)),
                    ('functions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('central', 'Central authority'), ('police', 'Police'), ('anti_kidnapping', 'Anti-kidnapping unit'), ('duty_point', 'Contact point day and night'), ('fiu', 'Financial intelligence unit'), ('asset_recovery', 'Asset recovery'), ('prosecution', 'Prosecution'), ('victim_services', 'Victim services'), ('statistics', 'Statistics'), ('secretariat', 'Secretariat')], max_length=20), size=None)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('phone', models.CharField(blank=True, max_length=40)),
                    ('always_reachable', models.BooleanField(default=False)),
                    ('competence', models.JSONField(default=list)),
                    ('origin', models.CharField(choices=[('signed', 'Signed by its State'), ('loaded', 'Loaded by the administrator from a file'), ('typed', 'Entered by the administrator from a source')], default='loaded', max_length=10)),
                    ('source', models.CharField(blank=True, max_length=300)),
                    ('source_date', models.DateField(null=True)),
                    ('state', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorities', to='authorities.state')),
                ],
            ),
            migrations.CreateModel(
                name='DirectoryNews',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(auto_now_add=True)),
                    ('state', models.CharField(blank=True, max_length=2)),
                    ('kind', models.CharField(choices=[('state_added', 'State added'), ('state_changed', 'Contact data changed'), ('state_gone', 'No entry that holds any more'), ('entry_not_taken', 'Entry not taken over: an error of this node'), ('node_connected', 'Node connected'), ('node_moved', 'Address of the node changed'), ('node_gone', 'Node withdrawn by its State'), ('key_followed', 'Keys rotated'), ('key_waits', 'Other keys, not signed by the old ones: an officer decides'), ('card_refused', 'Card of the node not taken'), ('key_revoked', 'Keys revoked'), ('node_revoked', 'Node revoked'), ('root_changed', 'New root')], max_length=20)),
                    ('detail', models.CharField(blank=True, max_length=300)),
                    ('directory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='news', to='authorities.directory')),
                ],
            ),
            migrations.CreateModel(
                name='Ping',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('is_ours', models.BooleanField()),
                    ('state', models.CharField(max_length=2)),
                    ('authority', models.CharField(max_length=20)),
                    ('point', models.CharField(blank=True, max_length=20)),
                    ('sent_at', models.DateTimeField()),
                    ('sent_by', models.BigIntegerField(help_text='the person on this side', null=True)),
                    ('due_at', models.DateTimeField()),
                    ('noted_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('code', models.CharField(help_text='where this node asked: its digest', max_length=64)),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('status', models.CharField(choices=[('waiting', 'Waits for an answer'), ('answered', 'Answered'), ('failed', 'Could not be delivered')], default='waiting', max_length=10)),
                    ('fault', models.CharField(blank=True, help_text='why it was not delivered', max_length=60)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('answered_as', models.CharField(blank=True, max_length=40)),
                    ('answered_by', models.BigIntegerField(help_text='the person on this side', null=True)),
                    ('by_code', models.BooleanField(default=False)),
                    ('returned_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['-sent_at', 'pk'],
                    'indexes': [models.Index(fields=['authority', '-sent_at'], name='authorities_ping_latest')],
                },
            ),
            migrations.CreateModel(
                name='Node',
                fields=[
                    ('state', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='authorities.state')),
                    ('url', models.URLField(max_length=500)),
                    ('card', models.BinaryField()),
                    ('keys', models.JSONField()),
                    ('fingerprint', models.CharField(max_length=100)),
                    ('pinned_at', models.DateTimeField(auto_now_add=True)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('pinned_by', models.CharField(max_length=100)),
                    ('issued_at', models.DateTimeField(help_text='of the card', null=True)),
                    ('role_keys', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, size=None)),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('revoked_reason', models.CharField(blank=True, max_length=200)),
                    ('directory', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='authorities.directory')),
                ],
            ),
            migrations.CreateModel(
                name='ContactPoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('point', models.CharField(max_length=20)),
                    ('channel', models.CharField(choices=[('node', 'Node'), ('secure_mail', 'Secure mail'), ('phone', 'Telephone'), ('interpol', 'INTERPOL'), ('diplomatic', 'Diplomatic channel')], max_length=20)),
                    ('address', models.CharField(blank=True, max_length=254)),
                    ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=21), default=list, size=None)),
                    ('zone', models.CharField(blank=True, max_length=60)),
                    ('days', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), default=list, size=None)),
                    ('opens', models.TimeField(null=True)),
                    ('closes', models.TimeField(null=True)),
                    ('notified', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                    ('valid_from', models.DateField(null=True)),
                    ('valid_to', models.DateField(null=True)),
                    ('verified_at', models.DateTimeField(null=True)),
                    ('verified_by', models.CharField(blank=True, max_length=20)),
                    ('authority', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='authorities.authority')),
                ],
                options={
                    'ordering': ['authority', 'point'],
                    'constraints': [models.UniqueConstraint(fields=('authority', 'point'), name='authorities_point_once')],
                },
            ),
            migrations.CreateModel(
                name='DirectoryEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(max_length=2)),
                    ('entry', models.BinaryField(null=True)),
                    ('version', models.BigIntegerField(default=0)),
                    ('expires_at', models.DateTimeField(null=True)),
                    ('role_keys', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, size=None)),
                    ('problem', models.CharField(blank=True, max_length=60)),
                    ('problem_text', models.TextField(blank=True)),
                    ('directory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='authorities.directory')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('directory', 'state'), name='one_entry_a_state')],
                },
            ),
            migrations.CreateModel(
                name='DirectoryFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('content', models.BinaryField()),
                    ('directory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='authorities.directory')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('directory', 'name'), name='one_file_a_name')],
                },
            ),
            migrations.CreateModel(
                name='KeyChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key_id', models.CharField(max_length=64)),
                    ('card', models.BinaryField(null=True)),
                    ('fingerprint', models.CharField(blank=True, max_length=100)),
                    ('role_keys', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, size=None)),
                    ('times', models.IntegerField(default=1)),
                    ('seen_at', models.DateTimeField()),
                    ('last_seen_at', models.DateTimeField()),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_by', models.CharField(blank=True, max_length=100)),
                    ('accepted', models.BooleanField(null=True)),
                    ('directory', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='authorities.directory')),
                    ('state', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='key_changes', to='authorities.state')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('state', 'key_id'), name='one_change_a_key')],
                },
            ),
            migrations.CreateModel(
                name='PeerKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key_id', models.CharField(max_length=64)),
                    ('keys', models.JSONField(null=True)),
                    ('valid_from', models.DateTimeField()),
                    ('valid_until', models.DateTimeField(null=True)),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('reason', models.CharField(blank=True, max_length=200)),
                    ('state', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='peer_keys', to='authorities.state')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('state', 'key_id'), name='one_key_an_id')],
                },
            ),
        ])
    ]
