"""The tables of this room."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from homeward.foundation.guard.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Courier',
                fields=[
                    ('peer', models.CharField(max_length=2, primary_key=True, serialize=False)),
                    ('lease', models.UUIDField(null=True)),
                    ('leased_until', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Epoch',
                fields=[
                    ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('opened_at', models.DateTimeField()),
                    ('opened_by', models.CharField(max_length=100)),
                    ('reason', models.CharField(max_length=300)),
                ],
            ),
            migrations.CreateModel(
                name='Link',
                fields=[
                    ('peer', models.CharField(max_length=2, primary_key=True, serialize=False)),
                    ('delivered_at', models.DateTimeField(null=True)),
                    ('failed_at', models.DateTimeField(null=True)),
                    ('failure', models.CharField(blank=True, max_length=60)),
                    ('failures', models.PositiveIntegerField(default=0)),
                    ('heard_at', models.DateTimeField(null=True)),
                    ('paused_until', models.DateTimeField(null=True)),
                    ('certificate', models.CharField(blank=True, max_length=64)),
                ],
            ),
            migrations.CreateModel(
                name='OutMessage',
                fields=[
                    ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                    ('peer', models.CharField(max_length=2)),
                    ('thread', models.UUIDField()),
                    ('epoch', models.BigIntegerField(default=1)),
                    ('sequence', models.BigIntegerField()),
                    ('type', models.CharField(max_length=64)),
                    ('type_version', models.PositiveIntegerField(default=1)),
                    ('handling', models.CharField(max_length=2)),
                    ('digest', models.CharField(max_length=64)),
                    ('header', models.JSONField()),
                    ('contents', models.BinaryField()),
                    ('is_urgent', models.BooleanField(default=False)),
                    ('derived_from', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                    ('case_id', models.BigIntegerField(null=True)),
                    ('created_by', models.BigIntegerField(null=True)),
                    ('created_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('delivery', models.CharField(choices=[('pending', 'On its way'), ('accepted', 'Accepted'), ('refused', 'Refused'), ('expired', 'Expired')], default='pending', max_length=10)),
                    ('attempts', models.PositiveIntegerField(default=0)),
                    ('next_attempt_at', models.DateTimeField(null=True)),
                    ('last_error', models.CharField(blank=True, max_length=60)),
                    ('reason', models.CharField(blank=True, max_length=1000)),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='access.team')),
                ],
            ),
            migrations.CreateModel(
                name='Pair',
                fields=[
                    ('peer', models.CharField(max_length=2, primary_key=True, serialize=False)),
                    ('sequence', models.BigIntegerField(default=0)),
                    ('digest', models.CharField(blank=True, max_length=64)),
                ],
            ),
            migrations.CreateModel(
                name='Source',
                fields=[
                    ('peer', models.CharField(max_length=2, primary_key=True, serialize=False)),
                    ('epoch', models.BigIntegerField(default=1)),
                    ('asked_at', models.DateTimeField(null=True)),
                    ('asks', models.PositiveIntegerField(default=0)),
                    ('types', models.JSONField(default=dict)),
                    ('types_at', models.DateTimeField(null=True)),
                    ('told', models.CharField(blank=True, max_length=64)),
                ],
            ),
            migrations.CreateModel(
                name='InMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message_id', models.UUIDField()),
                    ('sender', models.CharField(max_length=2)),
                    ('thread', models.CharField(max_length=64)),
                    ('epoch', models.BigIntegerField(default=1)),
                    ('sequence', models.BigIntegerField()),
                    ('previous', models.CharField(blank=True, max_length=64)),
                    ('order', models.CharField(blank=True, choices=[('', 'In its order'), ('gap', 'Messages before it are missing'), ('late', 'Arrived after later ones'), ('repeat', 'Its number was used before'), ('broken', 'Does not follow on the message before it')], max_length=6)),
                    ('type', models.CharField(max_length=64)),
                    ('type_version', models.PositiveIntegerField(default=1)),
                    ('handling', models.CharField(max_length=2)),
                    ('digest', models.CharField(max_length=64)),
                    ('contents', models.BinaryField()),
                    ('receipt', models.BinaryField()),
                    ('way', models.CharField(choices=[('network', 'Over the network'), ('medium', 'On a medium'), ('returned', 'Returned after a restore')], default='network', max_length=10)),
                    ('received_at', models.DateTimeField()),
                    ('refused', models.CharField(blank=True, max_length=60)),
                    ('case_id', models.BigIntegerField(null=True)),
                    ('recalled_at', models.DateTimeField(null=True)),
                    ('recall_reason', models.CharField(blank=True, max_length=1000)),
                    ('kept_because', models.CharField(blank=True, max_length=1000)),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='access.team')),
                ],
            ),
            migrations.CreateModel(
                name='GivenReceipt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('peer', models.CharField(max_length=2)),
                    ('state', models.CharField(max_length=12)),
                    ('at', models.DateTimeField()),
                    ('statement', models.BinaryField()),
                    ('sent_in', models.UUIDField(null=True)),
                    ('case_id', models.BigIntegerField(null=True)),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='access.team')),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='exchange.inmessage')),
                ],
            ),
            migrations.CreateModel(
                name='Recall',
                fields=[
                    ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='recall', serialize=False, to='exchange.outmessage')),
                    ('asked_at', models.DateTimeField()),
                    ('asked_by', models.BigIntegerField(null=True)),
                    ('reason', models.CharField(max_length=1000)),
                    ('outcome', models.CharField(blank=True, choices=[('closed', 'Closed there'), ('kept', 'Kept there'), ('unknown', 'Not known there')], max_length=10)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('words', models.CharField(blank=True, max_length=1000)),
                    ('passed_on', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), default=list, size=None)),
                    ('case_id', models.BigIntegerField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Returned',
                fields=[
                    ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='exchange.outmessage')),
                    ('at', models.DateTimeField()),
                    ('is_rebuilt', models.BooleanField(default=False)),
                ],
            ),
            migrations.CreateModel(
                name='OutAttachment',
                fields=[
                    ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                    ('blob_id', models.UUIDField()),
                    ('description', models.JSONField()),
                    ('key', models.BinaryField()),
                    ('state', models.CharField(choices=[('waiting', 'Waits for its message'), ('arriving', 'Arriving'), ('checking', 'Arrived, being checked'), ('complete', 'Complete'), ('refused', 'Refused'), ('closed', 'Closed'), ('expired', 'Expired')], default='waiting', max_length=10)),
                    ('arrived', models.BigIntegerField(default=0)),
                    ('failures', models.PositiveIntegerField(default=0)),
                    ('next_attempt_at', models.DateTimeField(null=True)),
                    ('last_error', models.CharField(blank=True, max_length=60)),
                    ('reason', models.CharField(blank=True, max_length=200)),
                    ('statement', models.BinaryField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('case_id', models.BigIntegerField(null=True)),
                    ('compartment', models.CharField(blank=True, max_length=20)),
                    ('created_by', models.BigIntegerField(null=True)),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='access.team')),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='exchange.outmessage')),
                ],
            ),
            migrations.CreateModel(
                name='Deadline',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(max_length=12)),
                    ('due_at', models.DateTimeField()),
                    ('met_at', models.DateTimeField(null=True)),
                    ('late_at', models.DateTimeField(help_text='when it was noticed that none had come', null=True)),
                    ('case_id', models.BigIntegerField(null=True)),
                    ('created_by', models.BigIntegerField(null=True)),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='access.team')),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='exchange.outmessage')),
                ],
            ),
            migrations.CreateModel(
                name='Receipt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(max_length=12)),
                    ('at', models.DateTimeField()),
                    ('statement', models.BinaryField()),
                    ('case_id', models.BigIntegerField(null=True)),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='exchange.outmessage')),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='access.team')),
                ],
            ),
            migrations.CreateModel(
                name='SeenRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key_id', models.CharField(max_length=43)),
                    ('nonce', models.CharField(max_length=64)),
                    ('forget_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['forget_at'], name='exchange_request_forget')],
                    'constraints': [models.UniqueConstraint(fields=('key_id', 'nonce'), name='exchange_request_once')],
                },
            ),
            migrations.CreateModel(
                name='Shortage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('peer', models.CharField(max_length=2)),
                    ('code', models.CharField(max_length=40)),
                    ('since', models.DateTimeField()),
                    ('last_at', models.DateTimeField()),
                    ('needed', models.BigIntegerField(help_text='bytes that found no room')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('peer', 'code'), name='exchange_shortage_once')],
                },
            ),
            migrations.CreateModel(
                name='Tombstone',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sender', models.CharField(max_length=2)),
                    ('epoch', models.BigIntegerField()),
                    ('sequence', models.BigIntegerField()),
                    ('message_id', models.UUIDField()),
                    ('digest', models.CharField(max_length=64)),
                    ('previous', models.CharField(blank=True, max_length=64)),
                    ('expired_at', models.DateTimeField()),
                    ('said_in', models.UUIDField(help_text='the message that said so')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('sender', 'epoch', 'sequence'), name='exchange_tombstone_once')],
                },
            ),
            migrations.CreateModel(
                name='Traffic',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('peer', models.CharField(blank=True, max_length=2)),
                    ('minute', models.DateTimeField()),
                    ('requests', models.BigIntegerField()),
                    ('bytes', models.BigIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('peer', 'minute'), name='exchange_traffic_once')],
                },
            ),
            migrations.CreateModel(
                name='TurnedAway',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('peer', models.CharField(blank=True, max_length=2)),
                    ('code', models.CharField(max_length=60)),
                    ('day', models.DateField()),
                    ('count', models.BigIntegerField()),
                    ('last_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('peer', 'code', 'day'), name='exchange_turned_once')],
                },
            ),
            migrations.CreateModel(
                name='InAttachment',
                fields=[
                    ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                    ('sender', models.CharField(max_length=2)),
                    ('message_id', models.UUIDField()),
                    ('attachment_id', models.UUIDField()),
                    ('type', models.CharField(max_length=64)),
                    ('description', models.JSONField()),
                    ('keys', models.BinaryField()),
                    ('state', models.CharField(choices=[('waiting', 'Waits for its message'), ('arriving', 'Arriving'), ('checking', 'Arrived, being checked'), ('complete', 'Complete'), ('refused', 'Refused'), ('closed', 'Closed'), ('expired', 'Expired')], default='arriving', max_length=10)),
                    ('arrived', models.BigIntegerField(default=0)),
                    ('reason', models.CharField(blank=True, max_length=200)),
                    ('announced_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('moved_at', models.DateTimeField(help_text='when a part last arrived, or a check began')),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('case_id', models.BigIntegerField(null=True)),
                    ('compartment', models.CharField(blank=True, max_length=20)),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='access.team')),
                ],
                options={
                    'indexes': [models.Index(fields=['state', 'moved_at'], name='exchange_in_file_state'), models.Index(fields=['case_id'], name='exchange_in_file_case')],
                    'constraints': [models.UniqueConstraint(fields=('sender', 'attachment_id'), name='exchange_in_attachment_once')],
                },
            ),
            migrations.AddIndex(
                model_name='inmessage',
                index=models.Index(fields=['sender', 'epoch', 'sequence'], name='exchange_in_sequence'),
            ),
            migrations.AddIndex(
                model_name='inmessage',
                index=models.Index(fields=['thread'], name='exchange_in_thread'),
            ),
            migrations.AddIndex(
                model_name='inmessage',
                index=models.Index(fields=['case_id'], name='exchange_in_case'),
            ),
            migrations.AddConstraint(
                model_name='inmessage',
                constraint=models.UniqueConstraint(fields=('sender', 'message_id'), name='exchange_in_once'),
            ),
            migrations.AddIndex(
                model_name='givenreceipt',
                index=models.Index(fields=['case_id'], name='exchange_given_case'),
            ),
            migrations.AddIndex(
                model_name='givenreceipt',
                index=models.Index(condition=models.Q(('sent_in__isnull', True)), fields=['peer'], name='exchange_given_waiting'),
            ),
            migrations.AddConstraint(
                model_name='givenreceipt',
                constraint=models.UniqueConstraint(fields=('message', 'state'), name='exchange_given_once'),
            ),
            migrations.AddField(
                model_name='recall',
                name='team',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='access.team'),
            ),
            migrations.AddIndex(
                model_name='outmessage',
                index=models.Index(condition=models.Q(('delivery', 'pending')), fields=['thread', 'epoch', 'sequence'], name='exchange_out_waiting'),
            ),
            migrations.AddIndex(
                model_name='outmessage',
                index=models.Index(condition=models.Q(('delivery', 'pending')), fields=['peer', 'next_attempt_at'], name='exchange_out_due'),
            ),
            migrations.AddIndex(
                model_name='outmessage',
                index=models.Index(fields=['case_id'], name='exchange_out_case'),
            ),
            migrations.AddIndex(
                model_name='outmessage',
                index=models.Index(fields=['created_by'], name='exchange_out_sender'),
            ),
            migrations.AddIndex(
                model_name='outmessage',
                index=django.contrib.postgres.indexes.GinIndex(fields=['derived_from'], name='exchange_out_derived'),
            ),
            migrations.AddConstraint(
                model_name='outmessage',
                constraint=models.UniqueConstraint(fields=('peer', 'epoch', 'sequence'), name='exchange_out_sequence'),
            ),
            migrations.AddIndex(
                model_name='outattachment',
                index=models.Index(fields=['next_attempt_at'], name='exchange_push_due'),
            ),
            migrations.AddIndex(
                model_name='outattachment',
                index=models.Index(fields=['blob_id'], name='exchange_out_blob'),
            ),
            migrations.AddIndex(
                model_name='outattachment',
                index=models.Index(fields=['case_id'], name='exchange_out_file_case'),
            ),
            migrations.AddIndex(
                model_name='outattachment',
                index=models.Index(fields=['created_by'], name='exchange_out_file_sender'),
            ),
            migrations.AddIndex(
                model_name='deadline',
                index=models.Index(condition=models.Q(('late_at__isnull', True), ('met_at__isnull', True)), fields=['due_at'], name='exchange_deadline_due'),
            ),
            migrations.AddIndex(
                model_name='deadline',
                index=models.Index(fields=['case_id'], name='exchange_deadline_case'),
            ),
            migrations.AddIndex(
                model_name='deadline',
                index=models.Index(fields=['created_by'], name='exchange_deadline_sender'),
            ),
            migrations.AddConstraint(
                model_name='deadline',
                constraint=models.UniqueConstraint(fields=('message', 'state'), name='exchange_deadline_once'),
            ),
            migrations.AddIndex(
                model_name='receipt',
                index=models.Index(fields=['case_id'], name='exchange_receipt_case'),
            ),
            migrations.AddConstraint(
                model_name='receipt',
                constraint=models.UniqueConstraint(fields=('message', 'state'), name='exchange_receipt_once'),
            ),
            migrations.AddIndex(
                model_name='recall',
                index=models.Index(fields=['case_id'], name='exchange_recall_case'),
            ),
            migrations.AddIndex(
                model_name='recall',
                index=models.Index(fields=['asked_by'], name='exchange_recall_asker'),
            ),
        ])
    ]
