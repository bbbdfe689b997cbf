"""The tables of this room."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from homeward.foundation.guard.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Ledger',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('compartment', models.CharField(default='finance', editable=False, max_length=20)),
                    ('name', models.CharField(max_length=200)),
                    ('file_blob', models.UUIDField()),
                    ('payments_blob', models.UUIDField(null=True)),
                    ('mapping', models.JSONField(default=dict)),
                    ('zone', models.CharField(max_length=60)),
                    ('exponent', models.PositiveSmallIntegerField(null=True)),
                    ('options', models.JSONField(default=dict, help_text='how rows were read, where not as usual')),
                    ('status', models.CharField(choices=[('problems', 'Waits for your decision'), ('ready', 'Ready'), ('discarded', 'Discarded')], max_length=10)),
                    ('payments', models.PositiveIntegerField(default=0)),
                    ('rejected', models.PositiveIntegerField(default=0)),
                    ('rejections', models.JSONField(default=list, help_text='the first thousand, as codes and facts')),
                    ('first_at', models.DateTimeField(null=True)),
                    ('last_at', models.DateTimeField(null=True)),
                    ('uploaded_by', models.BigIntegerField()),
                    ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                    ('chosen_at', models.DateTimeField(help_text="for this State's part in runs", null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Claim',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('compartment', models.CharField(default='finance', editable=False, max_length=20)),
                    ('payment', models.CharField(max_length=200)),
                    ('label', models.CharField(max_length=60, unique=True)),
                    ('amount', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=10)),
                    ('made_by', models.BigIntegerField()),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('sending', models.UUIDField(help_text="of the form, as an order's", null=True, unique=True)),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('withdrawn_by', models.BigIntegerField(null=True)),
                    ('withdrawn_because', models.CharField(blank=True, max_length=500)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                    ('ransom', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='cases.ransom')),
                    ('ledger', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='proceeds.ledger')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Run',
                fields=[
                    ('compartment', models.CharField(default='finance', editable=False, max_length=20)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('initiator', models.CharField(max_length=2)),
                    ('rule', models.CharField(max_length=20)),
                    ('label', models.CharField(max_length=60)),
                    ('currency', models.CharField(max_length=10)),
                    ('ceiling', models.BigIntegerField()),
                    ('period_from', models.DateTimeField()),
                    ('period_to', models.DateTimeField()),
                    ('state', models.CharField(choices=[('gathering', 'Waits for the other States'), ('running', 'Running'), ('finished', 'Finished'), ('stopped', 'Stopped')], default='gathering', max_length=12)),
                    ('round', models.PositiveIntegerField(default=0)),
                    ('done_round', models.PositiveIntegerField(default=0)),
                    ('frontier', models.DateTimeField(null=True)),
                    ('expected', models.JSONField(default=dict, help_text='hand-overs each State sent us so far')),
                    ('unmatched', models.JSONField(default=dict, help_text='what we handed and a State does not find')),
                    ('stopped_because', models.CharField(blank=True, max_length=60)),
                    ('stopped_by', models.CharField(blank=True, max_length=2)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('sending', models.UUIDField(help_text="of the form, as an order's", null=True, unique=True)),
                    ('finished_at', models.DateTimeField(null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                    ('claim', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='proceeds.claim')),
                    ('ledger', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='proceeds.ledger')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Match',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('compartment', models.CharField(default='finance', editable=False, max_length=20)),
                    ('sender', models.CharField(max_length=2)),
                    ('reference', models.CharField(max_length=140)),
                    ('at', models.DateTimeField()),
                    ('amount', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=10)),
                    ('payment', models.CharField(blank=True, max_length=200)),
                    ('reason', models.CharField(max_length=500)),
                    ('made_by', models.BigIntegerField()),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                    ('ledger', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='proceeds.ledger')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='proceeds.run')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Trace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('compartment', models.CharField(default='finance', editable=False, max_length=20)),
                    ('rule', models.CharField(max_length=20)),
                    ('status', models.CharField(choices=[('queued', 'Queued'), ('done', 'Done'), ('failed', 'Failed')], default='queued', max_length=10)),
                    ('error', models.JSONField(default=dict)),
                    ('document', models.JSONField(default=dict)),
                    ('asked_by', models.BigIntegerField(null=True)),
                    ('asked_at', models.DateTimeField(auto_now_add=True)),
                    ('finished_at', models.DateTimeField(null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                    ('claim', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='proceeds.claim')),
                    ('ledger', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='proceeds.ledger')),
                    ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='traces', to='proceeds.run')),
                ],
            ),
            migrations.CreateModel(
                name='Order',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('compartment', models.CharField(default='finance', editable=False, max_length=20)),
                    ('kind', models.CharField(choices=[('freeze', 'Freezing order')], default='freeze', max_length=20)),
                    ('reference', models.CharField(max_length=60)),
                    ('authority', models.CharField(max_length=200)),
                    ('legal_basis', models.CharField(max_length=200)),
                    ('label', models.CharField(help_text='of the claim whose proceeds it holds', max_length=60)),
                    ('account', models.CharField(max_length=200)),
                    ('is_place_confirmed', models.BooleanField(default=False, help_text='an officer confirmed that the account is held in this State')),
                    ('amount', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=10)),
                    ('request_id', models.UUIDField(null=True)),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField()),
                    ('status', models.CharField(choices=[('in_force', 'In force'), ('lifted', 'Lifted')], default='in_force', max_length=10)),
                    ('made_by', models.BigIntegerField()),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('sending', models.UUIDField(help_text='of the form: sent twice, it is one order', null=True)),
                    ('lifted_at', models.DateTimeField(null=True)),
                    ('lifted_by', models.BigIntegerField(null=True)),
                    ('lifted_because', models.CharField(blank=True, max_length=500)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                    ('trace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='proceeds.trace')),
                ],
            ),
            migrations.CreateModel(
                name='Party',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(max_length=2)),
                    ('joined_at', models.DateTimeField(null=True)),
                    ('reported_round', models.PositiveIntegerField(default=0)),
                    ('report', models.JSONField(default=dict)),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='proceeds.run')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('run', 'state'), name='proceeds_party_once')],
                },
            ),
            migrations.CreateModel(
                name='HandOver',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('is_outgoing', models.BooleanField()),
                    ('peer', models.CharField(max_length=2)),
                    ('reference', models.CharField(max_length=140)),
                    ('revision', models.PositiveIntegerField()),
                    ('at', models.DateTimeField()),
                    ('amount', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=10)),
                    ('stretches', models.JSONField(default=list)),
                    ('is_final', models.BooleanField(default=False)),
                    ('message_id', models.UUIDField(null=True)),
                    ('round', models.PositiveIntegerField(default=0, help_text='in which the sender computed it')),
                    ('standing', models.CharField(choices=[('flows', 'Within the ceiling'), ('waiting', 'Waits for an officer'), ('accepted', 'Accepted by an officer'), ('refused', 'Refused by an officer')], default='flows', max_length=10)),
                    ('decided_by', models.BigIntegerField(null=True)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('match', models.ForeignKey(help_text='with which the run computes it', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proceeds.match')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='proceeds.run')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('run', 'is_outgoing', 'peer', 'reference', 'revision'), name='proceeds_handover_once')],
                },
            ),
            migrations.AddConstraint(
                model_name='trace',
                constraint=models.UniqueConstraint(fields=('run',), name='proceeds_trace_of_run_once'),
            ),
            migrations.AddConstraint(
                model_name='order',
                constraint=models.UniqueConstraint(fields=('reference',), name='proceeds_order_reference_once'),
            ),
            migrations.AddConstraint(
                model_name='order',
                constraint=models.UniqueConstraint(fields=('sending',), name='proceeds_order_sending_once'),
            ),
        ])
    ]
